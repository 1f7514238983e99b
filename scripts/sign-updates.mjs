#!/usr/bin/env node
// Signs the lists of a release (<channel>*.yml in dist, or in FOLDER), without which no app takes an update from them.
//
//   node scripts/sign-updates.mjs [FOLDER]   with the Ed25519 key in the PEM file that STREAMGAUGE_UPDATE_SIGNING_KEY names
//   node scripts/sign-updates.mjs --new-key FILE    makes a key, and prints the public one for STREAMGAUGE_UPDATE_KEY
import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { dist, fail } from './package-stage.mjs';

const publicText = (key) => createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64');

if (process.argv[2] === '--new-key') {
  const file = process.argv[3] ?? fail('Into which file?');
  const { privateKey } = generateKeyPairSync('ed25519');
  fs.writeFileSync(file, privateKey.export({ format: 'pem', type: 'pkcs8' }), { mode: 0o600, flag: 'wx' });
  console.log(publicText(privateKey));
} else {
  const file =
    process.env.STREAMGAUGE_UPDATE_SIGNING_KEY ?? fail('STREAMGAUGE_UPDATE_SIGNING_KEY names no file.');
  const key = createPrivateKey(fs.readFileSync(file));
  const folder = path.resolve(process.argv[2] ?? dist);
  const lists = fs
    .readdirSync(folder)
    .filter((name) => /^(?:latest|beta)(?:-mac|-linux(?:-\w+)?)?\.yml$/u.test(name));
  if (lists.length === 0) fail(`${folder} holds no list of a release.`);
  for (const name of lists) {
    const signature = sign(null, fs.readFileSync(path.join(folder, name)), key).toString('base64');
    fs.writeFileSync(path.join(folder, `${name}.sig`), `${signature}\n`);
    console.log(`${name}.sig`);
  }
  console.log(`signed for ${publicText(key)}`);
}
