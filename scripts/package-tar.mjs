#!/usr/bin/env node
// An archive for Linux x64 that runs from where it is unpacked. The same files give the same bytes.
//
//   node scripts/package-tar.mjs [--quick]     as package-linux.mjs
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSeconds } from './build-info.mjs';
import { copyApp, dist, pkg, readable, report, root, stageLinux } from './package-stage.mjs';
import { writeTarGz } from './tar.mjs';

/**
 * Makes the archive of what `stageLinux` left.
 * @param {{ unpacked: string, runtime: object, quick: boolean }} options `quick`: for tests, without the time to make it small
 */
export async function packTar({ unpacked, runtime, quick }) {
  const prefix = `${pkg.name}-${pkg.version}-linux-x64`;
  const stage = path.join(dist, prefix);
  copyApp(unpacked, stage, 'tar');
  const share = path.join(stage, 'share');
  fs.mkdirSync(share);
  for (const name of ['streamgauge.desktop', 'streamgauge.xml']) {
    fs.copyFileSync(path.join(root, 'resources', 'linux', name), path.join(share, name));
  }
  fs.copyFileSync(path.join(root, 'resources', 'icon.svg'), path.join(share, 'streamgauge.svg'));
  fs.copyFileSync(path.join(root, 'resources', 'linux', 'README.txt'), path.join(stage, 'README.txt'));
  readable(stage);
  const file = path.join(dist, `${prefix}.tar.gz`);
  await writeTarGz({ folder: stage, prefix, file, seconds: buildSeconds(), level: quick ? 1 : 9 });
  fs.rmSync(stage, { recursive: true, force: true });
  report(file, runtime);
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const staged = await stageLinux();
  await packTar({ ...staged, quick: process.argv.includes('--quick') });
  fs.rmSync(staged.unpacked, { recursive: true, force: true });
}
