#!/usr/bin/env node
// npm start: builds what is stale, finds a runtime and a display, and opens the app. Arguments go to the app.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { runChild } from './child.mjs';
import { needsVirtualDisplay, startVirtualDisplay } from './display.mjs';
import { runtimeForScript } from './electron-runtime.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

if (!isBuilt() && build() !== 0) process.exit(1);
const runtime = await runtimeForScript();
ensureSystemLibraries({ runtime });

const env = { ...process.env };
delete env.ELECTRON_RUN_AS_NODE;
let display;
if (needsVirtualDisplay()) {
  display = await startVirtualDisplay();
  Object.assign(env, display.env);
  process.stderr.write(
    `[display] no display here: the window opens on a virtual one (DISPLAY=${env.DISPLAY} XAUTHORITY=${env.XAUTHORITY})\n`,
  );
}
const args = [root, ...process.argv.slice(2)];
if (process.platform === 'linux' && process.getuid() === 0) {
  process.stderr.write(
    '[sandbox] started as root, for whom Chromium has no sandbox: it is off for this run\n',
  );
  args.unshift('--no-sandbox');
}
process.exitCode = await runChild(runtime.executable, args, { env });
display?.close();
