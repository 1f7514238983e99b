import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { QueryNode } from '@shared/query';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openEventStore, type EventStore } from '../../../src/main/history/store/event-store';
import { builtEntry, STORE_THREAD } from '../../unit/main/history/store/built-entry';
import { sampleEvent } from '../../unit/main/history/store/sample-events';

const ALL: QueryNode = { kind: 'all' };
const text = (value: string): QueryNode => ({ kind: 'text', match: { kind: 'contains', text: value } });
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

let built: string;
let thread: string;
let folder: string;

beforeAll(async () => {
  built = fs.mkdtempSync(path.join(os.tmpdir(), 'store-built-'));
  thread = await builtEntry(STORE_THREAD, built);
});

afterAll(() => fs.rmSync(built, { recursive: true, force: true }));

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'history-'));
});

afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

const openToRead = (): Promise<EventStore> => openEventStore(folder, { thread, readOnly: true });

async function write(events: readonly ReturnType<typeof sampleEvent>[]): Promise<void> {
  const store = await openEventStore(folder, { thread });
  await store.retain({ events: 100_000, bytes: 8 * 16_384 * 50 });
  for (let i = 0; i < events.length; i += 50) store.append(events.slice(i, i + 50));
  await store.settled();
  await store.close();
}

/** Names, sizes, times and contents. */
function everythingIn(home: string): unknown[] {
  return fs
    .readdirSync(home, { recursive: true })
    .map(String)
    .sort()
    .map((name) => {
      const stat = fs.statSync(path.join(home, name));
      return [
        name,
        stat.mtimeMs,
        stat.ino,
        stat.isFile() ? fs.readFileSync(path.join(home, name), 'hex') : '',
      ];
    });
}

describe('a history that is only read', () => {
  it('answers as the one that wrote it, and changes nothing in the folder, not even what is missing or torn', async () => {
    await write(range(1, 5_000).map((seq) => sampleEvent(seq, { data: `number ${seq} ${'x'.repeat(300)}` })));
    fs.mkdirSync(path.join(folder, 'cleared'));
    const [index] = fs.readdirSync(folder).filter((name) => name.endsWith('.idx'));
    fs.rmSync(path.join(folder, index!));
    const last = fs
      .readdirSync(folder)
      .filter((name) => name.endsWith('.seg'))
      .sort()
      .at(-1)!;
    fs.appendFileSync(path.join(folder, last), Buffer.alloc(100, 0x52));
    const before = everythingIn(folder);
    const store = await openToRead();
    expect(await store.count(ALL)).toBe(5_000);
    expect(await store.count(text('number 77'))).toBe(11);
    expect((await store.page(ALL, { limit: 3 })).events.map(({ seq }) => seq)).toEqual([4_998, 4_999, 5_000]);
    expect((await store.rows([5, 4_000], null)).map(({ seq }) => seq)).toEqual([5, 4_000]);
    expect(await store.stats()).toMatchObject({ nextSeq: 5_001, problem: null });
    await store.settled();
    await store.close();
    expect(everythingIn(folder)).toEqual(before);
  });

  it('refuses what would change it', async () => {
    await write([sampleEvent(1)]);
    const store = await openToRead();
    expect(() => store.append([sampleEvent(2)])).toThrow(
      `The history in ${folder} is open for reading only.`,
    );
    for (const change of [store.retain({}), store.clear(), store.forget('shop'), store.undoClear(1)]) {
      await expect(change).rejects.toMatchObject({ code: 'history-read-only' });
    }
    await store.close();
  });

  it('says that there is none, and makes no folder', async () => {
    const nowhere = path.join(folder, 'nowhere');
    const opening = openEventStore(nowhere, { thread, readOnly: true });
    await expect(opening).rejects.toMatchObject({
      code: 'history-not-found',
      message: `There is no history in ${nowhere}.`,
    });
    expect(fs.existsSync(nowhere)).toBe(false);
  });

  it('is right while another process writes to it at full rate and lets the oldest events go', async () => {
    const writer = await builtEntry('test/integration/history/store-writer.ts', built);
    const child = spawn(process.execPath, [writer, folder, thread, '6000000'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = new Promise((resolve) => child.once('exit', resolve));
    child.stdout.resume();
    try {
      let begun = false;
      const oldest = path.join(folder, '0000000000000001.seg');
      // What is in between has to hold every time, from before the first file until long after it has gone.
      for (let rounds = 0; rounds < 8; rounds += begun && !fs.existsSync(oldest) ? 1 : 0) {
        begun ||= fs.existsSync(oldest);
        const store = await openToRead();
        const { events, more } = await store.page(ALL, { limit: 500 });
        // Nothing is missing at the end, and what is read is what was written.
        if (events.length > 0) {
          expect(events.map(({ seq }) => seq)).toEqual(range(events[0]!.seq, store.nextSeq - 1));
        }
        for (const event of events) expect(event.data).toContain(`{"n":${event.seq},`);
        let seen = 0;
        let below = Infinity;
        await store.scan(
          { base: ALL, rows: ALL },
          Number.MAX_SAFE_INTEGER,
          ({ firstSeq, lastSeq, count }) => {
            expect(lastSeq).toBeLessThan(below);
            below = firstSeq;
            expect(count).toBe(lastSeq - firstSeq + 1);
            seen += count;
          },
        );
        expect(seen).toBeGreaterThanOrEqual(more ? events.length : 0);
        // Files may go between the two, but none comes.
        expect(await store.count(text('padding'))).toBeLessThanOrEqual(seen);
        await store.close();
      }
    } finally {
      child.kill('SIGKILL');
      await exited;
    }
  }, 60_000);
});
