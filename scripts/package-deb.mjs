#!/usr/bin/env node
// npm run package: an installable .deb, made with nothing but the npm registry and dpkg-deb (electron-builder's own
// deb and AppImage targets download helper programs from GitHub). With the registry-only runtime it is a build for
// tests, not a release.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildSeconds } from './build-info.mjs';
import { runChild } from './child.mjs';
import { manPage } from './man-page.mjs';
import { copyApp, dist, fail, pkg, readable, report, root, stageLinux } from './package-stage.mjs';

const stage = path.join(dist, 'deb');
const seconds = buildSeconds();

/**
 * Makes the .deb of what `stageLinux` left. It takes a minute or more to make it small, in a way that every dpkg can read;
 * `quick`: for tests.
 * @param {{ unpacked: string, runtime: object, quick: boolean }} options
 */
export async function packDeb({ unpacked, runtime, quick }) {
  if (spawnSync('dpkg-deb', ['--version']).error)
    fail('dpkg-deb is missing: this needs Debian, Ubuntu or the package dpkg.');
  fs.rmSync(stage, { recursive: true, force: true });
  const usr = path.join(stage, 'usr');
  const lib = path.join(usr, 'lib', pkg.name);
  copyApp(unpacked, lib, 'deb');
  place(`usr/lib/${pkg.name}/resources/apparmor-profile`, linux('apparmor-profile'));
  fs.mkdirSync(path.join(usr, 'bin'), { recursive: true });
  fs.symlinkSync(`../lib/${pkg.name}/resources/bin/${pkg.name}`, path.join(usr, 'bin', pkg.name));
  placeDesktop();
  placeDocuments(path.join(unpacked, 'LICENSE.electron.txt'));
  place('DEBIAN/control', control(sizeOf(usr)));
  readable(stage);
  for (const script of ['postinst', 'prerm', 'postrm']) {
    place(`DEBIAN/${script}`, linux(script));
    fs.chmodSync(path.join(stage, 'DEBIAN', script), 0o755);
  }
  fs.chmodSync(path.join(lib, 'chrome-sandbox'), 0o4755); // for systems where ordinary users may not make namespaces
  const deb = path.join(dist, `${pkg.name}_${pkg.version}_amd64.deb`);
  const compression = quick ? ['-Zzstd', '-z1'] : ['-Zxz'];
  // dpkg-deb takes the time in the archive from this, and no file in it is newer.
  const env = { ...process.env, SOURCE_DATE_EPOCH: String(seconds) };
  if (
    (await runChild('dpkg-deb', ['--root-owner-group', ...compression, '--build', stage, deb], { env })) !== 0
  )
    fail('dpkg-deb failed.');
  fs.rmSync(stage, { recursive: true, force: true });
  report(deb, runtime);
}

/** Icons, menu entry, file types, and what software centres show. */
function placeDesktop() {
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512].map((side) => `${side}x${side}`)) {
    place(`usr/share/icons/hicolor/${size}/apps/${pkg.name}.png`, own(`resources/icons/${size}.png`));
  }
  place(`usr/share/icons/hicolor/scalable/apps/${pkg.name}.svg`, own('resources/icon.svg'));
  place(`usr/share/applications/${pkg.name}.desktop`, linux('streamgauge.desktop'));
  place(`usr/share/mime/packages/${pkg.name}.xml`, linux('streamgauge.xml'));
  place(
    'usr/share/metainfo/invalid.streamgauge.app.metainfo.xml',
    linux('invalid.streamgauge.app.metainfo.xml')
      .replace('@VERSION@', pkg.version)
      .replace('@DATE@', new Date(seconds * 1_000).toISOString().slice(0, 10)),
  );
}

function placeDocuments(electronLicence) {
  const command = path.join(root, 'out', 'headless', 'streamgauge.cjs');
  const zipped = (content) => gzipSync(content, { level: 9 });
  const day = new Date(seconds * 1_000).toUTCString().replace('GMT', '+0000');
  place(`usr/share/man/man1/${pkg.name}.1.gz`, zipped(manPage({ command, pkg, seconds })));
  place(`usr/share/doc/${pkg.name}/NEWS.gz`, zipped(own('CHANGELOG.md')));
  place(
    `usr/share/doc/${pkg.name}/changelog.gz`,
    zipped(`${pkg.name} (${pkg.version}) stable; urgency=medium

  * What is new: /usr/share/doc/${pkg.name}/NEWS.gz

 -- ${pkg.author}  ${day}
`),
  );
  place(
    `usr/share/doc/${pkg.name}/copyright`,
    `${own('LICENSE')}
The libraries in it, with their licences, are named in
/usr/lib/${pkg.name}/resources/notices/THIRD-PARTY-NOTICES.txt, and what Chromium is made of in
/usr/lib/${pkg.name}/LICENSES.chromium.html.

It contains Electron:

${fs.readFileSync(electronLicence, 'utf8')}`,
  );
}

const control = (bytes) => `Package: ${pkg.name}
Version: ${pkg.version.replace('-', '~')}
Section: devel
Priority: optional
Architecture: amd64
Maintainer: ${pkg.author}
Installed-Size: ${Math.ceil(bytes / 1024)}
Depends: libasound2t64 | libasound2, libc6, libgbm1, libgtk-3-0t64 | libgtk-3-0, libnss3, xdg-utils
Recommends: libnotify4, libsecret-1-0, nodejs (>= 18.15)
Homepage: ${pkg.homepage}
Description: ${pkg.description}
 Streamgauge connects to event streams (server-sent events, WebSockets, polled
 endpoints), shows every event as it arrives, how the connection is doing, and
 why a stream stalls. It also serves event streams itself.
 .
 The commands serve, tail, query and types run without a window, in Node.js.
`;

function own(name) {
  return fs.readFileSync(path.join(root, name));
}

function linux(name) {
  return own(`resources/linux/${name}`).toString();
}

function place(name, content) {
  const file = path.join(stage, name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, content);
}

function sizeOf(folder) {
  return fs
    .readdirSync(folder, { recursive: true })
    .reduce((sum, name) => sum + fs.lstatSync(path.join(folder, name)).size, 0);
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const staged = await stageLinux();
  await packDeb({ ...staged, quick: process.argv.includes('--quick') });
  fs.rmSync(staged.unpacked, { recursive: true, force: true });
}
