import { Buffer } from 'node:buffer';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DEFAULT_SETTINGS, type Settings } from '@shared/settings';
import { beforeEach, describe, expect, it } from 'vitest';
import { SettingsStore } from '../../../../src/main/settings/settings-store';
import { eventually } from '../../../support/eventually';
import { RecordedNotices } from './recorded-notices';
import { tempFolder } from './temp-folder';

const DARK: Settings = { ...DEFAULT_SETTINGS, theme: 'dark', rowHeight: 28 };

let folder: string;
let file: string;
let notices: RecordedNotices;

beforeEach(async () => {
  folder = await tempFolder();
  file = join(folder, 'settings.json');
  notices = new RecordedNotices();
});

async function open(): Promise<SettingsStore> {
  notices.up.clear();
  return SettingsStore.open(folder, notices);
}

async function saved(settings: Settings): Promise<void> {
  const store = await SettingsStore.open(folder, notices);
  store.save(settings);
  await store.flush();
}

async function setAside(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.includes('.corrupt-'));
}

describe('settings', () => {
  it('start with the defaults, without a notice and without a file', async () => {
    const store = await open();
    expect(store.value).toEqual(DEFAULT_SETTINGS);
    expect(notices.messages).toEqual([]);
    expect(await readdir(folder)).toEqual([]);
  });

  it('are there again after a restart, readable by their owner only', async () => {
    await saved(DARK);
    expect((await open()).value).toEqual(DARK);
    expect(notices.messages).toEqual([]);
    // Windows has access lists instead of a mode.
    const names = process.platform === 'win32' ? [] : await readdir(folder);
    for (const name of names) expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
  });

  it('are written soon without a flush, and the last of many saves wins', async () => {
    const store = await open();
    for (const rowHeight of [20, 24, 28] as const) store.save({ ...DARK, rowHeight });
    await eventually(async () => expect(await readdir(folder)).toContain('settings.json.bak'));
    store.save({ ...DARK, rowHeight: 20 });
    store.save({ ...DARK, rowHeight: 24 });
    await store.flush();
    expect((await open()).value.rowHeight).toBe(24);
  });

  it('are whole however a process was killed while it wrote', async () => {
    await saved(DARK);
    const whole = await readFile(file);
    // A kill leaves a temporary file of any length, and either the old or the new file under the name.
    for (let length = 0; length <= whole.length; length += 7) {
      await writeFile(`${file}.${1_000_000 + length}`, whole.subarray(0, length));
      await writeFile(`${file}.bak.${2_000_000 + length}`, whole.subarray(0, length));
      expect((await open()).value).toEqual(DARK);
    }
    expect(notices.messages).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(['settings.json', 'settings.json.bak']);
  });

  it('come from the last good copy when the file is cut at any point', async () => {
    await saved(DARK);
    const whole = await readFile(file);
    const lengths = Array.from({ length: 40 }, (_, i) => Math.floor((i * (whole.length - 2)) / 40));
    for (const length of lengths) {
      await writeFile(file, whole);
      await truncate(file, length);
      const store = await open();
      expect(store.value).toEqual(DARK);
      await store.flush();
      expect(notices.messages).toHaveLength(1);
      expect(await readFile(file)).toEqual(whole);
    }
  });

  it('use the last good copy when only the file is gone', async () => {
    await saved(DARK);
    await rm(file);
    expect((await open()).value).toEqual(DARK);
    expect(notices.messages).toEqual(['settings.json was missing. The last good copy is used.']);
  });
});

describe('a settings file that cannot be used', () => {
  const good = JSON.stringify({ version: 1, ...DARK });
  const bad: [string, string | Uint8Array][] = [
    ['0 bytes', ''],
    ['only NULs', Buffer.alloc(500)],
    ['half a JSON', good.slice(0, good.length / 2)],
    ['trailing garbage', `${good}}`],
    ['two documents', good + good],
    ['UTF-16', Buffer.from(`\ufeff${good}`, 'utf16le')],
    ['invalid UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['an array', '[]'],
    ['null', 'null'],
    ['a string', '"str"'],
    ['a number', '42'],
    ['NaN in it', '{"version":1,"rowHeight":NaN}'],
    ['HTML', '<!doctype html><title>404</title>'],
    ['more than 10 MiB', `{"version":1,"x":"${'y'.repeat(11 * 1024 * 1024)}"}`],
  ];

  it.each(bad)('is set aside, and the last good copy is used: %s', async (_, content) => {
    await saved(DARK);
    await writeFile(file, content);
    const store = await open();
    expect(store.value).toEqual(DARK);
    const [aside] = await setAside();
    expect(Buffer.from(content).equals(await readFile(join(folder, aside!)))).toBe(true);
    expect(notices.messages).toHaveLength(1);
    expect(notices.messages[0]).toContain('settings.json');
    expect(notices.messages[0]).toContain(aside);
    await store.flush();
    expect((await open()).value).toEqual(DARK);
    expect(notices.messages).toEqual([]);
  });

  it('leads to the defaults when there is no good copy, or that is bad as well', async () => {
    await writeFile(file, '{');
    expect((await open()).value).toEqual(DEFAULT_SETTINGS);
    expect(notices.messages[0]).toContain('There is no good copy');
    await writeFile(file, '{');
    await writeFile(`${file}.bak`, 'null');
    expect((await open()).value).toEqual(DEFAULT_SETTINGS);
    expect(await setAside()).toHaveLength(2);
  });

  it.each<[string, string]>([
    ['with a byte order mark', `\ufeff${good}`],
    ['with CRLF line ends', JSON.stringify({ version: 1, ...DARK }, null, 2).replaceAll('\n', '\r\n')],
    ['without a version', JSON.stringify(DARK)],
    ['with a version that is none', JSON.stringify({ ...DARK, version: '1e9' })],
    ['with a negative version', JSON.stringify({ ...DARK, version: -3 })],
    [
      'with fields of nobody',
      JSON.stringify({ version: 1, ...DARK, volume: 3, toString: 1, constructor: {} }),
    ],
    ['with __proto__', `{"__proto__":{"theme":"light"},${good.slice(1)}`],
    [
      '100,000 levels deep in a field of nobody',
      `{"deep":${'['.repeat(1e5)}${']'.repeat(1e5)},${good.slice(1)}`,
    ],
  ])('is not one %s', async (_, content) => {
    await writeFile(file, content);
    expect((await open()).value).toEqual(DARK);
    expect(notices.messages).toEqual([]);
  });

  it.each<[string, object, object]>([
    ['a wrong type', { rowHeight: '24' }, { rowHeight: 24 }],
    [
      'a number out of range',
      { history: { megabytes: 5, days: 7 } },
      { history: { megabytes: 2_000, days: 7 } },
    ],
    ['half a number', { hub: { port: 80.5, heartbeatMs: 1_000 } }, { hub: { port: 0, heartbeatMs: 1_000 } }],
    ['null', { theme: null }, { theme: 'system' }],
    [
      'an unknown scene',
      { hub: { autoStart: true, scenes: { nope: {} } } },
      { hub: { autoStart: true, scenes: {} } },
    ],
  ])('has its bad part replaced, keeps the rest, and a copy: %s', async (_, part, expected) => {
    const content = JSON.stringify({ version: 1, clock: 'utc', ...part });
    await writeFile(file, content);
    const store = await open();
    expect(store.value).toMatchObject({ clock: 'utc', ...expected });
    const [aside] = await setAside();
    expect(await readFile(join(folder, aside!), 'utf8')).toBe(content);
    expect(notices.messages[0]).toContain(aside);
  });

  it('has numbers too large for JSON replaced', async () => {
    await writeFile(file, '{"version":1,"theme":"dark","hub":{"heartbeatMs":1e400}}');
    expect((await open()).value).toMatchObject({ theme: 'dark', hub: { heartbeatMs: 15_000 } });
  });

  it('is left alone when a newer Streamgauge wrote it: read as far as it goes, never written', async () => {
    const content = JSON.stringify({ ...DARK, version: 2, novelty: true });
    await writeFile(file, content);
    const store = await open();
    expect(store.value.theme).toBe('dark');
    expect(notices.messages[0]).toMatch(/settings\.json was written by a newer Streamgauge/u);
    store.save({ ...DARK, theme: 'light' });
    await store.flush();
    expect(await readFile(file, 'utf8')).toBe(content);
    expect(await setAside()).toEqual([]);
  });
});

describe('a place where settings cannot be kept', () => {
  it('that is a folder, a FIFO or a link to /dev/zero is set aside without waiting on it', async () => {
    const puts = [() => mkdir(file)];
    // Windows has neither.
    if (process.platform !== 'win32') {
      puts.push(
        () => Promise.resolve(void execFileSync('mkfifo', [file])),
        () => symlink('/dev/zero', file),
      );
    }
    for (const [index, put] of puts.entries()) {
      await put();
      const store = await open();
      expect(store.value).toEqual(index === 0 ? DEFAULT_SETTINGS : DARK);
      expect(notices.messages[0]).toContain('not a regular file');
      store.save(DARK);
      await store.flush();
      expect((await stat(file)).isFile()).toBe(true);
      await rm(file);
    }
    expect(await setAside()).toHaveLength(puts.length);
  });

  it('that cannot be made is said at once, and changes live in memory', async () => {
    await writeFile(file, 'a file where the folder should be');
    const store = await SettingsStore.open(join(file, 'deeper'), notices);
    expect(store.value).toEqual(DEFAULT_SETTINGS);
    expect(notices.messages[0]).toContain('changes are kept until the app quits');
    store.save(DARK);
    await store.flush();
    expect(store.value).toEqual(DARK);
  });

  it('that is lost while running is said, and written to again when it is back', async () => {
    const store = await open();
    store.save(DARK);
    await store.flush();
    await rm(folder, { recursive: true });
    store.save({ ...DARK, theme: 'light' });
    await store.flush();
    expect(notices.messages[0]).toMatch(/^settings\.json could not be saved/u);
    await mkdir(folder);
    await store.flush();
    expect(notices.messages).toEqual([]);
    expect((await open()).value.theme).toBe('light');
  });
});
