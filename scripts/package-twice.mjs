#!/usr/bin/env node
// Builds the app twice and says whether both archives have the same bytes. out/ is made anew.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { dist, fail, root, stageLinux } from './package-stage.mjs';

async function once() {
  fs.rmSync(path.join(root, 'out'), { recursive: true, force: true });
  if (build() !== 0) process.exit(1);
  const { unpacked } = await stageLinux();
  const resources = path.join(unpacked, 'resources');
  return fs
    .readdirSync(resources, { recursive: true })
    .filter((name) => fs.statSync(path.join(resources, name)).isFile())
    .sort()
    .map((name) => {
      const digest = createHash('sha256')
        .update(fs.readFileSync(path.join(resources, name)))
        .digest('hex');
      return `${digest}  ${name}`;
    });
}

const first = await once();
const second = await once();
fs.rmSync(path.join(dist, 'linux-unpacked'), { recursive: true, force: true });
const different = first.filter((line) => !second.includes(line));
if (different.length > 0) fail(`Not the same the second time:\n${different.join('\n')}`);
console.log(`${first.join('\n')}\n\nThe same both times.`);
