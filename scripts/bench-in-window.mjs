// Runs benchmarks that start the built app: with an Electron, a display, and as root as an ordinary user, because Chromium
// has no sandbox for root.
import fs from 'node:fs';
import path from 'node:path';
import { build, isBuilt } from './build.mjs';
import { runChild } from './child.mjs';
import { runtimeForScript } from './electron-runtime.mjs';
import { prepareOrdinaryUser } from './ordinary-user.mjs';
import { ensureSystemLibraries } from './system-libraries.mjs';

/** Their names. */
export const IN_WINDOW = ['window', 'history-memory', 'start', 'capture', 'idle-app', 'hour'];

/** What they leave behind, below the checkout. */
const RESULTS = ['bench/results', 'out/bench/profiles'];

/** Returns the exit code. */
export async function benchInWindow(root, args) {
  const runtime = await runtimeForScript();
  ensureSystemLibraries({ runtime, tests: true });
  if (!isBuilt(root)) {
    const code = build();
    if (code !== 0) return code;
  }
  const script = path.join('scripts', 'with-electron.mjs');
  const line = [process.execPath, path.join('out', 'bench', 'run.cjs'), ...args];
  if (process.getuid?.() !== 0) {
    const env = { ...process.env, ELECTRON_OVERRIDE_DIST_PATH: runtime.dist };
    return runChild(process.execPath, [script, ...line], { cwd: root, env });
  }
  const ordinary = prepareOrdinaryUser({ root, runtime });
  process.stderr.write(`[bench] running as ${ordinary.user}, with the sandbox on\n`);
  try {
    const { command, args: words, options } = ordinary.run(script, line);
    const code = await runChild(command, words, options);
    for (const folder of RESULTS) {
      const made = path.join(options.cwd, folder);
      if (fs.existsSync(made)) fs.cpSync(made, path.join(root, folder), { recursive: true });
    }
    return code;
  } finally {
    ordinary.close();
  }
}
