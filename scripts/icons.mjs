#!/usr/bin/env node
// Draws resources/icons/*.png from resources/icon.svg with Electron's own Chromium. Run it when the drawing changed:
//   node scripts/with-electron.mjs node scripts/icons.mjs
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const sandbox = process.env.NO_SANDBOX ? ['--no-sandbox'] : [];
const { status } = spawnSync(
  process.env.ELECTRON_EXEC_PATH,
  [...sandbox, path.join(here, 'draw-icons.cjs')],
  {
    stdio: ['ignore', 'inherit', 'ignore'],
  },
);
process.exitCode = status ?? 1;
