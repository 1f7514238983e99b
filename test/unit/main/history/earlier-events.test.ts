import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { StreamEvent } from '@shared/stream-event';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { earlierEvents, type EarlierGround } from '../../../../src/main/history/earlier-events';
import { EventBuffer } from '../../../../src/main/history/event-buffer';
import { openEventStore, type EventStore } from '../../../../src/main/history/store/event-store';
import { makeEvent } from './make-event';
import { builtEntry, STORE_THREAD } from './store/built-entry';

const START = 1_700_000_000_000;
let folder: string;
let store: EventStore;

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'history-'));
  store = await openEventStore(folder, { thread: await builtEntry(STORE_THREAD, folder) });
}, 60_000);
afterEach(async () => {
  await store.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

/** Events on disk, the newest `inMemory` of them in memory as well. */
function ground(events: readonly Parameters<typeof makeEvent>[0][], inMemory: number): EarlierGround {
  const buffer = new EventBuffer({ events: Math.max(1, inMemory), bytes: 1e9 });
  const all: StreamEvent[] = events.map((parts, i) =>
    buffer.append(makeEvent({ receivedAt: START + i * 1_000, id: String(i + 1), ...parts })),
  );
  store.append(all);
  return { buffer, store };
}
const paid = { channel: 'orders/eu', type: 'order.paid' };
const created = { channel: 'orders/eu', type: 'order.created' };

describe('what came before an event', () => {
  it('is of the same source, channel, type and kind, newest first, whether in memory or on disk', async () => {
    for (const inMemory of [9, 4, 1]) {
      const events = [
        paid,
        { ...paid, sourceId: 'b' },
        paid,
        { ...paid, channel: 'orders/us' },
        { ...paid, kind: 'comment' as const },
        created,
        paid,
        { channel: 'x', type: 'y' },
        paid,
      ];
      const history = ground(events, inMemory);
      const found = await earlierEvents(history, history.buffer.nextSeq - 1, 10);
      const first = history.buffer.nextSeq - events.length;
      expect(found!.alike.map(({ seq }) => seq - first)).toEqual([6, 2, 0]);
      expect(found!.ofChannel!.seq - first).toBe(6);
      expect(found!.ofSource!.seq - first).toBe(7);
      expect(found!.complete).toBe(true);
      await store.clear();
      await store.close();
      fs.rmSync(folder, { recursive: true, force: true });
      folder = fs.mkdtempSync(path.join(os.tmpdir(), 'history-'));
      store = await openEventStore(folder, { thread: await builtEntry(STORE_THREAD, folder) });
    }
  }, 60_000);

  it('is no more than was asked for, and has the time that the payload says', async () => {
    const history = ground(
      Array.from({ length: 50 }, (_, i) => ({
        ...paid,
        data: JSON.stringify({ at: START + i * 1_000 - 40 }),
      })),
      5,
    );
    const found = await earlierEvents(history, 50, 12);
    expect(found!.alike.map(({ seq }) => seq)).toEqual([49, 48, 47, 46, 45, 44, 43, 42, 41, 40, 39, 38]);
    expect(found!.alike.at(-1)).toMatchObject({ eventTime: START + 37 * 1_000 - 40, id: '38' });
  });

  it('is found for events without a channel, and is nothing for the first and for one that is gone', async () => {
    const history = ground([{ channel: '', type: 'a' }, paid, { channel: '', type: 'a' }], 1);
    expect((await earlierEvents(history, 3, 5))!.alike.map(({ seq }) => seq)).toEqual([1]);
    expect(await earlierEvents(history, 1, 5)).toEqual({
      alike: [],
      ofChannel: null,
      ofSource: null,
      complete: true,
    });
    expect(await earlierEvents(history, 99, 5)).toBeNull();
  });

  it('says when the disk could not be searched in time', async () => {
    const history = ground([paid, paid, paid], 1);
    const slow: EarlierGround = {
      buffer: history.buffer,
      store: {
        get: (seq) => store.get(seq),
        page: (_node, _request, signal) =>
          new Promise((_, reject) =>
            signal!.addEventListener('abort', () => reject(signal!.reason as Error)),
          ),
      },
    };
    const found = await earlierEvents(slow, 3, 5);
    expect(found).toMatchObject({ alike: [], complete: false });
  });
});
