// What all packages begin with: the app, built, and unpacked with a runtime by electron-builder.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { runtimeForScript } from './electron-runtime.mjs';
import { writeNotices } from './licences.mjs';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
export const pkg = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
export const dist = path.join(root, 'dist');

/**
 * Builds what is not built, and writes what packages say about their libraries and the launcher about the app. `electron`:
 * version of the runtime.
 */
export function prepare(electron) {
  if (!isBuilt() && build() !== 0) process.exit(1);
  writeNotices(electron);
  fs.writeFileSync(path.join(root, 'out', 'headless', 'VERSION'), `${pkg.version}\n`);
}

/**
 * The app for Linux x64 in a folder, of which packages take copies (`copyApp`). With the registry-only runtime it is one for
 * tests, not for a release.
 * @returns the folder, and the runtime that is in it
 */
export async function stageLinux() {
  if (process.platform !== 'linux' || process.arch !== 'x64') fail('This runs on Linux x64.');
  const runtime = await runtimeForScript();
  prepare(runtime.version);
  const unpacked = path.join(dist, 'linux-unpacked');
  fs.rmSync(unpacked, { recursive: true, force: true });
  run(path.join(root, 'node_modules', '.bin', 'electron-builder'), [
    '--linux',
    'dir',
    '--config',
    configFor(runtime.version),
    `-c.electronDist=${runtime.dist}`,
    `-c.electronVersion=${runtime.version}`,
  ]);
  fs.rmSync(path.join(unpacked, 'resources', 'default_app.asar'), { force: true });
  fs.rmSync(path.join(unpacked, 'resources', 'app-update.yml'), { force: true });
  return { unpacked, runtime };
}

/**
 * The staged app as one package has it.
 * @param {string} packageType what brings updates: `deb`, or `tar` for nobody
 */
export function copyApp(unpacked, folder, packageType) {
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  fs.cpSync(unpacked, folder, { recursive: true });
  fs.writeFileSync(path.join(folder, 'resources', 'package-type'), packageType);
}

/** The release's configuration, without the fuse that came with Electron 29: an older program has no place for it. */
function configFor(version) {
  let text = fs.readFileSync(path.join(root, 'electron-builder.yml'), 'utf8');
  if (Number.parseInt(version, 10) < 29)
    text = text.replace(/^ *grantFileProtocolExtraPrivileges:.*\n/mu, '');
  const file = path.join(dist, 'electron-builder.yml');
  fs.mkdirSync(dist, { recursive: true });
  fs.writeFileSync(file, text);
  return file;
}

/** What was made: name, size, and from what. */
export function report(file, runtime) {
  const megabytes = Math.round(fs.statSync(file).size / 1e6);
  console.log(
    `${path.relative(process.cwd(), file)} (${megabytes} MB, Electron ${runtime.version}, ${runtime.source})`,
  );
  if (runtime.source === 'fallback')
    console.log('Made with the registry-only runtime: for tests, not for release.');
}

/** Whatever the umask was: everybody may read what gets installed, and run what may be run. */
export function readable(folder) {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) readable(file);
    else if (entry.isFile()) {
      const isRun = fs.statSync(file).mode & 0o100 && !/\.so(?:\.\d+)*$/u.test(entry.name);
      fs.chmodSync(file, isRun ? 0o755 : 0o644);
    }
  }
}

export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', ...options });
  if (status !== 0) fail(`${path.basename(command)} failed${error ? `: ${error.message}` : ''}`);
}

export function fail(text) {
  process.stderr.write(`[package] ${text}\n`);
  process.exit(1);
}
