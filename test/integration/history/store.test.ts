import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { QueryNode } from '@shared/query';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openEventStore, type EventStore } from '../../../src/main/history/store/event-store';
import { eventually } from '../../support/eventually';
import { builtEntry, STORE_THREAD } from '../../unit/main/history/store/built-entry';
import { numbers, sampleEvent } from '../../unit/main/history/store/sample-events';

const ALL: QueryNode = { kind: 'all' };
const text = (value: string): QueryNode => ({ kind: 'text', match: { kind: 'contains', text: value } });
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

let built: string;
let thread: string;
let folder: string;
let store: EventStore | null = null;

beforeAll(async () => {
  built = fs.mkdtempSync(path.join(os.tmpdir(), 'store-built-'));
  thread = await builtEntry(STORE_THREAD, built);
});

afterAll(() => fs.rmSync(built, { recursive: true, force: true }));

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'history-'));
});

afterEach(async () => {
  await store?.close();
  store = null;
  fs.rmSync(folder, { recursive: true, force: true });
});

async function open(options: { queueBytes?: number; thread?: string } = {}): Promise<EventStore> {
  store = await openEventStore(folder, { thread, ...options });
  return store;
}

describe('the event store', () => {
  it('finds an event within a second of its arrival, without being asked to flush', async () => {
    const events = await open();
    events.append([sampleEvent(1, { data: 'needle' })]);
    await eventually(async () => expect((await events.stats()).stored).toBe(1), { timeoutMs: 1_000 });
    const page = await events.page(text('NEEDLE'), { limit: 10 });
    expect(page.events.map(({ seq }) => seq)).toEqual([1]);
    expect(await events.get(1)).toMatchObject({ data: 'needle', seq: 1 });
    expect(await events.get(2)).toBeNull();
  });

  it('drops and counts what its queue has no room for, and goes on', async () => {
    const events = await open({ queueBytes: 100_000 });
    const many = range(1, 2_000).map((seq) => sampleEvent(seq, { data: 'x'.repeat(500) }));
    const taken = events.append(many);
    expect(taken).toBeGreaterThan(20);
    expect(taken).toBeLessThan(2_000);
    expect(events.dropped).toBe(2_000 - taken);
    await eventually(() => expect(events.room()).toBe(100_000));
    expect(events.append([sampleEvent(2_001)])).toBe(1);
    await events.settled();
    expect(await events.stats()).toMatchObject({
      stored: taken + 1,
      dropped: 2_000 - taken,
      waitingBytes: 0,
    });
    expect(await events.count(ALL)).toBe(taken + 1);
  });

  it('refuses an event that is not newer than the last', async () => {
    const events = await open();
    events.append([sampleEvent(5)]);
    expect(() => events.append([sampleEvent(5)])).toThrow('Event 5 cannot be stored after event 5.');
  });

  it('rejects a cancelled count with the reason of its signal and answers the next one', async () => {
    const events = await open();
    for (let from = 1; from <= 40_001; from += 1_000) {
      events.append(range(from, from + 999).map((seq) => sampleEvent(seq, { data: `${seq} `.repeat(30) })));
    }
    await eventually(() => expect(events.room()).toBe(32 * 1_024 * 1_024));
    const controller = new AbortController();
    const counting = events.count(text('not there'), controller.signal);
    controller.abort(new Error('the filter changed'));
    await expect(counting).rejects.toThrow('the filter changed');
    expect(await events.count(ALL)).toBe(41_000);
  });

  it('says where and why when it cannot be opened', async () => {
    fs.writeFileSync(path.join(folder, 'file'), '');
    const broken = openEventStore(path.join(folder, 'file', 'history'), { thread });
    await expect(broken).rejects.toMatchObject({ code: 'history-not-opened' });
  });

  it('refuses a folder that another process writes to, and takes it over when that has ended', async () => {
    const writer = await builtEntry('test/integration/history/store-writer.ts', built);
    const child = spawn(process.execPath, [writer, folder, thread], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await expect(open()).rejects.toMatchObject({
      code: 'history-in-use',
      message: `The history in ${folder} is in use by process ${child.pid}.`,
      hint: expect.stringContaining('give this one a folder of its own') as string,
    });
    child.kill('SIGKILL');
    await exited;
    await expect(open()).resolves.toBeDefined();
  });

  it('is opened once only in one process, and again when it was closed', async () => {
    const events = await open();
    const again = openEventStore(path.join(folder, '..', path.basename(folder)), { thread });
    await expect(again).rejects.toMatchObject({ code: 'history-in-use' });
    await events.close();
    await expect(open()).resolves.toBeDefined();
  });

  it('fails what is asked after it was closed', async () => {
    const events = await open();
    await events.close();
    await expect(events.count(ALL)).rejects.toMatchObject({ code: 'history-ended' });
    expect(events.append([sampleEvent(1)])).toBe(0);
    expect(events.dropped).toBe(1);
  });
});

describe('a process that is killed while it writes at full rate', () => {
  it('leaves a store that opens and misses at most the last 250 ms, 50 times in a row', async () => {
    const writer = await builtEntry('test/integration/history/store-writer.ts', built);
    const random = numbers(99);
    let safe = 0;
    for (let round = 0; round < 50; round++) {
      const child = spawn(process.execPath, [writer, folder, thread], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (part: Buffer) => (said += part.toString()));
      const exited = new Promise((resolve) => child.once('exit', resolve));
      const enough = 1 + random(60);
      await eventually(() => expect(said.split('\n').length).toBeGreaterThan(enough), { timeoutMs: 20_000 });
      child.kill('SIGKILL');
      await exited;
      // What the process found when it started is what the one before had left.
      const found = Number(said.split('\n')[0]!.split(' ')[1]);
      expect(found, `round ${round}`).toBeGreaterThanOrEqual(safe);
      safe = found;
      const lines = said
        .split('\n')
        .slice(0, -1)
        .map((line) => line.split(' ').map(Number) as [number, number]);
      const killedAt = lines.at(-1)![0];
      for (const [at, seq] of lines) if (at <= killedAt - 250) safe = Math.max(safe, seq);
      if (round % 10 !== 9) continue;
      const events = await open();
      const last = events.nextSeq - 1;
      expect(last).toBeGreaterThanOrEqual(safe);
      expect(await events.count(ALL)).toBe(last);
      expect(await events.count(text('padding'))).toBe(last);
      expect((await events.stats()).damagedFiles).toBe(0);
      await events.close();
      store = null;
    }
  }, 300_000);
});

describe('a process that is killed while limits let events go', () => {
  it('leaves the newest events without a hole, and those that stay for their channel', async () => {
    const writer = await builtEntry('test/integration/history/store-writer.ts', built);
    const random = numbers(7);
    const first = await open();
    first.append([sampleEvent(1, { channel: 'rare', data: 'the only one' })]);
    await first.close();
    store = null;
    for (let round = 0; round < 10; round++) {
      const child = spawn(process.execPath, [writer, folder, thread, '400000'], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let said = '';
      child.stdout.on('data', (part: Buffer) => (said += part.toString()));
      const exited = new Promise((resolve) => child.once('exit', resolve));
      const enough = 2 + random(30);
      await eventually(() => expect(said.split('\n').length).toBeGreaterThan(enough), { timeoutMs: 20_000 });
      child.kill('SIGKILL');
      await exited;
      const events = await open();
      const [rare, ...others] = (await events.page(ALL, { limit: 10_000 })).events.map(({ seq }) => seq);
      expect(rare, `round ${round}`).toBe(1);
      expect(others, `round ${round}`).toEqual(range(others[0]!, events.nextSeq - 1));
      expect((await events.stats()).damagedFiles).toBe(0);
      await events.close();
      store = null;
    }
  }, 60_000);
});

/** Most bytes of the small disk. */
const DISK_BYTES = 8 * 1_024 * 1_024;

/**
 * Makes the folder a disk of its own. Where that needs rights that the tests do not have, the thread runs with a write
 * that fails as a full disk does. Returns the thread to use and what takes the disk away.
 */
function smallDisk(): { readonly thread: string; unmount(): void } {
  const size = `size=${DISK_BYTES}`;
  if (spawnSync('mount', ['-t', 'tmpfs', '-o', size, 'tmpfs', folder]).status === 0) {
    return { thread, unmount: () => spawnSync('umount', ['-l', folder]) };
  }
  const bounded = path.join(built, 'bounded-thread.cjs');
  fs.writeFileSync(
    bounded,
    `const fs = require('node:fs');
    const path = require('node:path');
    const { folder } = require('node:worker_threads').workerData;
    const write = fs.writeSync;
    fs.writeSync = (fd, bytes, offset, length, at) => {
      const used = fs.readdirSync(folder).reduce((sum, name) => sum + fs.statSync(path.join(folder, name)).size, 0);
      if (used + length > ${DISK_BYTES}) throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
      return write(fd, bytes, offset, length, at);
    };
    require(${JSON.stringify(thread)});`,
  );
  return { thread: bounded, unmount: () => undefined };
}

/** Takes all that is left of the small disk. */
function fillUp(file: string): void {
  const used = fs
    .readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { name }) => sum + fs.statSync(path.join(folder, name)).size, 0);
  const fd = fs.openSync(file, 'w');
  try {
    for (let left = DISK_BYTES - used; left > 0; left -= 4_096) fs.writeSync(fd, Buffer.alloc(4_096));
  } catch (error) {
    expect(error).toMatchObject({ code: 'ENOSPC' });
  } finally {
    fs.closeSync(fd);
  }
}

describe('a full disk', () => {
  let disk: ReturnType<typeof smallDisk>;

  beforeEach(() => {
    disk = smallDisk();
  });

  afterEach(async () => {
    await store?.close();
    store = null;
    disk.unmount();
  });

  it('is reported, costs only what has no room in the queue, and writing goes on when there is space', async () => {
    const events = await open({ queueBytes: 1_000_000, thread: disk.thread });
    const ballast = path.join(folder, 'ballast');
    fs.writeFileSync(ballast, Buffer.alloc(6_000_000));
    let seq = 0;
    const fill = (): void => {
      events.append(range(seq + 1, (seq += 500)).map((n) => sampleEvent(n, { data: `${n} `.repeat(100) })));
    };
    await eventually(
      async () => {
        fill();
        expect((await events.stats()).problem).toMatchObject({ code: 'history-disk-full' });
        expect(events.dropped).toBeGreaterThan(0);
      },
      { timeoutMs: 20_000 },
    );
    expect((await events.page(ALL, { limit: 5 })).events).toHaveLength(5);
    fs.rmSync(ballast);
    await eventually(
      async () => expect(await events.stats()).toMatchObject({ problem: null, waitingBytes: 0 }),
      { timeoutMs: 10_000 },
    );
    const { stored, dropped } = await events.stats();
    expect(stored + dropped).toBe(seq);
    expect(await events.count(ALL)).toBe(stored);
    await events.close();
    expect(await (await open()).count(ALL)).toBe(stored);
  });

  it('is left behind by retention, which needs no space to make some', async () => {
    const events = await open({ queueBytes: 1_000_000, thread: disk.thread });
    await events.retain({ bytes: 5_000_000 });
    fs.writeFileSync(path.join(folder, 'ballast'), Buffer.alloc(5_000_000));
    let seq = 0;
    await eventually(
      async () => {
        if (events.room() > 500_000) {
          events.append(
            range(seq + 1, (seq += 500)).map((n) => sampleEvent(n, { data: `${n} `.repeat(100) })),
          );
        }
        expect((await events.stats()).problem).not.toBeNull();
      },
      { timeoutMs: 20_000 },
    );
    await events.retain({ bytes: 1_500_000 });
    await eventually(
      async () => expect(await events.stats()).toMatchObject({ problem: null, waitingBytes: 0 }),
      { timeoutMs: 10_000 },
    );
    expect((await events.page(ALL, { limit: 1 })).events[0]?.seq).toBe(seq);
  });

  it('does not keep a source from being deleted, which makes room', async () => {
    const events = await open({ queueBytes: 1_000_000, thread: disk.thread });
    const some = (from: number, sourceId: string): void => {
      events.append(
        range(from, from + 499).map((n) => sampleEvent(n, { sourceId, data: `${n} `.repeat(100) })),
      );
    };
    await events.retain({ bytes: 8_000_000 });
    for (let seq = 1; seq < 4_000; seq += 500) {
      some(seq, seq < 3_000 ? 'unwanted' : 'shop');
      await events.settled();
    }
    fillUp(path.join(folder, 'ballast'));
    expect(await events.forget('unwanted')).toBe(3_000);
    expect(await events.count(ALL)).toBe(1_000);
    await events.settled();
    some(4_001, 'shop');
    await eventually(
      async () =>
        expect(await events.stats()).toMatchObject({ problem: null, waitingBytes: 0, events: 1_500 }),
      { timeoutMs: 10_000 },
    );
    await events.close();
    expect(await (await open()).count(ALL)).toBe(1_500);
  });
});
