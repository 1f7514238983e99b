#!/usr/bin/env node
// npm run gallery:accept: takes the pictures that the last run of test/e2e/gallery.spec.ts took as the ones to compare
// with from now on. Look at them first: test-results/gallery.
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const taken = path.join(root, 'test-results/gallery');
const kept = path.join(root, 'test/gallery/pictures');

if (!fs.existsSync(taken)) {
  console.error('There are no new pictures. Take them with: npm run test:e2e -- -- gallery.spec.ts');
  process.exit(1);
}
const names = fs.readdirSync(taken).filter((name) => name.endsWith('.png'));
const before = fs.existsSync(kept) ? fs.readdirSync(kept) : [];
fs.mkdirSync(kept, { recursive: true });
let changed = 0;
for (const name of names) {
  const picture = fs.readFileSync(path.join(taken, name));
  const target = path.join(kept, name);
  if (fs.existsSync(target) && fs.readFileSync(target).equals(picture)) continue;
  fs.writeFileSync(target, picture);
  changed += 1;
}
const gone = before.filter((name) => !names.includes(name));
for (const name of gone) fs.rmSync(path.join(kept, name));
console.log(`${names.length} pictures, ${changed} new or changed, ${gone.length} removed.`);
