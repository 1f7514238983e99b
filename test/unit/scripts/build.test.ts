import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isBuilt } from '../../../scripts/build.mjs';

const INPUTS = ['src/main/index.ts', 'resources/icon.svg', 'package.json'];
const OUTPUTS = [
  'main/index.js',
  'main/store-thread.js',
  'preload/index.js',
  'renderer/index.html',
  'headless/streamgauge.cjs',
  'headless/store-thread.cjs',
].map((name) => `out/${name}`);

describe('the build', () => {
  let folder: string;
  const write = (name: string, second: number): void => {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, '');
    for (let at = file; at !== folder; at = dirname(at)) utimesSync(at, second, second);
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'streamgauge-build-'));
    for (const name of INPUTS) write(name, 1_000);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is needed when there is none, or only a part of one', () => {
    expect(isBuilt(folder)).toBe(false);
    for (const name of OUTPUTS.slice(1)) write(name, 2_000);
    expect(isBuilt(folder)).toBe(false);
  });

  it('is not needed after one, until something it is made from changes', () => {
    for (const name of OUTPUTS) write(name, 2_000);
    expect(isBuilt(folder)).toBe(true);
    write('src/main/shell/new.ts', 3_000);
    expect(isBuilt(folder)).toBe(false);
  });

  it('is needed again when a file was taken away', () => {
    for (const name of OUTPUTS) write(name, 2_000);
    rmSync(join(folder, 'src/main/index.ts'));
    expect(isBuilt(folder)).toBe(false);
  });
});
