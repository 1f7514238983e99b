import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { beforeAll, describe, expect, it } from 'vitest';
import { LANGUAGES } from '@shared/language';
import { EXPECTED_FUSES } from '../../../support/fuses';

const root = resolve(__dirname, '../../../..');
const require = createRequire(join(root, 'package.json'));

interface Resource {
  readonly from: string;
}
interface Configuration {
  readonly electronLanguages: readonly string[];
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly extraResources: readonly Resource[];
  readonly fileAssociations: readonly { readonly ext: string; readonly mimeType: string }[];
  readonly protocols: readonly { readonly schemes: readonly string[] }[];
  readonly linux: { readonly icon: string; readonly extraResources: readonly Resource[] };
  readonly mac: {
    readonly icon: string;
    readonly entitlements: string;
    readonly entitlementsInherit: string;
    readonly hardenedRuntime: boolean;
    readonly target: readonly { readonly target: string; readonly arch: readonly string[] }[];
    readonly extraResources: readonly Resource[];
  };
  readonly win: { readonly icon: string; readonly extraResources: readonly Resource[] };
  readonly nsis: { readonly license: string; readonly include: string };
}

describe('the packages, as electron-builder is told to make them', () => {
  let text: string;
  let configuration: Configuration;
  beforeAll(() => {
    text = readFileSync(join(root, 'electron-builder.yml'), 'utf8');
    configuration = parse(text) as Configuration;
  });

  const validate = (value: unknown): Promise<void> => {
    const { validateConfiguration } = require('app-builder-lib/out/util/config/config') as {
      validateConfiguration(value: unknown, log: object): Promise<void>;
    };
    const { DebugLogger } = require('builder-util') as { DebugLogger: new (on: boolean) => object };
    return validateConfiguration(value, new DebugLogger(false));
  };

  it('are valid by its own schema, which would refuse an unknown key', async () => {
    await validate(configuration);
    await expect(validate({ ...configuration, nsis: { onClick: true } })).rejects.toThrow(/nsis/u);
  });

  it('name only files that are there', () => {
    const { linux, mac, win, nsis, extraResources } = configuration;
    const made = /^out\//u;
    const named = [
      linux.icon,
      mac.icon,
      mac.entitlements,
      mac.entitlementsInherit,
      win.icon,
      nsis.license,
      nsis.include,
      ...[extraResources, linux.extraResources, mac.extraResources, win.extraResources]
        .flat()
        .map(({ from }) => from)
        .filter((from) => !made.test(from)),
    ];
    for (const file of named) expect(existsSync(join(root, file)), file).toBe(true);
  });

  it('set every fuse, each as it was decided', () => {
    const byName = Object.entries(configuration.electronFuses).map(
      ([name, on]) => [`${name[0]?.toUpperCase()}${name.slice(1)}`, on] as const,
    );
    expect(Object.fromEntries(byName)).toEqual(EXPECTED_FUSES);
  });

  it('open the same links and files on every system', () => {
    const entry = readFileSync(join(root, 'resources/linux/streamgauge.desktop'), 'utf8');
    const types = readFileSync(join(root, 'resources/linux/streamgauge.xml'), 'utf8');
    for (const { schemes } of configuration.protocols)
      for (const scheme of schemes) expect(entry).toContain(`x-scheme-handler/${scheme};`);
    for (const { ext, mimeType } of configuration.fileAssociations) {
      expect(entry).toContain(`${mimeType};`);
      expect(types).toContain(`type="${mimeType}"`);
      expect(types).toContain(`pattern="*.${ext}"`);
    }
  });

  it('are made for both kinds of Mac, with the hardened runtime', () => {
    const { mac } = configuration;
    expect(mac.target.find(({ target }) => target === 'dmg')?.arch).toEqual(['x64', 'arm64']);
    expect(mac.hardenedRuntime).toBe(true);
    const entitlements = readFileSync(join(root, mac.entitlements), 'utf8');
    expect([...entitlements.matchAll(/<key>([^<]+)<\/key>/gu)].map(([, key]) => key)).toEqual([
      'com.apple.security.cs.allow-jit',
    ]);
  });

  it("hold Chromium's own texts in every language of the window", () => {
    for (const language of LANGUAGES)
      expect(
        configuration.electronLanguages.some((tag) => tag.split('-')[0] === language),
        language,
      ).toBe(true);
  });

  it('take away with the app what it had Windows remember', () => {
    const script = readFileSync(join(root, configuration.nsis.include), 'utf8');
    for (const { schemes } of configuration.protocols)
      for (const scheme of schemes)
        expect(script).toContain(`DeleteRegKey HKCU "Software\\Classes\\${scheme}"`);
    expect(script).toContain('CurrentVersion\\Run" "${APP_ID}"');
  });

  it('hold no secret', () => {
    expect(text).not.toMatch(/(?:password|cscLink|token|apiKey)\s*:/iu);
  });
});
