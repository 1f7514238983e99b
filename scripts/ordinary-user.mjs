// Lets root run the end-to-end tests as an ordinary user, because Chromium has no sandbox for root.
//
// The user gets a copy of the checkout, of the runtime and if need be of Node in a folder of their own: the originals
// may lie where only root can look (a clone in /root, a cache in /root/.cache), and nothing there is changed.
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { makeSocketFolder } from './display.mjs';

const USER = 'nobody';
const LEFT_OUT = new Set(['.git', 'coverage', 'dist', 'playwright-report', 'test-results']);

/**
 * Prepares the folder. `run` gives the command line that runs something in it as the user; `collect` brings
 * test-results/ back; `close` takes the folder away.
 * @param {{ root: string, runtime: { dist: string } }} options `root`: the checkout
 */
export function prepareOrdinaryUser({ root, runtime }) {
  const uid = Number(execFileSync('id', ['-u', USER], { encoding: 'utf8' }));
  const gid = Number(execFileSync('id', ['-g', USER], { encoding: 'utf8' }));
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'streamgauge-user-'));
  const inFolder = (name) => path.join(folder, name);
  const copy = (from, to) => execFileSync('cp', ['-a', '--reflink=auto', from, to]);

  for (const name of ['checkout', 'home', 'tmp', 'run', 'bin']) fs.mkdirSync(inFolder(name), { mode: 0o700 });
  const as = ['--reuid', String(uid), '--regid', String(gid), '--clear-groups', '--'];
  const succeeds = (...line) => spawnSync('setpriv', [...as, ...line], { cwd: '/' }).status === 0;
  for (const name of fs.readdirSync(root)) {
    const [from, to] = [path.join(root, name), path.join(inFolder('checkout'), name)];
    if (LEFT_OUT.has(name)) continue;
    // By far the largest, and nothing writes to it: a link will do where the user may look.
    if (name === 'node_modules' && succeeds('test', '-r', path.join(from, '@playwright/test/package.json'))) {
      fs.symlinkSync(from, to);
    } else copy(from, to);
  }
  copy(runtime.dist, inFolder('electron'));
  execFileSync('chown', ['-hR', `${uid}:${gid}`, folder]);
  // The helper for systems where ordinary users may not make user namespaces.
  const helper = path.join(inFolder('electron'), 'chrome-sandbox');
  if (fs.existsSync(helper)) {
    fs.chownSync(helper, 0, 0);
    fs.chmodSync(helper, 0o4755);
  }
  makeSocketFolder();

  let node = process.execPath;
  if (!succeeds(node, '--version')) {
    node = path.join(inFolder('bin'), 'node');
    fs.copyFileSync(process.execPath, node);
    fs.chmodSync(node, 0o755);
  }
  const { DISPLAY: _display, XAUTHORITY: _authority, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
  const env = {
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => !/^(npm_|XDG_|DBUS_|SUDO_)/u.test(name))),
    HOME: inFolder('home'),
    USER,
    LOGNAME: USER,
    TMPDIR: inFolder('tmp'),
    XDG_RUNTIME_DIR: inFolder('run'),
    PATH: [path.dirname(node), process.env.PATH].join(path.delimiter),
    ELECTRON_OVERRIDE_DIST_PATH: inFolder('electron'),
  };
  return {
    user: USER,
    run: (script, args) => ({
      command: 'setpriv',
      args: [...as, node, script, ...args],
      options: { cwd: inFolder('checkout'), env },
    }),
    collect() {
      const results = path.join(inFolder('checkout'), 'test-results');
      if (!fs.existsSync(results)) return;
      fs.cpSync(results, path.join(root, 'test-results'), { recursive: true });
    },
    close: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
