import { execFile } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const ROOT = resolve(__dirname, '../..');

/** The command as the container image holds it: one file, away from the packages it was built from. Gives its path. */
export async function standaloneCommand(folder: string): Promise<string> {
  // The launcher builds it when it is older than its sources.
  await promisify(execFile)(process.execPath, [join(ROOT, 'bin/streamgauge.mjs'), '--version']);
  const path = join(folder, 'streamgauge.cjs');
  await copyFile(join(ROOT, 'out/headless/streamgauge.cjs'), path);
  return path;
}
