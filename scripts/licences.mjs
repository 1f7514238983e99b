#!/usr/bin/env node
// Writes what packages carry about the libraries in them: THIRD-PARTY-NOTICES.txt and a CycloneDX SBOM, from the lists that the
// build left in out/modules. Fails when a library says nothing about its licence.
//
//   node scripts/licences.mjs [--electron VERSION]     into out/notices
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildInfo } from './build-info.mjs';
import { MODULES_FOLDER } from './bundled-modules.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** The bundles that are shipped. A list that is missing is an error: a build left it out. */
export const BUNDLES = ['main', 'preload', 'renderer', 'headless', 'headless-store-thread'];

export const NOTICES = 'THIRD-PARTY-NOTICES.txt';
export const SBOM = 'sbom.cdx.json';

/** Licences that a proprietary or MIT program may be shipped with. Another one has to be looked at by a person. */
const ACCEPTED =
  /^(?:MIT|ISC|0BSD|BSD-2-Clause|BSD-3-Clause|Apache-2\.0|OFL-1\.1|Python-2\.0|Unlicense|CC0-1\.0|BlueOak-1\.0\.0)$/u;

/**
 * What is in the bundles.
 * @throws Error when the list of a bundle is missing
 */
export function bundledPackages(folder = path.join(root, MODULES_FOLDER)) {
  const all = new Map();
  for (const bundle of BUNDLES) {
    const file = path.join(folder, `${bundle}.json`);
    if (!fs.existsSync(file))
      throw new Error(`There is no list of what is in the bundle ${bundle}: npm run build`);
    for (const entry of JSON.parse(fs.readFileSync(file, 'utf8')))
      all.set(`${entry.name}@${entry.version}`, entry);
  }
  return [...all.keys()].sort().map((key) => all.get(key));
}

/**
 * A package with its licence: the identifier, and the text that has to go along.
 * @throws Error when there is no text, or a licence that nobody has looked at
 */
export function licenceOf(entry, base = root) {
  const folder = path.join(base, entry.folder);
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const licence = typeof manifest.license === 'string' ? manifest.license : (manifest.license?.type ?? '');
  const choices = licence.replace(/[()]/gu, '').split(/ OR /u);
  if (!choices.some((choice) => choice.split(/ AND /u).every((part) => ACCEPTED.test(part.trim())))) {
    throw new Error(
      `${entry.name} ${entry.version} is under "${licence || 'no licence'}": look at it, then scripts/licences.mjs`,
    );
  }
  const texts = fs
    .readdirSync(folder)
    .filter(
      (name) =>
        /^(?:licen[cs]e|copying|notice)/iu.test(name) && fs.statSync(path.join(folder, name)).isFile(),
    )
    .sort()
    .map((name) => fs.readFileSync(path.join(folder, name), 'utf8').replaceAll('\r\n', '\n').trim());
  if (texts.length === 0) {
    // Some keep it at the end of their README only, or in their repository: then who wrote it, and the licence by its name.
    const author =
      typeof manifest.author === 'string'
        ? manifest.author
        : (manifest.author?.name ?? `the authors of ${entry.name}`);
    texts.push(
      `Copyright (c) ${author}\nPublished under the licence ${licence}; the package holds no text of it. See https://spdx.org/licenses/${choices[0]}.html`,
    );
  }
  return { ...entry, licence, homepage: homepageOf(manifest), text: texts.join('\n\n') };
}

function homepageOf(manifest) {
  const repository = typeof manifest.repository === 'string' ? manifest.repository : manifest.repository?.url;
  return manifest.homepage ?? repository?.replace(/^git\+/u, '').replace(/\.git$/u, '') ?? null;
}

/** THIRD-PARTY-NOTICES.txt. Equal texts appear once. */
export function noticesText(packages) {
  const byText = new Map();
  for (const entry of packages) byText.set(entry.text, [...(byText.get(entry.text) ?? []), entry]);
  const parts = [...byText].map(([text, entries]) => {
    const names = entries.map(
      ({ name, version, licence, homepage }) =>
        `${name} ${version} (${licence})${homepage ? `\n  ${homepage}` : ''}`,
    );
    return `${'-'.repeat(80)}\n${names.join('\n')}\n\n${text}\n`;
  });
  return `Streamgauge contains the libraries below. Electron, Chromium and what they contain have their licences in
LICENSE.electron.txt and LICENSES.chromium.html beside the program.

${parts.join('\n')}`;
}

/**
 * The SBOM, CycloneDX 1.5. Its serial number and time come from what is in it and from the build.
 * @param {{ app: { name: string, version: string, description: string, license: string }, packages: object[],
 *   integrity: (folder: string) => string | undefined, electron: string | null, date: string | null }} options
 */
export function sbom({ app, packages, integrity, electron, date }) {
  const ref = `pkg:generic/${app.name}@${app.version}`;
  const components = packages.map(({ name, version, folder, licence, homepage }) => {
    const [scope, base] = name.startsWith('@') ? name.split('/') : [null, name];
    const purl = `pkg:npm/${scope === null ? '' : `${encodeURIComponent(scope)}/`}${base}@${version}`;
    const digest = integrity(folder);
    return {
      type: 'library',
      'bom-ref': purl,
      ...(scope !== null && { group: scope }),
      name: base,
      version,
      scope: 'required',
      ...(digest?.startsWith('sha512-') && {
        hashes: [{ alg: 'SHA-512', content: Buffer.from(digest.slice(7), 'base64').toString('hex') }],
      }),
      licenses: [/ (?:OR|AND) /u.test(licence) ? { expression: licence } : { license: { id: licence } }],
      purl,
      ...(homepage && { externalReferences: [{ type: 'website', url: homepage }] }),
    };
  });
  if (electron !== null) {
    components.push({
      type: 'framework',
      'bom-ref': `pkg:npm/electron@${electron}`,
      name: 'electron',
      version: electron,
      scope: 'required',
      licenses: [{ license: { id: 'MIT' } }],
      purl: `pkg:npm/electron@${electron}`,
    });
  }
  const body = {
    metadata: {
      ...(date !== null && { timestamp: date }),
      component: {
        type: 'application',
        'bom-ref': ref,
        name: app.name,
        version: app.version,
        description: app.description,
        licenses: [{ license: { id: app.license } }],
      },
    },
    components,
    dependencies: [
      { ref, dependsOn: components.map((component) => component['bom-ref']) },
      ...components.map((component) => ({ ref: component['bom-ref'] })),
    ],
  };
  const hex = createHash('sha256').update(JSON.stringify(body)).digest('hex');
  // A UUID of version 8: made from the content, in our own way (RFC 9562).
  const serial = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    serialNumber: `urn:uuid:${serial}`,
    version: 1,
    ...body,
  };
}

/** Writes both files to out/notices. `electron`: the version that is packed. */
export function writeNotices(electron) {
  const app = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
  const lock = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
  const packages = bundledPackages().map((entry) => licenceOf(entry));
  const folder = path.join(root, 'out', 'notices');
  const bill = sbom({
    app,
    packages,
    electron,
    date: buildInfo().date,
    integrity: (at) => lock[at]?.integrity,
  });
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(path.join(folder, NOTICES), noticesText(packages));
  fs.writeFileSync(path.join(folder, SBOM), `${JSON.stringify(bill, null, 2)}\n`);
  return packages;
}

if (process.argv[1] && path.resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf('--electron');
  const packages = writeNotices(at < 0 ? null : (process.argv[at + 1] ?? null));
  console.log(`${packages.length} libraries, in out/notices`);
}
