// A tar archive that is the same for the same files: sorted, one time for all, no owner, plain modes.
import fs from 'node:fs';
import path from 'node:path';
import { createGzip } from 'node:zlib';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';

const BLOCK = 512;

/**
 * Writes a folder as ustar, compressed with gzip: files, folders and symbolic links.
 * @param {{ folder: string, prefix: string, file: string, seconds: number, level?: number }} options `prefix`: the folder that all is in when
 *   it is unpacked; `seconds`: when everything counts as changed, since the epoch; `level`: of gzip, 9 when it is missing
 * @throws Error for what ustar has no place for: a path of more than 255 bytes, sockets, devices
 */
export async function writeTarGz({ folder, prefix, file, seconds, level = 9 }) {
  await pipeline(
    Readable.from(blocks(folder, prefix, seconds), { objectMode: false }),
    createGzip({ level }), // Node's gzip header has no time and no name in it
    fs.createWriteStream(file),
  );
}

async function* blocks(folder, prefix, seconds) {
  yield header({ name: `${prefix}/`, mode: 0o755, size: 0, type: '5', link: '', seconds });
  for (const name of fs.readdirSync(folder, { recursive: true }).sort(byBytes)) {
    const from = path.join(folder, name);
    const stat = fs.lstatSync(from);
    const to = `${prefix}/${name.split(path.sep).join('/')}`;
    const entry = { mode: stat.mode & 0o100 ? 0o755 : 0o644, size: 0, link: '', seconds };
    if (stat.isDirectory()) yield header({ ...entry, name: `${to}/`, mode: 0o755, type: '5' });
    else if (stat.isSymbolicLink()) {
      yield header({ ...entry, name: to, mode: 0o777, type: '2', link: fs.readlinkSync(from) });
    } else if (stat.isFile()) {
      yield header({ ...entry, name: to, size: stat.size, type: '0' });
      yield* fs.createReadStream(from);
      yield Buffer.alloc((BLOCK - (stat.size % BLOCK)) % BLOCK);
    } else throw new Error(`${from} is neither a file nor a folder nor a link.`);
  }
  yield Buffer.alloc(2 * BLOCK);
}

/** Not by language: the order must be the same everywhere. */
const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b));

function header({ name, mode, size, type, link, seconds }) {
  const block = Buffer.alloc(BLOCK);
  const [base, folder] = split(name);
  const text = (at, value) => block.write(value, at, 'utf8');
  const octal = (at, length, value) => text(at, value.toString(8).padStart(length - 1, '0'));
  if (Buffer.byteLength(link) > 100) throw new Error(`The link ${name} leads too far for a tar archive.`);
  text(0, base);
  octal(100, 8, mode);
  octal(108, 8, 0);
  octal(116, 8, 0);
  octal(124, 12, size);
  octal(136, 12, seconds);
  block.fill(' ', 148, 156);
  text(156, type);
  text(157, link);
  text(257, 'ustar\u000000');
  text(265, 'root');
  text(297, 'root');
  text(345, folder);
  const sum = block.reduce((total, byte) => total + byte, 0);
  text(148, `${sum.toString(8).padStart(6, '0')}\0 `);
  return block;
}

/** Name (100 bytes at most) and the folders before it (155 at most). */
function split(name) {
  if (Buffer.byteLength(name) <= 100) return [name, ''];
  for (let at = name.indexOf('/'); at > 0 && at < name.length - 1; at = name.indexOf('/', at + 1)) {
    const [folder, base] = [name.slice(0, at), name.slice(at + 1)];
    if (Buffer.byteLength(base) <= 100 && Buffer.byteLength(folder) <= 155) return [base, folder];
  }
  throw new Error(`The path ${name} is too long for a tar archive.`);
}
