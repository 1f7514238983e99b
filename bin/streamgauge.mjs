#!/usr/bin/env node
// Starts the headless command. In a checkout it is built first when it is missing or older than its sources.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const folder = path.join(root, 'out', 'headless');
const command = path.join(folder, 'streamgauge.cjs');
const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
const INPUTS = [
  'src/headless',
  'src/main/history',
  'src/main/hub',
  'src/main/recordings',
  'src/main/settings',
  'src/main/sources',
  'src/shared',
  'vite.headless.config.mts',
  'package.json',
];

function build() {
  // Into a folder of its own, then one rename: another start at the same time sees all of it or nothing.
  const made = path.join(root, 'out', `.headless-${process.pid}`);
  for (const mode of ['store-thread', 'streamgauge']) {
    const { status, stderr } = spawnSync(
      process.execPath,
      [
        vite,
        'build',
        '-c',
        'vite.headless.config.mts',
        '--mode',
        mode,
        '--outDir',
        made,
        '--logLevel',
        'error',
      ],
      { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    if (status !== 0) {
      process.stderr.write(`streamgauge could not be built.\n${stderr}`);
      process.exit(1);
    }
  }
  fs.mkdirSync(folder, { recursive: true });
  // The command last: it is what is looked at to see whether all is there.
  for (const name of ['store-thread.cjs.map', 'store-thread.cjs', 'streamgauge.cjs.map', 'streamgauge.cjs']) {
    fs.renameSync(path.join(made, name), path.join(folder, name));
  }
  fs.rmSync(made, { recursive: true, force: true });
}

if (fs.existsSync(vite) && fs.existsSync(path.join(root, 'src'))) {
  const { newest } = await import('../scripts/newest.mjs');
  const builtAt = fs.statSync(command, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (Math.max(...INPUTS.map((input) => newest(path.join(root, input)))) > builtAt) build();
}
if (!fs.existsSync(command)) {
  process.stderr.write('streamgauge is not built. Run `npm ci` in its folder first.\n');
  process.exit(1);
}
createRequire(import.meta.url)(command);
