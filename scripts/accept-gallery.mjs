#!/usr/bin/env node
// npm run gallery:accept: takes the pictures that the last run of test/e2e/gallery.spec.ts took as the ones to compare
// with from now on. Look at them first: test-results/gallery.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import zlib from 'node:zlib';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const taken = path.join(root, 'test-results/gallery');
const kept = path.join(root, 'test/gallery/pictures');

/**
 * The same picture, a third smaller: these stay in the repository, and browsers pack for speed. Pictures of plain areas and
 * letters pack best with their rows as they are (filter 0 of the PNG specification, §9).
 */
function tighter(png) {
  const head = png.subarray(0, 8);
  const chunks = [];
  for (let at = 8; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({
      name: png.toString('latin1', at + 4, at + 8),
      data: png.subarray(at + 8, at + 8 + length),
    });
    at += length + 12;
  }
  const first = chunks.findIndex(({ name }) => name === 'IDAT');
  const packed = Buffer.concat(chunks.filter(({ name }) => name === 'IDAT').map(({ data }) => data));
  const header = chunks[0].data;
  const bytesPerPixel = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[header[9]];
  if (header[8] !== 8 || header[12] !== 0)
    throw new Error('Only pictures of 8 bits, not interlaced, are taken.');
  const rows = unfiltered(zlib.inflateSync(packed), header.readUInt32BE(0) * bytesPerPixel, bytesPerPixel);
  const data = zlib.deflateSync(rows, { level: 9, memLevel: 9 });
  const rest = chunks.filter(({ name }) => name !== 'IDAT');
  rest.splice(first, 0, { name: 'IDAT', data });
  return Buffer.concat([head, ...rest.map(chunk)]);
}

/** Rows of a picture as they are, each still with the byte that names its filter: none. */
function unfiltered(bytes, width, step) {
  const stride = width + 1;
  for (let start = 0; start < bytes.length; start += stride) {
    const filter = bytes[start];
    bytes[start] = 0;
    for (let at = start + 1; at < start + stride; at++) {
      const left = at - start > step ? bytes[at - step] : 0;
      const up = start > 0 ? bytes[at - stride] : 0;
      const corner = at - start > step && start > 0 ? bytes[at - stride - step] : 0;
      // What does not fit wraps around, as the specification wants it.
      if (filter === 1) bytes[at] += left;
      else if (filter === 2) bytes[at] += up;
      else if (filter === 3) bytes[at] += (left + up) >> 1;
      else if (filter === 4) bytes[at] += paeth(left, up, corner);
    }
  }
  return bytes;
}

/** The neighbour that comes closest to left + up - corner. */
function paeth(left, up, corner) {
  const byLeft = Math.abs(up - corner);
  const byUp = Math.abs(left - corner);
  const byCorner = Math.abs(left + up - 2 * corner);
  if (byLeft <= byUp && byLeft <= byCorner) return left;
  return byUp <= byCorner ? up : corner;
}

function chunk({ name, data }) {
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const sizes = Buffer.alloc(8);
  sizes.writeUInt32BE(data.length, 0);
  sizes.writeUInt32BE(zlib.crc32(named), 4);
  return Buffer.concat([sizes.subarray(0, 4), named, sizes.subarray(4)]);
}

if (!fs.existsSync(taken)) {
  console.error('There are no new pictures. Take them with: npm run test:e2e -- -- gallery.spec.ts');
  process.exit(1);
}
const names = fs.readdirSync(taken).filter((name) => name.endsWith('.png'));
const before = fs.existsSync(kept) ? fs.readdirSync(kept) : [];
fs.mkdirSync(kept, { recursive: true });
let changed = 0;
for (const name of names) {
  const picture = tighter(fs.readFileSync(path.join(taken, name)));
  const target = path.join(kept, name);
  if (fs.existsSync(target) && fs.readFileSync(target).equals(picture)) continue;
  fs.writeFileSync(target, picture);
  changed += 1;
}
const gone = before.filter((name) => !names.includes(name));
for (const name of gone) fs.rmSync(path.join(kept, name));
console.log(`${names.length} pictures, ${changed} new or changed, ${gone.length} removed.`);
