/** A process that follows one event stream, by one of the ways there are, and says how fast. */
import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { eventually } from '../../support/eventually';
import { answerCalls } from '../support/rpc';
import { readerNamed, type Tally } from './readers';

export interface Reading {
  readonly reader: string;
  readonly url: string;
  /** ms before the clock starts: compilers have done their work by then. */
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** What came while the clock ran. */
export interface Speed {
  readonly seconds: number;
  /** 0 for readers that tell no events apart. */
  readonly events: number;
  readonly bytes: number;
  /** Events that the ids say there were, less those that were counted. */
  readonly missing: number;
  /** µs of CPU. */
  readonly cpuMicros: number;
}

const calls = {
  async read({ reader, url, warmUpMs, measureMs }: Reading): Promise<Speed> {
    const tally: Tally = { events: 0, bytes: 0, lastId: '', problem: null };
    const close = readerNamed(reader).open(url, tally);
    try {
      await eventually(() => {
        if (tally.events === 0 && tally.bytes === 0) throw new Error(`${reader} reads nothing.`);
      });
      await delay(warmUpMs);
      const before = { ...tally, cpu: process.cpuUsage(), at: performance.now() };
      await delay(measureMs);
      const cpu = process.cpuUsage(before.cpu);
      const seconds = (performance.now() - before.at) / 1_000;
      if (tally.problem !== null) throw new Error(`${reader} stopped: ${tally.problem}`);
      const events = tally.events - before.events;
      return {
        seconds,
        events,
        bytes: tally.bytes - before.bytes,
        missing: events === 0 ? 0 : Number(tally.lastId) - Number(before.lastId) - events,
        cpuMicros: cpu.user + cpu.system,
      };
    } finally {
      close();
    }
  },
  /** µs of CPU since the process began. */
  cpuMicros(): number {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
};

export type IngestReaderCalls = typeof calls;

answerCalls(calls);
