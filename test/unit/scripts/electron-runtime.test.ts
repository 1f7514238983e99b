import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  asar,
  cacheFolder,
  describeRuntime,
  resolveElectronRuntime,
  verify,
} from '../../../scripts/electron-runtime.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-runtime-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const executable =
  { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string] ??
  'electron';

describe('the Electron runtime', () => {
  it('is the one that the environment names, before any other', async () => {
    mkdirSync(join(folder, executable, '..'), { recursive: true });
    writeFileSync(join(folder, executable), '');
    writeFileSync(join(folder, 'version'), 'v45.4.1\n');
    const runtime = await resolveElectronRuntime({ ELECTRON_OVERRIDE_DIST_PATH: folder });
    expect(runtime).toEqual({
      source: 'override',
      version: '45.4.1',
      dist: folder,
      executable: join(folder, executable),
    });
    expect(describeRuntime(runtime)).toBe(
      `using Electron 45.4.1, from ELECTRON_OVERRIDE_DIST_PATH (${folder})`,
    );
  });

  it('is not quietly another one when the one that the environment names is not there', async () => {
    await expect(resolveElectronRuntime({ ELECTRON_OVERRIDE_DIST_PATH: folder })).rejects.toThrow(
      /ELECTRON_OVERRIDE_DIST_PATH is set, but there is no/u,
    );
  });

  it('is refused when the download is not the pinned one, to the last bit', async () => {
    const file = join(folder, 'runtime.tgz');
    writeFileSync(file, 'the real thing');
    const integrity = `sha512-${createHash('sha512').update('the real thing').digest('base64')}`;
    await expect(verify(file, integrity)).resolves.toBeUndefined();
    writeFileSync(file, 'the real thinG');
    await expect(verify(file, integrity)).rejects.toThrow(/It is not used/u);
  });

  it('is kept in the cache of the user, where npm ci does not empty it', () => {
    expect(cacheFolder({ XDG_CACHE_HOME: join(folder, 'cache') })).toBe(
      join(folder, 'cache/streamgauge/electron'),
    );
    expect(cacheFolder({ HOME: folder })).toBe(join(folder, '.cache/streamgauge/electron'));
  });

  it('is kept in the checkout when the user has no place to write to', () => {
    writeFileSync(join(folder, 'file'), '');
    chmodSync(join(folder, 'file'), 0o444);
    expect(cacheFolder({ HOME: join(folder, 'file') })).toContain(`node_modules${sep}.cache`);
    expect(existsSync(join(folder, 'file/.cache'))).toBe(false);
  });

  it('comes with a readable archive of the app that loads ours', () => {
    const archive: Buffer = asar({ 'a.js': 'one', 'b.js': 'twö' });
    const header = JSON.parse(archive.subarray(16, 16 + archive.readUInt32LE(12)).toString()) as unknown;
    expect(header).toEqual({ files: { 'a.js': { size: 3, offset: '0' }, 'b.js': { size: 4, offset: '3' } } });
    expect(archive.subarray(8 + archive.readUInt32LE(4)).toString()).toBe('onetwö');
  });
});
