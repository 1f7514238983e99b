import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '@shared/errors';
import { Journal, type JournalOptions } from '../../../../src/main/hub/journal';
import { JournalIds } from '../../../../src/main/hub/journal-ids';
import { crc32, type JournalRecord } from '../../../../src/main/hub/journal-record';
import { eventually } from '../../../support/eventually';
import { seededRandom } from './seeded-random';

let folder: string;
const open: Journal[] = [];
let problems: (Problem | null)[];

beforeEach(async () => {
  folder = await fs.mkdtemp(join(tmpdir(), 'journal-'));
  problems = [];
});
afterEach(async () => {
  await Promise.all(open.splice(0).map((journal) => journal.close()));
  await fs.rm(folder, { recursive: true });
});

async function openJournal(options: Partial<JournalOptions> = {}): Promise<Journal> {
  const journal = await Journal.open({
    folder,
    maxEvents: 10_000,
    maxBytes: 16 * 1024 * 1024,
    now: Date.now,
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  open.push(journal);
  return journal;
}

function record(seq: number, data = `{"n":${seq}}`, at = Date.now()): JournalRecord {
  return { seq, channel: 'orders/eu', at, event: 'order.paid', data };
}

function appendUpTo(journal: Journal, last: number, data?: string): void {
  for (let seq = journal.nextSeq; seq <= last; seq++) journal.append(record(seq, data));
}

/** What a process leaves that is killed when all it had appended was written: everything but the proper end. */
async function killed(journal: Journal): Promise<void> {
  await journal.close();
  const [last] = (await segmentFiles()).slice(-1);
  const text = await fs.readFile(last!, 'latin1');
  await fs.writeFile(last!, text.slice(0, text.lastIndexOf('\n', text.length - 2)), 'latin1');
}

async function segmentFiles(): Promise<string[]> {
  const names = (await fs.readdir(folder)).filter((name) => name.endsWith('.journal')).sort();
  return names.map((name) => join(folder, name));
}

const numbers = (journal: Journal): number[] => journal.takeRecords().map(({ seq }) => seq);
const upTo = (last: number, first = 1): number[] =>
  Array.from({ length: last - first + 1 }, (_, i) => first + i);

describe('journal', () => {
  it('C5: after a proper end the records, the epoch and the numbers go on', async () => {
    const first = await openJournal();
    expect(first).toMatchObject({ nextSeq: 1, lost: [] });
    const whole: JournalRecord = {
      seq: 1,
      id: 'ключ-1',
      channel: 'user:42',
      at: 1_795_000_000_000,
      event: 'message',
      data: 'two\nlines, a lone \ud800 and a NUL \u0000',
      retry: 2_500,
      priority: 'high',
      key: 'k',
      to: { userIds: ['42'], subscriptions: ['user:*'] },
    };
    first.append(whole);
    first.append(record(2));
    await first.close();

    const second = await openJournal();
    expect(second).toMatchObject({ epoch: first.epoch, nextSeq: 3, lost: [] });
    expect(second.takeRecords()).toEqual([whole, expect.objectContaining({ seq: 2 })]);
    expect(second.takeRecords()).toEqual([]);
    appendUpTo(second, 5);
    await second.close();
    const third = await openJournal();
    expect(third).toMatchObject({ epoch: first.epoch, nextSeq: 6 });
    expect(numbers(third)).toEqual(upTo(5));
    expect(problems).toEqual([]);
  });

  it('C5: a stop that was not proper starts a new epoch, and clients go on where they were and are told', async () => {
    const first = await openJournal();
    appendUpTo(first, 10);
    await killed(first);
    const second = await openJournal();
    expect(second.epoch).not.toBe(first.epoch);
    expect(second.nextSeq).toBe(12);
    expect(second.lost).toEqual([{ from: 11, to: 11, reason: 'unclean-stop' }]);
    expect(numbers(second)).toEqual(upTo(10));

    const ids = new JournalIds(second);
    // Seen 4: the rest of the old life, then the break.
    expect(ids.locate(`${first.epoch}.4`, 1, 12)).toEqual({ known: true, seq: 4 });
    expect(ids.lostAfter(4)).toEqual({ reason: 'unclean-stop', missedMax: null });
    // Seen an event that went out and never reached the disk.
    expect(ids.locate(`${first.epoch}.400`, 1, 12)).toEqual({ known: true, seq: 10 });
    expect(ids.lostAfter(10)).not.toBeNull();
    // Arrived in the new life: told already.
    expect(ids.idAfter(11)).toBe(`${second.epoch}.11`);
    expect(ids.locate(`${second.epoch}.11`, 1, 12)).toEqual({ known: true, seq: 11 });
    expect(ids.lostAfter(11)).toBeNull();
    expect(ids.idAfter(10)).toBe(`${first.epoch}.10`);
    // Ids that were never given.
    expect(ids.locate(`${second.epoch}.12`, 1, 12)).toEqual({ known: false, reason: 'unknown-id' });
    expect(ids.locate('00000000.4', 1, 12)).toEqual({ known: false, reason: 'other-epoch' });
    expect(ids.locate('something', 1, 12)).toEqual({ known: false, reason: 'unknown-id' });
    expect(
      [`${first.epoch}.4`, `${second.epoch}.99`, '00000000.4', 'x'].map((id) => ids.isOwnForm(id)),
    ).toEqual([true, true, false, false]);
  });

  it('a process that is killed before its first event has still begun another life', async () => {
    const first = await openJournal();
    appendUpTo(first, 3);
    await first.close();
    // Opened, and killed before anything: numbers may have gone out all the same.
    await killed(await openJournal());
    const third = await openJournal();
    expect(third.epoch).not.toBe(first.epoch);
    expect(numbers(third)).toEqual([1, 2, 3]);
    await killed(third);
    const fourth = await openJournal();
    const ids = new JournalIds(fourth);
    expect(ids.locate(`${third.epoch}.9`, 1, fourth.nextSeq).known).toBe(true);
    expect(fourth.epochs.map(({ epoch }) => epoch)).toEqual([first.epoch, third.epoch, fourth.epoch]);
    for (const seq of [0, 3, 4]) expect(ids.lostAfter(seq)).toMatchObject({ reason: 'unclean-stop' });
    expect(ids.lostAfter(fourth.nextSeq - 1)).toBeNull();
  });

  it('keeps the newest within the bounds, and unlinks segments that are wholly beyond them', async () => {
    const options = { maxEvents: 2_500 };
    const first = await openJournal(options);
    for (let last = 500; last <= 12_000; last += 500) {
      for (let seq = last - 499; seq <= last; seq++) first.append(record(seq));
      await eventually(() => expect(first.state().queuedBytes).toBe(0));
    }
    expect(first.state().events).toBeLessThan(2_500 + 2 * 1_000);
    await first.close();
    expect((await segmentFiles()).length).toBeLessThanOrEqual(5);
    const second = await openJournal(options);
    expect(numbers(second)).toEqual(upTo(12_000, 9_501));
    expect(second.lost).toEqual([{ from: 1, to: 9_500, reason: 'evicted' }]);
    expect(new JournalIds(second).lostAfter(9_000)).toEqual({ reason: 'evicted', missedMax: 500 });
    await second.close();

    const third = await openJournal({ maxBytes: 10_000 });
    const kept = third.takeRecords();
    expect(kept.at(-1)!.seq).toBe(12_000);
    expect(kept.length).toBeGreaterThan(50);
    expect(kept.length).toBeLessThan(120);
  });

  it('leaves out what is too old', async () => {
    let time = 1_000_000;
    const options = { now: () => time, maxAgeMs: 60_000 };
    const first = await openJournal(options);
    first.append(record(1, 'old', time));
    time += 50_000;
    first.append(record(2, 'new', time));
    await first.close();
    time += 20_000;
    const second = await openJournal(options);
    expect(numbers(second)).toEqual([2]);
    await second.close();
    time += 100_000;
    const third = await openJournal(options);
    expect(numbers(third)).toEqual([]);
    expect(third).toMatchObject({
      nextSeq: 3,
      epoch: first.epoch,
      lost: [{ from: 1, to: 2, reason: 'evicted' }],
    });
  });

  it('a torn end is cut off, told once, and nothing before it is lost', async () => {
    const first = await openJournal();
    appendUpTo(first, 20);
    await killed(first);
    const [path] = await segmentFiles();
    const whole = await fs.readFile(path!);
    const start = whole.lastIndexOf(10, whole.length - 2);
    for (const cut of [1, 9, 40, whole.length - start - 2]) {
      await fs.writeFile(path!, whole.subarray(0, whole.length - cut));
      problems = [];
      const second = await openJournal();
      const lost = cut === 1 ? 0 : 1;
      expect(numbers(second)).toEqual(upTo(20 - lost));
      expect(problems.map((problem) => problem?.code)).toEqual(lost ? ['journal-damaged'] : []);
      await killed(second);
      problems = [];
      await (await openJournal()).close();
      expect(problems).toEqual([]);
      for (const later of (await segmentFiles()).slice(1)) await fs.rm(later);
    }
  });

  it('a file that a loss of power has filled with zeros ends where the zeros begin', async () => {
    const first = await openJournal();
    appendUpTo(first, 20);
    await killed(first);
    const [path] = await segmentFiles();
    await fs.appendFile(path!, Buffer.alloc(4_096));
    expect(numbers(await openJournal())).toEqual(upTo(20));
    expect(problems[0]!.message).toContain('a torn end of 4096 bytes was cut off');
  });

  it('any damaged byte in the middle, line ends as well, loses that record alone', async () => {
    const first = await openJournal();
    appendUpTo(first, 30);
    await first.close();
    const [path] = await segmentFiles();
    const whole = await fs.readFile(path!);
    const random = seededRandom(11);
    const from = whole.indexOf('"seq":3,') - 11;
    const to = whole.indexOf('"seq":29') - 11;
    let lineEnds = 0;
    for (let round = 0; round < 120; round++) {
      const damaged = Buffer.from(whole);
      // Every third time a line end.
      const anywhere = from + Math.floor(random() * (to - from));
      const at = round % 3 === 0 ? damaged.indexOf(10, anywhere) : anywhere;
      if (damaged[at] === 10) lineEnds++;
      damaged[at] = round % 5 === 1 ? 10 : damaged[at]! ^ (1 + Math.floor(random() * 255));
      await fs.writeFile(path!, damaged);
      const second = await openJournal();
      const records = second.takeRecords();
      expect(records.length).toBeGreaterThanOrEqual(29);
      for (const { seq, data } of records) expect(data).toBe(`{"n":${seq}}`);
      if (records.length === 29) {
        const missing = upTo(30).find((seq) => !records.some((kept) => kept.seq === seq))!;
        expect(second.lost).toEqual([{ from: missing, to: missing, reason: 'lost-on-disk' }]);
        expect(new JournalIds(second).lostAfter(missing - 1)).toEqual({
          reason: 'lost-on-disk',
          missedMax: 1,
        });
      }
      expect(second).toMatchObject({ epoch: first.epoch, nextSeq: 31 });
      await second.close();
      for (const later of (await segmentFiles()).slice(1)) await fs.rm(later);
    }
    expect(lineEnds).toBeGreaterThan(30);
    expect(problems.filter((problem) => problem?.code !== 'journal-damaged')).toEqual([]);
  });

  it('a damaged end line counts as a stop that was not proper', async () => {
    const first = await openJournal();
    appendUpTo(first, 3);
    await first.close();
    const [path] = await segmentFiles();
    const text = await fs.readFile(path!, 'latin1');
    await fs.writeFile(path!, text.replace('{"end":4}', '{"end":3}'), 'latin1');
    const second = await openJournal();
    expect(second.epoch).not.toBe(first.epoch);
    expect(numbers(second)).toEqual([1, 2, 3]);
  });

  it('leaves foreign files in its folder alone', async () => {
    await fs.writeFile(join(folder, 'notes.txt'), 'mine');
    await fs.writeFile(join(folder, 'x-00000000-1.journal'), 'not ours');
    await (await openJournal()).close();
    expect(await fs.readFile(join(folder, 'notes.txt'), 'utf8')).toBe('mine');
    expect(await fs.readFile(join(folder, 'x-00000000-1.journal'), 'utf8')).toBe('not ours');
  });

  it('does not touch what a later version has written', async () => {
    const path = join(folder, '00000001-abcdefgh-1.journal');
    const json = '{"journal":2}';
    await fs.writeFile(path, `\n${crc32(Buffer.from(json)).toString(16).padStart(8, '0')} ${json}\n`);
    await expect(openJournal()).rejects.toMatchObject({ code: 'journal-newer' });
    expect(await fs.readdir(folder)).toEqual(['00000001-abcdefgh-1.journal']);
  });

  it('says which folder it cannot use', async () => {
    const file = join(folder, 'file');
    await fs.writeFile(file, '');
    await expect(openJournal({ folder: join(file, 'x') })).rejects.toMatchObject({
      code: 'journal-unavailable',
      message: expect.stringContaining(file) as string,
    });
  });

  it('takes numbers in order only, and none when it is closed', async () => {
    const journal = await openJournal();
    journal.append(record(5));
    expect(() => journal.append(record(5))).toThrow(RangeError);
    await journal.close();
    expect(() => journal.append(record(6))).toThrow(TypeError);
    const next = await openJournal();
    expect(next.lost).toEqual([{ from: 1, to: 4, reason: 'lost-on-disk' }]);
  });

  it('computes the CRC-32 that everybody does', () => {
    expect(crc32(Buffer.from('123456789')).toString(16)).toBe('cbf43926');
  });
});

describe('journal on a disk that is full', () => {
  /** Files whose writes fail as long as `full` says so, the first of them after half of its bytes. */
  function fullDisk(): { full: boolean; writes: number; openFile: typeof fs.open } {
    const disk = { full: false, writes: 0, openFile: openFile as typeof fs.open };
    async function openFile(...args: Parameters<typeof fs.open>): Promise<fs.FileHandle> {
      const handle = await fs.open(...args);
      const write = handle.write.bind(handle) as (
        bytes: Buffer,
        offset: number,
        length: number,
        position: number,
      ) => Promise<{ bytesWritten: number }>;
      handle.write = (async (bytes: Buffer, offset: number, length: number, position: number) => {
        if (!disk.full) return write(bytes, offset, length, position);
        if (disk.writes++ % 2 === 0 && length > 1) return write(bytes, offset, length >> 1, position);
        throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
      }) as typeof handle.write;
      return handle;
    }
    return disk;
  }

  it('tells of it once, goes on, and has everything that fitted into memory when there is room again', async () => {
    const disk = fullDisk();
    const journal = await openJournal({ openFile: disk.openFile });
    appendUpTo(journal, 10);
    await eventually(() => expect(journal.state().queuedBytes).toBe(0));
    disk.full = true;
    for (let seq = 11; seq <= 50; seq++) journal.append(record(seq));
    await eventually(() => expect(disk.writes).toBeGreaterThanOrEqual(6), { timeoutMs: 10_000 });
    expect(problems).toEqual([
      expect.objectContaining({
        code: 'journal-not-written',
        message: expect.stringMatching(/: the disk is full\.$/u) as string,
      }),
    ]);
    expect(journal.state().problem).not.toBeNull();
    disk.full = false;
    await eventually(() => expect(journal.state()).toMatchObject({ problem: null, durable: 50 }));
    expect(problems.at(-1)).toBeNull();
    expect(journal.state().dropped).toBe(0);
    await journal.close();
    const next = await openJournal();
    expect(next.epoch).toBe(journal.epoch);
    expect(numbers(next)).toEqual(upTo(50));
  });

  it('counts what did not fit, and clients are told of exactly that after a restart', async () => {
    const disk = fullDisk();
    const journal = await openJournal({ openFile: disk.openFile, maxQueuedBytes: 20_000 });
    appendUpTo(journal, 10);
    await eventually(() => expect(journal.state().queuedBytes).toBe(0));
    disk.full = true;
    for (let seq = 11; seq <= 1_000; seq++) {
      journal.append(record(seq));
      expect(journal.state().queuedBytes).toBeLessThanOrEqual(20_000);
    }
    const { dropped } = journal.state();
    expect(dropped).toBeGreaterThan(500);
    disk.full = false;
    await eventually(() => expect(journal.state().queuedBytes).toBe(0));
    await journal.close();
    const next = await openJournal();
    expect(next.epoch).toBe(journal.epoch);
    expect(next.lost.reduce((sum, { from, to }) => sum + to - from + 1, 0)).toBe(dropped);
    const kept = numbers(next);
    expect(kept).toHaveLength(1_000 - dropped);
    expect(kept.at(-1)).toBe(1_000);
  });

  it('a disk that is still full at the end leaves whole records only', async () => {
    const disk = fullDisk();
    const journal = await openJournal({ openFile: disk.openFile });
    appendUpTo(journal, 10);
    await eventually(() => expect(journal.state().queuedBytes).toBe(0));
    disk.full = true;
    for (let seq = 11; seq <= 20; seq++) journal.append(record(seq));
    await journal.close();
    expect(journal.state().dropped).toBe(10);
    expect(problems).toMatchObject([{ code: 'journal-not-written' }]);
    const next = await openJournal();
    expect(next.epoch).not.toBe(journal.epoch);
    expect(numbers(next).slice(0, 10)).toEqual(upTo(10));
  });
});

describe('lock of the journal', () => {
  const lockPath = (): string => join(folder, 'lock');
  const deadPid = (): number => spawnSync(process.execPath, ['--version']).pid;
  const lock = (owner: object): Promise<void> =>
    fs.writeFile(lockPath(), JSON.stringify({ started: '', token: 'other', host: hostname(), ...owner }));

  it('two hubs of one process cannot use one folder', async () => {
    const journal = await openJournal();
    await expect(openJournal()).rejects.toMatchObject({ code: 'journal-in-use' });
    await journal.close();
    await openJournal();
  });

  it('names the process that holds the folder', async () => {
    await lock({ pid: process.ppid });
    await expect(openJournal()).rejects.toMatchObject({
      code: 'journal-in-use',
      message: expect.stringContaining(`Process ${process.ppid}`) as string,
    });
  });

  it('takes the lock of a dead process over', async () => {
    await lock({ pid: deadPid() });
    const journal = await openJournal();
    expect(JSON.parse(await fs.readFile(lockPath(), 'utf8'))).toMatchObject({ pid: process.pid });
    await journal.close();
    expect(await fs.readdir(folder)).not.toContain('lock');
  });

  it('takes over the lock of an earlier life with the same pid, as containers have it', async () => {
    await lock({ pid: process.pid });
    await openJournal();
  });

  it('takes over the lock of a process whose pid has been given to another', async () => {
    await lock({ pid: process.ppid, started: 'another-boot 1234' });
    await openJournal();
  });

  it('leaves the lock of another machine alone while it is touched, and takes it when it no longer is', async () => {
    await lock({ pid: 1, host: 'elsewhere' });
    await expect(openJournal()).rejects.toMatchObject({ code: 'journal-in-use' });
    const longAgo = new Date(Date.now() - 20_000);
    await fs.utimes(lockPath(), longAgo, longAgo);
    await openJournal();
  });

  it('takes over a lock that a crash has left empty, when it is old', async () => {
    await fs.writeFile(lockPath(), '');
    await expect(openJournal()).rejects.toMatchObject({ code: 'journal-in-use' });
    const longAgo = new Date(Date.now() - 20_000);
    await fs.utimes(lockPath(), longAgo, longAgo);
    await openJournal();
  });

  it('stops writing, and says so, when another has taken the folder', async () => {
    const journal = await openJournal();
    appendUpTo(journal, 3);
    await lock({ pid: process.ppid });
    await eventually(() => expect(problems.at(-1)).toMatchObject({ code: 'journal-taken' }));
    journal.append(record(4));
    expect(journal.state()).toMatchObject({ dropped: 1, queuedBytes: 0 });
    await journal.close();
    expect(JSON.parse(await fs.readFile(lockPath(), 'utf8'))).toMatchObject({ token: 'other' });
  });
});
