import fs from 'node:fs';
import path from 'node:path';

/** When a file, or anything in a folder, was last changed: ms since the epoch, 0 when there is none. */
export function newest(file) {
  const stat = fs.statSync(file, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return fs
    .readdirSync(file)
    .reduce((time, name) => Math.max(time, newest(path.join(file, name))), stat.mtimeMs);
}
