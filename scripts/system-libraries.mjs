#!/usr/bin/env node
// Makes sure of what npm cannot bring: the shared libraries Electron links to, a virtual display, and for the tests an
// independent stream server, proxies, Redis, a notification daemon, and clients that are not ours. On Debian and Ubuntu
// root gets them installed; anybody else is told the one command.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { needsVirtualDisplay } from './display.mjs';
import { runtimeForScript } from './electron-runtime.mjs';

/** Newer releases (Debian 13, Ubuntu 24.04) renamed some packages: the first name that exists is taken. */
const ELECTRON_LIBRARIES = [
  ['libgtk-3-0t64', 'libgtk-3-0'],
  ['libnss3'],
  ['libasound2t64', 'libasound2'],
  ['libgbm1'],
];

/** What the tests need besides: `there` says whether it is there already. */
const TEST_TOOLS = [
  { packages: [['nginx']], there: () => onPath('nginx') },
  {
    packages: [['libnginx-mod-nchan']],
    there: () => ['/usr/lib/nginx/modules', '/usr/share/nginx/modules'].some(holdsNchan),
  },
  { packages: [['openssl']], there: () => onPath('openssl') },
  { packages: [['redis-server']], there: () => onPath('redis-server') },
  { packages: [['squid']], there: () => onPath('squid') },
  { packages: [['microsocks']], there: () => onPath('microsocks') },
  { packages: [['zstd']], there: () => onPath('zstd') },
  { packages: [['chromium']], there: () => onPath('chromium') },
  { packages: [['curl']], there: () => onPath('curl') },
  { packages: [['python3']], there: () => onPath('python3') },
  { packages: [['x11-utils']], there: () => onPath('xwininfo') },
  // What a desktop keeps its menu and its file types with.
  { packages: [['desktop-file-utils']], there: () => onPath('update-desktop-database') },
  { packages: [['shared-mime-info']], there: () => onPath('update-mime-database') },
  // A notification daemon on a session bus of its own, and what Electron speaks to it through.
  { packages: [['dunst']], there: () => onPath('dunst') },
  { packages: [['dbus-daemon', 'dbus']], there: () => onPath('dbus-daemon') },
  { packages: [['dbus-bin', 'dbus']], there: () => onPath('dbus-send') },
  { packages: [['libnotify4']], there: () => holdsLibrary('libnotify.so.4') },
  // A tray on it.
  { packages: [['python3-dbus']], there: () => fs.existsSync('/usr/lib/python3/dist-packages/dbus') },
  { packages: [['python3-gi']], there: () => fs.existsSync('/usr/lib/python3/dist-packages/gi') },
];

function onPath(name) {
  const folders = [...(process.env.PATH ?? '').split(path.delimiter), '/usr/sbin', '/sbin'];
  return folders.some((folder) => folder !== '' && fs.existsSync(path.join(folder, name)));
}

function holdsNchan(folder) {
  try {
    return fs.readdirSync(folder).some((name) => name.includes('nchan'));
  } catch {
    return false;
  }
}

function holdsLibrary(name) {
  const folders = ['x86_64-linux-gnu', 'aarch64-linux-gnu', '.', '../lib64'];
  return folders.some((folder) => fs.existsSync(path.join('/usr/lib', folder, name)));
}

/** Names of the libraries that the dynamic linker does not find for a program. */
export function missingLibraries(lddOutput) {
  return [...lddOutput.matchAll(/^\s*(\S+) => not found$/gmu)].map((match) => match[1]);
}

/** The first of several names that the package lists know. */
function nameHere(candidates) {
  if (candidates.length === 1) return candidates[0];
  const known = candidates.find((name) => {
    const { stdout, status } = spawnSync('apt-cache', ['policy', name], { encoding: 'utf8' });
    return status === 0 && /Candidate: (?!\(none\))/u.test(stdout);
  });
  return known ?? candidates.at(-1);
}

function wanted({ runtime, tests }) {
  const groups = [];
  const ldd = spawnSync('ldd', [runtime.executable], { encoding: 'utf8' });
  if (ldd.status === 0 && missingLibraries(ldd.stdout).length > 0) groups.push(...ELECTRON_LIBRARIES);
  if (needsVirtualDisplay() && !onPath('Xvfb')) groups.push(['xvfb']);
  if (tests) for (const tool of TEST_TOOLS) if (!tool.there()) groups.push(...tool.packages);
  return groups;
}

/**
 * Checks for what is missing and installs it when root; ends the process with the command to run otherwise.
 * @param {{ runtime: { executable: string }, tests?: boolean }} options `tests`: also what only the tests need
 */
export function ensureSystemLibraries(options) {
  if (process.platform !== 'linux') return;
  let groups = wanted(options);
  if (groups.length === 0) return;
  const root = process.getuid?.() === 0;
  const quiet = {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  };
  if (!onPath('apt-get')) {
    complain(`Missing on this system (names as on Debian): ${groups.map((names) => names.at(-1)).join(' ')}`);
  }
  if (root) spawnSync('apt-get', ['update', '-q'], quiet); // without it the lists may be empty; nameHere() reads them
  const packages = groups.map(nameHere);
  const install = ['install', '-y', '--no-install-recommends', ...packages];
  if (!root)
    complain(
      `Some system packages are missing. Run:\n\n    sudo apt-get update && sudo apt-get ${install.join(' ')}\n`,
    );
  process.stderr.write(`[system] installing ${packages.join(' ')}\n`);
  // The packages would start a web server on port 80, a Redis on 6379 and a proxy on 3128; the tests start their own.
  const policy = '/usr/sbin/policy-rc.d';
  const ownPolicy =
    ['nginx', 'redis-server', 'squid'].some((name) => packages.includes(name)) && !fs.existsSync(policy);
  if (ownPolicy) fs.writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  const { status } = spawnSync('apt-get', ['-q', ...install], quiet);
  if (ownPolicy) fs.rmSync(policy);
  groups = wanted(options);
  if (status !== 0 || groups.length > 0) {
    complain(
      `The packages could not all be installed. Run:\n\n    apt-get update && apt-get ${install.join(' ')}\n`,
    );
  }
}

function complain(text) {
  process.stderr.write(`[system] ${text}\n`);
  process.exit(1);
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  ensureSystemLibraries({ runtime: await runtimeForScript(), tests: process.argv.includes('--tests') });
  process.stderr.write('[system] everything is there\n');
}
