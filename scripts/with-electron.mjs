#!/usr/bin/env node
// Runs a command that starts Electron by itself: node scripts/with-electron.mjs electron-vite dev
// It finds the runtime through the environment, gets a virtual display where there is none, and as root no sandbox.
// With `--displays 2` in front it gets so many virtual displays, one for each app that runs beside another: their variables
// are in STREAMGAUGE_DISPLAYS as a JSON list.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runChild } from './child.mjs';
import { needsVirtualDisplay, startVirtualDisplay } from './display.mjs';
import { runtimeEnv, runtimeForScript } from './electron-runtime.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const given = process.argv.slice(2);
const wanted = given[0] === '--displays' ? Number(given.splice(0, 2)[1]) : 1;
const [command, ...args] = given;
if (!command || !(wanted >= 1)) {
  console.error('usage: with-electron.mjs [--displays N] COMMAND [ARGUMENT...]');
  process.exit(2);
}
const runtime = await runtimeForScript();
ensureSystemLibraries({ runtime });
const env = { ...process.env, ...runtimeEnv(runtime) };
env.PATH = [path.join(root, 'node_modules', '.bin'), env.PATH].join(path.delimiter);
delete env.ELECTRON_RUN_AS_NODE;
if (process.getuid?.() === 0) env.NO_SANDBOX = '1'; // read by electron-vite: Chromium has no sandbox for root

const displays = [];
if (needsVirtualDisplay()) {
  for (let i = 0; i < wanted; i++) displays.push(await startVirtualDisplay());
  Object.assign(env, displays[0].env);
  env.STREAMGAUGE_DISPLAYS = JSON.stringify(displays.map((display) => display.env));
  const names = displays.map((display) => display.env.DISPLAY).join(', ');
  process.stderr.write(`[display] no display here: running on a virtual one (Xvfb ${names})\n`);
}
process.exitCode = await runChild(command, args, { env, shell: process.platform === 'win32' });
for (const display of displays) display.close();
