// Builds the app when what is in out/ is older than what it is made from.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { newest } from './newest.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const INPUTS = ['src', 'resources', 'electron.vite.config.ts', 'vite.headless.config.mts', 'package.json'];
const OUTPUTS = [
  'out/main/index.js',
  'out/preload/index.js',
  'out/renderer/index.html',
  'out/main/store-thread.js',
  'out/headless/streamgauge.cjs',
  'out/headless/store-thread.cjs',
];

/** Whether out/ holds everything, made after the last change. */
export function isBuilt(folder = root) {
  const made = OUTPUTS.map(
    (file) => fs.statSync(path.join(folder, file), { throwIfNoEntry: false })?.mtimeMs ?? 0,
  );
  return Math.min(...made) > Math.max(...INPUTS.map((file) => newest(path.join(folder, file))));
}

/** Builds. Returns the exit code. */
export function build() {
  process.stderr.write('[build] building the app\n');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.stderr.write('[build] the build failed\n');
  return status ?? 1;
}
