#!/usr/bin/env node
// An archive for Linux x64 that runs from where it is unpacked. The same files give the same bytes.
//
//   node scripts/package-tar.mjs
import fs from 'node:fs';
import path from 'node:path';
import { buildSeconds } from './build-info.mjs';
import { dist, pkg, readable, report, root, stageLinux } from './package-stage.mjs';
import { writeTarGz } from './tar.mjs';

const { unpacked, runtime } = await stageLinux('tar');
const prefix = `${pkg.name}-${pkg.version}-linux-x64`;
const stage = path.join(dist, prefix);
fs.rmSync(stage, { recursive: true, force: true });
fs.renameSync(unpacked, stage);
const share = path.join(stage, 'share');
fs.mkdirSync(share);
for (const name of ['streamgauge.desktop', 'streamgauge.xml']) {
  fs.copyFileSync(path.join(root, 'resources', 'linux', name), path.join(share, name));
}
fs.copyFileSync(path.join(root, 'resources', 'icon.svg'), path.join(share, 'streamgauge.svg'));
fs.copyFileSync(path.join(root, 'resources', 'linux', 'README.txt'), path.join(stage, 'README.txt'));
readable(stage);
const file = path.join(dist, `${prefix}.tar.gz`);
await writeTarGz({ folder: stage, prefix, file, seconds: buildSeconds() });
fs.rmSync(stage, { recursive: true, force: true });
report(file, runtime);
