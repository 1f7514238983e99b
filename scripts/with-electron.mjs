#!/usr/bin/env node
// Runs a command that starts Electron by itself: node scripts/with-electron.mjs electron-vite dev
// It finds the runtime through the environment, gets a virtual display where there is none, and as root no sandbox.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.mjs';
import { needsVirtualDisplay, startVirtualDisplay } from './display.mjs';
import { runtimeEnv, runtimeForScript } from './electron-runtime.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const [command, ...args] = process.argv.slice(2);
if (!command) {
  console.error('usage: with-electron.mjs COMMAND [ARGUMENT...]');
  process.exit(2);
}
const runtime = await runtimeForScript();
ensureSystemLibraries({ runtime });
const env = { ...process.env, ...runtimeEnv(runtime) };
env.PATH = [path.join(root, 'node_modules', '.bin'), env.PATH].join(path.delimiter);
delete env.ELECTRON_RUN_AS_NODE;
if (process.getuid?.() === 0) env.NO_SANDBOX = '1'; // read by electron-vite: Chromium has no sandbox for root

let display;
if (needsVirtualDisplay()) {
  display = await startVirtualDisplay();
  Object.assign(env, display.env);
  process.stderr.write(`[display] no display here: running on a virtual one (Xvfb ${env.DISPLAY})\n`);
}
process.exitCode = await runChild(command, args, { env, shell: process.platform === 'win32' });
display?.close();
