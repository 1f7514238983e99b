import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packageFolderOf } from '../../../../scripts/bundled-modules.mjs';
import { bundledPackages, BUNDLES, licenceOf, noticesText, sbom } from '../../../../scripts/licences.mjs';

const APP = { name: 'streamgauge', version: '0.1.0', description: 'A monitor', license: 'MIT' };
const library = (name: string, version: string, text: string, licence = 'MIT') => ({
  name,
  version,
  folder: `node_modules/${name}`,
  licence,
  homepage: null,
  text,
});

describe('what packages say about their libraries', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'streamgauge-licences-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function made(manifest: object, files: Readonly<Record<string, string>>) {
    const at = join(folder, 'node_modules/thing');
    mkdirSync(at, { recursive: true });
    writeFileSync(join(at, 'package.json'), JSON.stringify({ name: 'thing', version: '1.0.0', ...manifest }));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(at, name), text);
    return { name: 'thing', version: '1.0.0', folder: 'node_modules/thing' };
  }

  it('knows the package of a module, wherever node_modules lies', () => {
    expect(packageFolderOf('/home/a/app/node_modules/ws/lib/sender.js')).toBe('node_modules/ws');
    expect(packageFolderOf('/a/node_modules/@vue/shared/dist/x.js?v=1')).toBe('node_modules/@vue/shared');
    expect(packageFolderOf('../../node_modules/inter-ui/a.woff2')).toBe('node_modules/inter-ui');
    expect(packageFolderOf('/a/node_modules/ioredis/node_modules/ms/index.js')).toBe(
      'node_modules/ioredis/node_modules/ms',
    );
    expect(packageFolderOf('C:\\app\\node_modules\\ws\\index.js')).toBe('node_modules/ws');
    expect(packageFolderOf('/home/a/app/src/main/index.ts')).toBeNull();
  });

  it('fails when a bundle left no list', () => {
    for (const bundle of BUNDLES.slice(1)) writeFileSync(join(folder, `${bundle}.json`), '[]');
    expect(() => bundledPackages(folder)).toThrow(`There is no list of what is in the bundle ${BUNDLES[0]}`);
  });

  it('takes the text of the licence and of the notice that must go along', () => {
    const entry = made(
      { license: 'Apache-2.0' },
      { LICENSE: 'the licence', NOTICE: 'the notice', 'a.js': 'no' },
    );
    expect(licenceOf(entry, folder)).toMatchObject({
      licence: 'Apache-2.0',
      text: 'the licence\n\nthe notice',
    });
  });

  it('fails for a licence that nobody has looked at, and for none', () => {
    expect(() => licenceOf(made({ license: 'GPL-3.0-only' }, { LICENSE: 'x' }), folder)).toThrow(
      /GPL-3\.0-only/u,
    );
    expect(() => licenceOf(made({}, { LICENSE: 'x' }), folder)).toThrow(/no licence/u);
    expect(licenceOf(made({ license: '(GPL-3.0-only OR MIT)' }, { LICENSE: 'x' }), folder).text).toBe('x');
  });

  it('names every library, and a text that several share once', () => {
    const text = noticesText([
      library('one', '1.0.0', 'shared text'),
      library('two', '2.0.0', 'shared text'),
      library('three', '3.0.0', 'own text'),
    ]);
    for (const name of ['one 1.0.0 (MIT)', 'two 2.0.0 (MIT)', 'three 3.0.0 (MIT)'])
      expect(text).toContain(name);
    expect(text.split('shared text')).toHaveLength(2);
  });

  it('makes a bill of materials as CycloneDX 1.5 has it, the same for the same libraries', () => {
    const options = {
      app: APP,
      packages: [library('@scope/one', '1.0.0', 'x'), library('two', '2.0.0', 'x', '(MIT OR CC0-1.0)')],
      electron: '45.4.1',
      date: '2026-03-02T09:30:00Z',
      integrity: (at: string) => (at === 'node_modules/two' ? 'sha512-AAEC' : undefined),
    };
    const bill = sbom(options);
    expect(bill).toEqual(sbom(options));
    expect(bill).toMatchObject({
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      version: 1,
      metadata: { timestamp: '2026-03-02T09:30:00Z', component: { type: 'application', version: '0.1.0' } },
    });
    expect(bill.serialNumber).toMatch(
      /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/u,
    );
    expect(bill.components).toMatchObject([
      {
        group: '@scope',
        name: 'one',
        purl: 'pkg:npm/%40scope/one@1.0.0',
        licenses: [{ license: { id: 'MIT' } }],
      },
      {
        name: 'two',
        licenses: [{ expression: '(MIT OR CC0-1.0)' }],
        hashes: [{ alg: 'SHA-512', content: '000102' }],
      },
      { type: 'framework', name: 'electron', version: '45.4.1' },
    ]);
    const refs = bill.components.map((component: { 'bom-ref': string }) => component['bom-ref']);
    expect(new Set(refs).size).toBe(refs.length);
    expect(bill.dependencies[0]?.dependsOn).toEqual(refs);
  });
});
