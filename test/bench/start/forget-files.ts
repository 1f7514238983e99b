import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Has the kernel forget what it holds of a file, as far as no program uses it: the nearest to a cold start that an ordinary user
 * can have. Does nothing where there is no `dd` of GNU.
 */
export function forgetFile(path: string): void {
  spawnSync('dd', [`if=${path}`, 'of=/dev/null', 'iflag=nocache', 'count=0'], { stdio: 'ignore' });
}

/** The same for all files below a folder. */
export function forgetFiles(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) forgetFiles(path);
    else if (entry.isFile()) forgetFile(path);
  }
}
