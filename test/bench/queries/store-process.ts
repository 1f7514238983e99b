/** A process with an event store: fills it, asks it, and says how long that took. */
import { createWriteStream, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { setImmediate as turn } from 'node:timers/promises';
import type { StreamEvent } from '@shared/stream-event';
import { openEventStore, type EventStore } from '../../../src/main/history/store/event-store';
import { eventually } from '../../support/eventually';
import { answerCalls } from '../support/rpc';
import { nodeOf } from './questions';
import { FIRST_TIME, lineOf, SampleStream, type SampleOptions } from './sample-stream';

/** Events handed over at a time, as a busy stream does. */
const BATCH = 100;
const PAGE = 200;
const HISTOGRAM_BUCKETS = 240;

export interface Fill {
  readonly folder: string;
  /** Where the same events go as lines; null for nowhere. */
  readonly lines: string | null;
  readonly events: number;
  readonly sample: SampleOptions;
}

export interface Filled {
  readonly segmentBytes: number;
  readonly indexBytes: number;
  readonly lineBytes: number;
  /** Of the last event, epoch ms. */
  readonly lastTime: number;
}

/** ms for one question: the first time after opening, and the least of what follows. */
export interface Timing {
  readonly first: number;
  readonly warm: number;
}

export interface Answer {
  readonly count: number;
  /** The smallest `seq` of the newest 200; 0 when there are none. */
  readonly pageFrom: number;
  readonly openMs: number;
  readonly page: Timing;
  readonly counting: Timing;
  /** ms of CPU of the process for the first count. */
  readonly countCpu: number;
}

export interface Others {
  /** Counts for every column of the whole time. */
  readonly histogram: Timing;
  /** The same of what `data.level:error` finds. */
  readonly histogramOfQuery: Timing;
  /** Until the first chunk of a search with matches, and until the last. */
  readonly scanFirst: Timing;
  readonly scanAll: Timing;
  readonly rowsTogether: Timing;
  readonly rowsScattered: Timing;
  readonly channelsAt: Timing;
  readonly rssBytes: number;
}

let store: EventStore | null = null;
const thread = join(__dirname, 'store-thread.cjs');

const calls = {
  async fill({ folder, lines, events, sample }: Fill): Promise<Filled> {
    const target = await openEventStore(folder, { thread });
    const stream = new SampleStream(sample);
    const file = lines === null ? null : createWriteStream(lines, { highWaterMark: 1 << 20 });
    let lastTime = 0;
    for (let done = 0; done < events; done += BATCH) {
      const batch = Array.from({ length: Math.min(BATCH, events - done) }, () => stream.next());
      lastTime = batch.at(-1)!.receivedAt;
      if (file && !file.write(batch.map(lineOf).join(''))) await once(file, 'drain');
      await append(target, batch);
    }
    file?.end();
    if (file) await once(file, 'close');
    await target.settled();
    const { stored, dropped } = await target.stats();
    await target.close();
    if (stored !== events || dropped !== 0) throw new Error(`${stored} of ${events} events were stored.`);
    return {
      segmentBytes: bytesOf(folder, '.seg'),
      indexBytes: bytesOf(folder, '.idx'),
      lineBytes: lines === null ? 0 : statSync(lines).size,
      lastTime,
    };
  },

  /** Events per second that are written, and written and indexed, when they come as fast as they are taken. */
  async write({
    folder,
    events,
    sample,
  }: Omit<Fill, 'lines'>): Promise<{ written: number; indexed: number }> {
    const stream = new SampleStream(sample);
    const ready = Array.from({ length: events }, () => stream.next());
    const target = await openEventStore(folder, { thread });
    const began = performance.now();
    for (let done = 0; done < events; done += BATCH) await append(target, ready.slice(done, done + BATCH));
    target.flush();
    await eventually(
      async () => {
        const { stored } = await target.stats();
        if (stored < events) throw new Error(`${stored} of ${events} events are written.`);
      },
      { timeoutMs: 60_000 },
    );
    const written = performance.now() - began;
    await target.settled();
    const indexed = performance.now() - began;
    await target.close();
    return { written: (events / written) * 1_000, indexed: (events / indexed) * 1_000 };
  },

  /** Opens the store anew for the first page and for the first count, so that neither helps the other. */
  async answer({ folder, query, again }: { folder: string; query: string; again: number }): Promise<Answer> {
    const node = nodeOf(query);
    let opened = await reopen(folder);
    const pageFirst = await timed(() => opened.store.page(node, { limit: PAGE }));
    const page = await timedAgain(again, () => opened.store.page(node, { limit: PAGE }), pageFirst.ms);
    const { openMs } = opened;
    opened = await reopen(folder);
    const cpuBefore = process.cpuUsage();
    const counted = await timed(() => opened.store.count(node));
    const cpu = process.cpuUsage(cpuBefore);
    const counting = await timedAgain(again, () => opened.store.count(node), counted.ms);
    return {
      count: counted.value,
      pageFrom: pageFirst.value.events[0]?.seq ?? 0,
      openMs,
      page,
      counting,
      countCpu: (cpu.user + cpu.system) / 1_000,
    };
  },

  async others({
    folder,
    events,
    lastTime,
    again,
  }: {
    folder: string;
    events: number;
    lastTime: number;
    again: number;
  }): Promise<Others> {
    const everything = nodeOf('');
    const errors = nodeOf('data.level:error');
    const words = nodeOf('timeout');
    const range = { from: FIRST_TIME, to: lastTime + 1, buckets: HISTOGRAM_BUCKETS };
    const middle = Math.floor(events / 2);
    const together = Array.from({ length: PAGE }, (_, i) => middle + i);
    const scattered = Array.from({ length: PAGE }, (_, i) => 1 + Math.floor((i * events) / PAGE));
    const time = (FIRST_TIME + lastTime) / 2;
    const each = async (ask: (asked: EventStore) => Promise<unknown>): Promise<Timing> => {
      const opened = await reopen(folder);
      const { ms } = await timed(() => ask(opened.store));
      return timedAgain(again, () => ask(opened.store), ms);
    };
    const scanFirst = async (asked: EventStore): Promise<void> => {
      const enough = new AbortController();
      await asked
        .scan(
          { base: words, rows: words },
          events + 1,
          ({ count }) => count > 0 && enough.abort(),
          enough.signal,
        )
        .catch(() => undefined);
    };
    return {
      histogram: await each((asked) => asked.histogram(everything, range)),
      histogramOfQuery: await each((asked) => asked.histogram(errors, range)),
      scanFirst: await each(scanFirst),
      scanAll: await each((asked) => asked.scan({ base: words, rows: words }, events + 1, () => undefined)),
      rowsTogether: await each((asked) => asked.rows(together, null)),
      rowsScattered: await each((asked) => asked.rows(scattered, null)),
      channelsAt: await each((asked) => asked.channelsAt(time)),
      rssBytes: process.memoryUsage().rss,
    };
  },

  /** µs of CPU since the process began, the store's thread included. */
  cpuMicros(): number {
    const { user, system } = process.cpuUsage();
    return user + system;
  },

  async end(): Promise<void> {
    await store?.close();
    store = null;
  },
};

export type StoreCalls = typeof calls;

async function append(target: EventStore, batch: readonly StreamEvent[]): Promise<void> {
  const bytes = batch.reduce((sum, { raw, data }) => sum + raw.length + data.length + 512, 0);
  while (target.room() < bytes) await turn();
  target.append(batch);
}

async function reopen(folder: string): Promise<{ store: EventStore; openMs: number }> {
  await store?.close();
  const { value, ms } = await timed(() => openEventStore(folder, { thread }));
  store = value;
  return { store, openMs: ms };
}

async function timed<T>(ask: () => Promise<T>): Promise<{ value: T; ms: number }> {
  const began = performance.now();
  const value = await ask();
  return { value, ms: performance.now() - began };
}

async function timedAgain(times: number, ask: () => Promise<unknown>, first: number): Promise<Timing> {
  let warm = Infinity;
  for (let i = 0; i < times; i++) warm = Math.min(warm, (await timed(ask)).ms);
  return { first, warm };
}

function bytesOf(folder: string, ending: string): number {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

answerCalls(calls);
