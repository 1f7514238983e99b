/** A process that writes a history to disk, as the app would have left it. */
import { setImmediate as turn } from 'node:timers/promises';
import { join } from 'node:path';
import type { StreamEvent } from '@shared/stream-event';
import { openEventStore } from '../../../src/main/history/store/event-store';
import { answerCalls } from '../support/rpc';
import { NumberedFrames } from '../window/numbered-frames';

const FRAME_BYTES = 250;
const BATCH = 100;
const CHANNELS = 40;
/** ms between two events. The last one was received a minute ago. */
const STEP_MS = 20;
const AGE_MS = 60_000;

const calls = {
  /** Fills an empty store with so many events of one source. */
  async fill({
    folder,
    events,
    sourceId,
  }: {
    folder: string;
    events: number;
    sourceId: string;
  }): Promise<void> {
    const store = await openEventStore(folder, { thread: join(__dirname, 'store-thread.cjs') });
    const frames = new NumberedFrames(FRAME_BYTES);
    const began = Date.now() - AGE_MS - events * STEP_MS;
    for (let done = 0; done < events; done += BATCH) {
      const chunk = frames.take(BATCH);
      const batch = Array.from({ length: BATCH }, (_, i) =>
        eventOf(chunk.subarray(i * FRAME_BYTES, (i + 1) * FRAME_BYTES), done + i + 1, sourceId, began),
      );
      while (store.room() < BATCH * FRAME_BYTES * 4) await turn();
      store.append(batch);
    }
    await store.settled();
    const { stored, dropped } = await store.stats();
    await store.close();
    if (stored !== events || dropped !== 0) throw new Error(`${stored} of ${events} events were stored.`);
  },
};

export type FillCalls = typeof calls;

function eventOf(raw: Uint8Array, seq: number, sourceId: string, began: number): StreamEvent {
  const [, id = '', type = '', data = ''] =
    /^id: (.*)\nevent: (.*)\ndata: (.*)\n/u.exec(Buffer.from(raw).toString('latin1')) ?? [];
  return {
    seq,
    kind: 'event',
    sourceId,
    transport: 'sse',
    receivedAt: began + seq * STEP_MS,
    type,
    id,
    lastEventId: id,
    channel: `bench/${seq % CHANNELS}`,
    data,
    raw,
    level: null,
    gap: null,
  };
}

answerCalls(calls);
