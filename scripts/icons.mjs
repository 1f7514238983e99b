#!/usr/bin/env node
// Draws resources/icons/*.png from resources/icon.svg with Electron's own Chromium, and makes the icon files of Windows and
// macOS of them. Run it when the drawing changed:
//   node scripts/with-electron.mjs node scripts/icons.mjs
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeIconFiles } from './icon-files.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const sandbox = process.env.NO_SANDBOX ? ['--no-sandbox'] : [];
let status = 0;
for (const script of ['draw-icons.cjs', 'draw-tray-icons.cjs']) {
  status ||= spawnSync(process.env.ELECTRON_EXEC_PATH, [...sandbox, path.join(here, script)], {
    stdio: ['ignore', 'inherit', 'ignore'],
  }).status;
}
if (status === 0) writeIconFiles(path.join(here, '..', 'resources', 'icons'));
process.exitCode = status ?? 1;
