// resources/icons/icon.ico and icon.icns from the PNG files beside them: both formats are lists of PNG files.
import fs from 'node:fs';
import path from 'node:path';

const ICO_SIZES = [16, 24, 32, 48, 64, 128, 256];
/** By pixels: the types of an .icns that hold a PNG (ic11–ic14 are the ones for screens of twice the density). */
const ICNS_TYPES = [
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['icp6', 64],
  ['ic12', 64],
  ['ic07', 128],
  ['ic08', 256],
  ['ic13', 256],
  ['ic09', 512],
  ['ic14', 512],
  ['ic10', 1024],
];

/** Writes both from the folder's `<size>x<size>.png`. */
export function writeIconFiles(folder) {
  const png = (size) => fs.readFileSync(path.join(folder, `${size}x${size}.png`));
  fs.writeFileSync(path.join(folder, 'icon.ico'), ico(ICO_SIZES.map((size) => [size, png(size)])));
  fs.writeFileSync(path.join(folder, 'icon.icns'), icns(ICNS_TYPES.map(([type, size]) => [type, png(size)])));
}

function ico(images) {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let at = head.length;
  images.forEach(([size, bytes], index) => {
    const entry = 6 + 16 * index;
    head.writeUInt8(size % 256, entry); // 0 stands for 256
    head.writeUInt8(size % 256, entry + 1);
    head.writeUInt16LE(1, entry + 4);
    head.writeUInt16LE(32, entry + 6);
    head.writeUInt32LE(bytes.length, entry + 8);
    head.writeUInt32LE(at, entry + 12);
    at += bytes.length;
  });
  return Buffer.concat([head, ...images.map(([, bytes]) => bytes)]);
}

function icns(images) {
  const parts = images.map(([type, bytes]) => {
    const head = Buffer.alloc(8);
    head.write(type, 0, 'latin1');
    head.writeUInt32BE(bytes.length + 8, 4);
    return Buffer.concat([head, bytes]);
  });
  const head = Buffer.alloc(8);
  head.write('icns', 0, 'latin1');
  head.writeUInt32BE(8 + parts.reduce((sum, part) => sum + part.length, 0), 4);
  return Buffer.concat([head, ...parts]);
}
