#!/usr/bin/env node
// Both packages for Linux that need no helper programs, .deb and .tar.gz, of one staged app.
//
//   node scripts/package-linux.mjs [--quick]     --quick: for tests, not as small as they can be
import fs from 'node:fs';
import { packDeb } from './package-deb.mjs';
import { stageLinux } from './package-stage.mjs';
import { packTar } from './package-tar.mjs';

const staged = await stageLinux();
const quick = process.argv.includes('--quick');
await Promise.all([packDeb({ ...staged, quick }), packTar({ ...staged, quick })]);
fs.rmSync(staged.unpacked, { recursive: true, force: true });
