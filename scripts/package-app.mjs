#!/usr/bin/env node
// The packages of a release, by electron-builder on the system they are for.
//
//   node scripts/package-app.mjs --linux AppImage | --mac | --win     what follows goes to electron-builder as it is
import fs from 'node:fs';
import path from 'node:path';
import { fail, prepare, root, run } from './package-stage.mjs';

const args = process.argv.slice(2);
if (!args.some((arg) => ['--linux', '--mac', '--win'].includes(arg)))
  fail('For which system: --linux, --mac or --win?');
const electron = path.join(root, 'node_modules', 'electron', 'package.json');
prepare(JSON.parse(fs.readFileSync(electron, 'utf8')).version);
const builder = path.join(root, 'node_modules', 'electron-builder', 'cli.js');
run(process.execPath, [builder, ...args, '--config', 'electron-builder.yml', '--publish', 'never']);
