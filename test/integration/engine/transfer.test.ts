import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EMPTY_FILTER } from '../../../src/shared/feed';
import { CAPTURE_PREFIX, MAX_JOBS, type Job } from '../../../src/shared/history';
import { IMPORT_TOOLS } from '../../../src/main/engine/import-tools';
import { TransferService } from '../../../src/main/engine/transfer-service';
import { CaptureStore } from '../../../src/main/settings/capture-store';
import { eventually } from '../../support/eventually';
import { makeEvent } from '../../unit/main/history/make-event';
import { RecordedNotices } from '../../unit/main/settings/recorded-notices';
import { MemoryHistory } from './memory-history';

const UNDO_MS = 200;
const SECRET = 'sk-geheim0123456789abcdef';

let folder: string;
let history: MemoryHistory;
let captures: CaptureStore;
let transfer: TransferService;
let opened: TransferService[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'transfer-'));
  history = new MemoryHistory();
  opened = [];
  transfer = await start();
});

afterEach(async () => {
  history.writes.go();
  history.reads.go();
  for (const service of opened) await service.close();
  await captures.flush();
  rmSync(folder, { recursive: true, force: true });
});

/** The service over what is on disk. */
async function start(): Promise<TransferService> {
  captures = await CaptureStore.open(join(folder, 'data'), new RecordedNotices());
  const service = new TransferService({
    reading: history,
    writing: history,
    captures,
    tools: IMPORT_TOOLS,
    sources: () => new Map([['a', { name: 'Orders', url: `https://example.com/orders?token=${SECRET}` }]]),
    version: '1.0.0',
    undoMs: UNDO_MS,
  });
  opened.push(service);
  return service;
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

function job(id: string): Job {
  return transfer.jobs().find((one) => one.id === id)!;
}

function over(id: string): Promise<Job> {
  return eventually(() => {
    expect(job(id).state).not.toMatch(/waiting|running/u);
    return job(id);
  });
}

/** An event stream of so many events, about 1 kB each. */
function stream(count: number, from = 1): string {
  let text = '';
  for (let n = from; n < from + count; n++)
    text += `id: ${n}\ndata: {"n":${n},"pad":"${'x'.repeat(1_000)}"}\n\n`;
  return text;
}

async function received(count: number, data = (n: number) => `{"n":${n}}`): Promise<void> {
  await history.append(Array.from({ length: count }, (_, n) => makeEvent({ data: data(n + 1) })));
}

/**
 * Makes the folder a disk of 1 MB. Where that needs rights that the tests do not have, files take no more than that. Returns
 * what undoes it.
 */
async function smallDisk(disk: string): Promise<() => void> {
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk]).status === 0) {
    return () => spawnSync('umount', ['-l', disk]);
  }
  const handle = await open(join(folder, 'any'), 'w');
  const files = Object.getPrototypeOf(handle) as Pick<typeof handle, 'writeFile'>;
  await handle.close();
  let room = 1_048_576;
  const spy = vi.spyOn(files, 'writeFile').mockImplementation((data) => {
    room -= Buffer.from(data as Buffer).length;
    return room > 0
      ? Promise.resolve()
      : Promise.reject(Object.assign(new Error('no space'), { code: 'ENOSPC' }));
  });
  return () => spy.mockRestore();
}

describe('importing', () => {
  it('makes a capture of a file at once, with the first of its events, while the rest is read', async () => {
    history.writes.stopAfter(0);
    const [id] = transfer.import([file('orders.sse', stream(3_000))]);
    await eventually(() => expect(history.writes.waiting).toBe(1));
    const [capture] = transfer.captures();
    expect(capture).toMatchObject({ name: 'orders', file: 'orders.sse', format: 'Event stream' });
    expect(capture!.id.startsWith(CAPTURE_PREFIX)).toBe(true);
    expect(history.kept.length).toBeGreaterThan(10);
    expect(history.kept.length).toBeLessThan(100);
    expect(job(id!)).toMatchObject({ kind: 'import', file: 'orders.sse', state: 'running' });
    history.writes.go();
    expect(await over(id!)).toMatchObject({
      state: 'done',
      events: 3_000,
      share: 1,
      captureId: capture!.id,
      sentence: 'Read 3,000 events from orders.sse.',
    });
    expect(history.kept.map(({ id: of }) => of)).toEqual(Array.from({ length: 3_000 }, (_, n) => `${n + 1}`));
    expect(new Set(history.kept.map(({ sourceId }) => sourceId))).toEqual(new Set([capture!.id]));
    expect(transfer.captures()[0]).toMatchObject({ events: 3_000, times: 'change', problems: [] });
  });

  it('takes in no more than the history has room for', async () => {
    history.writes.stopAfter(2);
    transfer.import([file('large.sse', stream(20_000))]);
    await eventually(() => expect(history.writes.waiting).toBe(1));
    expect(history.batches).toHaveLength(3);
    expect(history.kept.length).toBeLessThan(1_000);
  });

  it('says what the history let go of to make room for it', async () => {
    history.writes.stopAfter(0);
    const [id] = transfer.import([file('much.sse', stream(3))]);
    await eventually(() => expect(history.kept).toHaveLength(3));
    history.evicted = 18_003;
    history.writes.go();
    const { sentence } = await over(id!);
    expect(sentence).toBe(
      'Read 3 events from much.sse. To stay within its limits the history let go of 18,003 events meanwhile, the oldest first. Raise the limits in Settings, History, to keep more.',
    );
    expect(captures.list()[0]!.problems.at(-1)).toContain('let go of 18,003 events');
  });

  it('keeps the times that the file tells, or those of the payloads', async () => {
    const [own, other] = transfer.import([
      file(
        'own.ndjson',
        '{"kind":"event","source":"a","transport":"sse","receivedAt":1700000000123,"data":"x"}\n',
      ),
      file('other.jsonl', '{"time":"2024-05-01T12:00:00Z","n":1}\n{"n":2}\n'),
    ]);
    await over(own!);
    await over(other!);
    const may = Date.parse('2024-05-01T12:00:00Z');
    const times = history.kept.map(({ receivedAt }) => receivedAt).sort();
    expect(times).toEqual([1_700_000_000_123, may, may]);
    const said = transfer.captures().map((capture) => capture.times);
    expect(said.sort()).toEqual(['arrival', 'payload']);
  });

  it('names what could not be read, and counts the rest of it', async () => {
    const good = '{"kind":"event","source":"a","transport":"sse","receivedAt":1,"data":"x"}\n';
    const [id] = transfer.import([
      file('half.ndjson', `{"streamgauge":"events","version":1}\n${good}${'no JSON\n'.repeat(2_000)}`),
    ]);
    expect((await over(id!)).sentence).toBe(
      'Read 1 event from half.ndjson. 2,000 things in it could not be read as they stand.',
    );
    expect(transfer.captures()[0]!.problems).toEqual([
      'Line 3 is no JSON object and was passed over.',
      'Line 4 is no JSON object and was passed over.',
      'Line 5 is no JSON object and was passed over.',
      '1,997 more lines or messages are no events and were passed over.',
    ]);
  });

  it('keeps what was read when it is cancelled, and says so', async () => {
    history.writes.stopAfter(3);
    const [id] = transfer.import([file('orders.sse', stream(20_000))]);
    await eventually(() => expect(history.writes.waiting).toBe(1));
    transfer.cancel(id!);
    const { state, sentence } = await over(id!);
    const kept = history.kept.length;
    expect(state).toBe('cancelled');
    expect(sentence).toBe(
      `The import of orders.sse was cancelled: the ${kept} events read until then are kept.`,
    );
    expect(transfer.captures()).toMatchObject([{ events: kept }]);
    expect(transfer.captures()[0]!.problems).toContain(sentence);
  });

  it('keeps what was read when the history takes nothing more, and says why', async () => {
    history.writes.stopAfter(1);
    const [id] = transfer.import([file('orders.sse', stream(2_000))]);
    await eventually(() => expect(history.writes.waiting).toBe(1));
    history.failure = new Error('The disk is gone.');
    history.writes.go();
    expect(await over(id!)).toMatchObject({ state: 'failed', problem: { message: 'The disk is gone.' } });
    expect(transfer.captures()[0]!.problems).toContain('The disk is gone. What was read until then is kept.');
  });

  it('makes no capture of what holds no events, and says what is wrong with each file', async () => {
    mkdirSync(join(folder, 'folder'));
    const ids = transfer.import([
      file('empty.sse', ''),
      file('comment-less.ndjson', '{"streamgauge":"events","version":1}\n'),
      file('picture.png', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])),
      join(folder, 'folder'),
      join(folder, 'none.sse'),
      file('broken.sse.gz', Buffer.from([0x1f, 0x8b, 9, 9, 9, 9])),
    ]);
    const codes = [];
    for (const id of ids) codes.push((await over(id)).problem?.code);
    expect(codes).toEqual([
      'import-empty',
      'import-nothing',
      'import-unknown-format',
      'import-folder',
      'import-unreadable',
      'import-damaged',
    ]);
    expect(transfer.captures()).toEqual([]);
    expect(history.kept).toEqual([]);
  });

  it('unpacks gzip, also one that is cut', async () => {
    const packed = gzipSync(stream(2_000));
    const [whole, cut] = transfer.import([
      file('whole.sse.gz', packed),
      file('cut.sse.gz', packed.subarray(0, packed.length - 2_000)),
    ]);
    expect(await over(whole!)).toMatchObject({ state: 'done', events: 2_000 });
    const { state, events } = await over(cut!);
    expect(state).toBe('done');
    expect(events).toBeGreaterThan(100);
    expect(events).toBeLessThan(2_000);
    const names = transfer.captures().map(({ name }) => name);
    expect(names.sort()).toEqual(['cut', 'whole']);
  });

  it('reads two files at a time, and the others after them', async () => {
    history.writes.stopAfter(0);
    const paths = [1, 2, 3].map((n) => file(`${n}.sse`, stream(1)));
    const ids = transfer.import(paths);
    await eventually(() => expect(history.writes.waiting).toBe(2));
    expect(ids.map((id) => job(id).state)).toEqual(['running', 'running', 'waiting']);
    history.writes.go();
    expect((await over(ids[2]!)).state).toBe('done');
  });

  it('cancels one that waits before it begins', async () => {
    history.writes.stopAfter(0);
    const ids = transfer.import([1, 2, 3].map((n) => file(`${n}.sse`, stream(1))));
    transfer.cancel(ids[2]!);
    expect(job(ids[2]!)).toMatchObject({
      state: 'cancelled',
      sentence: 'The import of 3.sse was cancelled before it began.',
    });
    history.writes.go();
    await over(ids[1]!);
    expect(transfer.captures()).toHaveLength(2);
  });

  it('refuses more files at once than it lists, all of them, and forgets the oldest that are over', async () => {
    const path = file('one.sse', stream(1));
    const many = Array.from({ length: MAX_JOBS + 1 }, () => path);
    expect(() => transfer.import(many)).toThrow('At most 20 files are read and written at a time.');
    expect(transfer.jobs()).toEqual([]);
    const ids = transfer.import(many.slice(1));
    for (const id of ids) await over(id);
    const [last] = transfer.import([path]);
    expect(transfer.jobs()).toHaveLength(MAX_JOBS);
    await over(last!);
    transfer.dismiss(last!);
    expect(transfer.jobs()).toHaveLength(MAX_JOBS - 1);
    expect(job(ids[0]!)).toBeUndefined();
  });

  it('takes nothing of a hostile name but letters, and gives every capture a name of its own', async () => {
    const name = `a\u202egnp\n..${'x'.repeat(150)}.sse`;
    const paths = [file(name, stream(1)), file('b.sse', stream(1)), file('b.sse.txt', stream(1))];
    for (const id of transfer.import([...paths, paths[1]!])) await over(id);
    const names = transfer.captures().map((capture) => capture.name);
    expect(names.sort().slice(1)).toEqual(['b', 'b 2', 'b.sse']);
    expect(names[0]).toMatch(/^a gnp \.\.x+$/u);
    expect(names[0]!.length).toBeLessThanOrEqual(80);
    expect(transfer.jobs()[0]!.file).not.toMatch(/[\n\u202e]/u);
  });

  it('reads through a link, and a file that grows meanwhile', async () => {
    const path = file('grows.sse', stream(500));
    symlinkSync(path, join(folder, 'link.sse'));
    history.writes.stopAfter(1);
    const [id] = transfer.import([join(folder, 'link.sse')]);
    await eventually(() => expect(history.writes.waiting).toBe(1));
    appendFileSync(path, stream(500, 501));
    history.writes.go();
    expect(await over(id!)).toMatchObject({ events: 1_000, share: 1, file: 'link.sse' });
  });
});

describe('captures', () => {
  async function imported(name = 'orders.sse'): Promise<string> {
    const [id] = transfer.import([file(name, stream(3))]);
    return (await over(id!)).captureId!;
  }

  it('outlive the app, with their names and what was wrong with them', async () => {
    const id = await imported();
    transfer.renameCapture(id, ' Monday\u202e ');
    await transfer.close();
    await captures.flush();
    const [before] = captures.list();
    transfer = await start();
    expect(transfer.captures()).toEqual([before]);
    expect(before).toMatchObject({ id, name: 'Monday', events: 3 });
  });

  it('are removed with their events, but can be had back for a while', async () => {
    const id = await imported();
    transfer.removeCapture(id);
    expect(transfer.captures()).toEqual([]);
    expect(history.kept).toHaveLength(3);
    transfer.restoreCapture(id);
    expect(transfer.captures()).toMatchObject([{ id, events: 3 }]);
    transfer.removeCapture(id);
    await eventually(() => expect(history.forgotten).toEqual([id]));
    expect(history.kept).toEqual([]);
    expect(() => transfer.restoreCapture(id)).toThrow('not kept any more');
  });

  it('are removed for good when the app ends meanwhile, and at the next start when it was killed', async () => {
    const [first, second] = [await imported('1.sse'), await imported('2.sse')];
    transfer.removeCapture(first);
    await transfer.close();
    expect(history.forgotten).toEqual([first]);
    captures.remove(second);
    await captures.flush();
    await start();
    await eventually(() => expect(history.forgotten).toEqual([first, second]));
    await captures.flush();
    expect(captures.toForget).toEqual([]);
  });

  it('that are still read are removed as a whole', async () => {
    history.writes.stopAfter(1);
    const [job] = transfer.import([file('large.sse', stream(5_000))]);
    await eventually(() => expect(history.writes.waiting).toBe(1));
    const { id } = transfer.captures()[0]!;
    transfer.removeCapture(id);
    expect((await over(job!)).state).toBe('cancelled');
    history.writes.go();
    await eventually(() => expect(history.forgotten).toEqual([id]));
    expect(history.kept).toEqual([]);
  });

  it('that were half read when the app was killed say so', async () => {
    history.writes.stopAfter(1);
    transfer.import([file('large.sse', stream(5_000))]);
    await eventually(() => expect(history.writes.waiting).toBe(1));
    await captures.flush();
    const again = await CaptureStore.open(join(folder, 'data'), new RecordedNotices());
    expect(again.list()).toMatchObject([
      { name: 'large', problems: [expect.stringContaining('The app ended while the file was read')] },
    ]);
    await again.flush();
  });
});

describe('exporting', () => {
  const all = { kind: 'all' } as const;

  it('writes the history to a file as it is read, with a sentence and nothing beside it', async () => {
    await received(5_000);
    const path = join(folder, 'out.ndjson');
    const end = await over(transfer.export({ scope: all, format: 'ndjson', redact: true }, path));
    expect(end).toMatchObject({ kind: 'export', state: 'done', events: 5_000, share: 1, captureId: null });
    expect(end.sentence).toMatch(/^Wrote 5,000 events to out\.ndjson \(\d+\.\d kB\)\.$/u);
    expect(readFileSync(path, 'utf8').trimEnd().split('\n')).toHaveLength(5_001);
    expect(readdirSync(folder).sort()).toEqual(['data', 'out.ndjson']);
  });

  it('takes secrets out unless somebody wants them in, of addresses too', async () => {
    await received(2, (n) => `{"n":${n},"api_key":"${SECRET}"}`);
    const paths = [true, false].map((redact) => {
      const path = join(folder, `redact-${redact}.ndjson`);
      return { path, id: transfer.export({ scope: all, format: 'ndjson', redact }, path) };
    });
    expect((await over(paths[0]!.id)).sentence).toContain('took out 2 secrets');
    await over(paths[1]!.id);
    expect(readFileSync(paths[0]!.path, 'utf8')).not.toContain(SECRET);
    expect(readFileSync(paths[1]!.path, 'utf8').split(SECRET)).toHaveLength(4);
  });

  it('shows in advance what it would take out, without the secrets', async () => {
    await received(3, (n) => (n === 2 ? '{"n":2}' : `{"n":${n},"api_key":"${SECRET}"}`));
    const preview = await transfer.preview(all);
    expect(preview).toMatchObject({ events: 3, looked: 3, redactions: 2, affected: 2 });
    expect(preview.samples[0]).toEqual({
      seq: 1,
      part: 'data',
      reason: 'field named like a secret',
      excerpt: '{"n":1,"api_key":"••••"}',
    });
    expect(JSON.stringify(preview)).not.toContain('geheim');
  });

  it('looks through so many events in advance and no more, and gives a question up for the next one', async () => {
    await received(21_000);
    history.reads.stopAfter(10);
    const first = transfer.preview(all);
    await eventually(() => expect(history.reads.waiting).toBe(1));
    const second = transfer.preview(all);
    history.reads.go();
    await expect(first.then(({ looked }) => looked)).resolves.toBeLessThan(20);
    expect(await second).toMatchObject({ events: 21_000, looked: 20_000 });
  });

  it('writes what was selected, or what the filter lets through', async () => {
    await received(10);
    const { captureId } = await over(transfer.import([file('c.sse', stream(4))])[0]!);
    const selection = join(folder, 'selection.csv');
    await over(
      transfer.export({ scope: { kind: 'selection', seqs: [2, 3] }, format: 'csv', redact: true }, selection),
    );
    expect(readFileSync(selection, 'utf8').trimEnd().split('\r\n')).toHaveLength(3);
    const filtered = join(folder, 'filtered.sse');
    const filter = { ...EMPTY_FILTER, sources: [captureId!] };
    await over(
      transfer.export({ scope: { kind: 'filter', filter }, format: 'raw', redact: false }, filtered),
    );
    expect(readFileSync(filtered, 'utf8')).toBe(stream(4));
  });

  it('leaves nothing behind when it is cancelled, and the old file as it was', async () => {
    await received(5_000);
    const path = file('out.ndjson', 'old');
    history.reads.stopAfter(3_000);
    const id = transfer.export({ scope: all, format: 'ndjson', redact: true }, path);
    await eventually(() => expect(history.reads.waiting).toBe(1));
    transfer.cancel(id);
    history.reads.go();
    expect(await over(id)).toMatchObject({
      state: 'cancelled',
      sentence: 'The export to out.ndjson was cancelled: no file was written.',
    });
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder).sort()).toEqual(['data', 'out.ndjson']);
  });

  it.each(['ndjson', 'har'] as const)(
    'says so when the disk is full, and leaves no half file of %s',
    async (format) => {
      const disk = join(folder, 'disk');
      mkdirSync(disk);
      const free = await smallDisk(disk);
      await received(4_000, (n) => `{"n":${n},"pad":"${'x'.repeat(1_000)}"}`);
      const id = transfer.export({ scope: all, format, redact: false }, join(disk, `out.${format}`));
      const { state, problem } = await over(id);
      const left = readdirSync(disk);
      free();
      expect(state).toBe('failed');
      expect(problem).toMatchObject({
        code: 'export-not-written',
        message: expect.stringMatching(/out\.\w+ cannot be written: the disk is full\.$/u) as string,
        hint: 'Make room on it, or choose another place.',
      });
      expect(left).toEqual([]);
    },
  );

  it('replaces a link instead of writing through it, and refuses devices, pipes and folders', async () => {
    await received(1);
    const target = file('target', 'precious');
    const link = join(folder, 'link.csv');
    symlinkSync(target, link);
    const pipe = join(folder, 'pipe');
    spawnSync('mkfifo', [pipe]);
    mkdirSync(join(folder, 'taken'));
    await over(transfer.export({ scope: all, format: 'csv', redact: true }, link));
    expect(lstatSync(link).isFile()).toBe(true);
    expect(readFileSync(target, 'utf8')).toBe('precious');
    for (const path of ['/dev/null', pipe, join(folder, 'taken')]) {
      const end = await over(transfer.export({ scope: all, format: 'csv', redact: true }, path));
      expect(end.problem).toMatchObject({ code: 'export-not-written' });
    }
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(existsSync(pipe)).toBe(true);
  });

  it('comes back as it was, captures by their names too', async () => {
    await received(100, (n) => `{"n":${n},"text":"é😀\\n"}`);
    const path = join(folder, 'all.ndjson');
    await over(transfer.export({ scope: all, format: 'ndjson', redact: false }, path));
    const before = history.kept.map(({ data, raw, receivedAt, channel }) => ({
      data,
      raw,
      receivedAt,
      channel,
    }));
    const [id] = transfer.import([path]);
    expect((await over(id!)).state).toBe('done');
    const back = history.kept.slice(100);
    expect(back.map(({ data, raw, receivedAt, channel }) => ({ data, raw, receivedAt, channel }))).toEqual(
      before.map((event) => ({ ...event, raw: Buffer.from(event.raw) })),
    );
    const again = join(folder, 'again.csv');
    await over(transfer.export({ scope: all, format: 'csv', redact: false }, again));
    expect(readFileSync(again, 'utf8')).toContain(',all,orders/eu,');
  });
});
