#!/usr/bin/env node
// npm run package: an installable .deb, made with nothing but the npm registry and dpkg-deb (electron-builder's own
// deb and AppImage targets download helper programs from GitHub). With the registry-only runtime it is a build for
// tests, not a release.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './build.mjs';
import { runtimeForScript } from './electron-runtime.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const pkg = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const dist = path.join(root, 'dist');

if (process.platform !== 'linux' || process.arch !== 'x64')
  fail('This makes a .deb for x64 and runs on Linux x64.');
if (spawnSync('dpkg-deb', ['--version']).error)
  fail('dpkg-deb is missing: this needs Debian, Ubuntu or the package dpkg.');
if (!isBuilt() && build() !== 0) process.exit(1);
const runtime = await runtimeForScript();

run(path.join(root, 'node_modules', '.bin', 'electron-builder'), [
  '--linux',
  'dir',
  '--config',
  configFor(runtime.version),
  `-c.electronDist=${runtime.dist}`,
  `-c.electronVersion=${runtime.version}`,
]);

const unpacked = path.join(dist, 'linux-unpacked');
const stage = path.join(dist, 'deb');
const usr = path.join(stage, 'usr');
const lib = path.join(usr, 'lib', pkg.name);
fs.rmSync(stage, { recursive: true, force: true });
fs.mkdirSync(path.dirname(lib), { recursive: true });
fs.cpSync(unpacked, lib, { recursive: true });
fs.rmSync(path.join(lib, 'resources', 'default_app.asar'), { force: true });

fs.mkdirSync(path.join(usr, 'bin'), { recursive: true });
fs.symlinkSync(`../lib/${pkg.name}/${pkg.name}`, path.join(usr, 'bin', pkg.name));
for (const size of [16, 24, 32, 48, 64, 128, 256, 512].map((side) => `${side}x${side}`)) {
  place(`usr/share/icons/hicolor/${size}/apps/${pkg.name}.png`, own(`resources/icons/${size}.png`));
}
place(`usr/share/icons/hicolor/scalable/apps/${pkg.name}.svg`, own('resources/icon.svg'));
place(
  `usr/share/applications/${pkg.name}.desktop`,
  `[Desktop Entry]
Name=${pkg.productName}
GenericName=Event stream monitor
Comment=${pkg.description}
Exec=${pkg.name}
Icon=${pkg.name}
Type=Application
Terminal=false
StartupWMClass=${pkg.productName}
Categories=Development;Network;
Keywords=SSE;server-sent events;EventSource;stream;monitor;
`,
);
const electronLicence = fs.readFileSync(path.join(unpacked, 'LICENSE.electron.txt'), 'utf8');
place(
  `usr/share/doc/${pkg.name}/copyright`,
  `${own('LICENSE')}\nIt contains Electron:\n\n${electronLicence}`,
);
place(
  'DEBIAN/control',
  `Package: ${pkg.name}
Version: ${pkg.version}
Section: devel
Priority: optional
Architecture: amd64
Maintainer: ${pkg.author}
Installed-Size: ${Math.ceil(sizeOf(usr) / 1024)}
Depends: libasound2t64 | libasound2, libgbm1, libgtk-3-0t64 | libgtk-3-0, libnss3, xdg-utils
Recommends: libsecret-1-0
Homepage: ${pkg.homepage}
Description: ${pkg.description}
`,
);
readable(stage);
fs.chmodSync(path.join(lib, 'chrome-sandbox'), 0o4755); // for systems where ordinary users may not make namespaces
const deb = path.join(dist, `${pkg.name}_${pkg.version}_amd64.deb`);
run('dpkg-deb', ['--root-owner-group', '-Zzstd', '--build', stage, deb]);
fs.rmSync(stage, { recursive: true, force: true });
console.log(
  `${path.relative(process.cwd(), deb)} (${Math.round(fs.statSync(deb).size / 1e6)} MB, Electron ${runtime.version}, ${runtime.source})`,
);
if (runtime.source === 'fallback')
  console.log('Made with the registry-only runtime: for tests, not for release.');

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

function own(name) {
  return fs.readFileSync(path.join(root, name));
}

function place(name, content) {
  const file = path.join(stage, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

/** Whatever the umask was: everybody may read what gets installed, and run what may be run. */
function readable(folder) {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) readable(file);
    else if (entry.isFile()) {
      fs.chmodSync(file, fs.statSync(file).mode & 0o100 ? 0o755 : 0o644);
    }
  }
}

function sizeOf(folder) {
  return fs
    .readdirSync(folder, { recursive: true })
    .reduce((sum, name) => sum + fs.lstatSync(path.join(folder, name)).size, 0);
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (status !== 0) fail(`${path.basename(command)} failed${error ? `: ${error.message}` : ''}`);
}

function fail(text) {
  process.stderr.write(`[package] ${text}\n`);
  process.exit(1);
}
