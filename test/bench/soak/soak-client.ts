import { openClient, type Client, type Message, type Transport } from '../clients/client';
import { monotonicMicros } from '../support/tick';
import type { SoakData } from './load';

/** What all clients together have seen. */
export interface Findings {
  events: number;
  lost: number;
  repeated: number;
  gaps: number;
  /** Streams that the hub has ended, by reason. */
  ended: Record<string, number>;
  sessions: number;
  resumes: number;
  /** Deliveries to clients that were reading, slower than the 200 ms that we promise. */
  late: number;
  slowestMs: number;
  /** The first few things that went wrong. */
  examples: string[];
}

export const noFindings = (): Findings => ({
  events: 0,
  lost: 0,
  repeated: 0,
  gaps: 0,
  ended: {},
  sessions: 0,
  resumes: 0,
  late: 0,
  slowestMs: 0,
  examples: [],
});

/** ms: how long a client stays, how long it is away, how long a slow one does not read. */
const STAY_MS = { min: 5_000, max: 30_000 };
const AWAY_MS = { min: 100, max: 3_000 };
const FROZEN_MS = 3_000;
const FROZEN_EVERY_MS = 8_000;
const POLL_PAUSE_MS = 200;
/** Part of the returns that begin anew instead of resuming. */
const ANEW = 0.2;
const PROMISED_MS = 200;
const MAX_EXAMPLES = 20;

export interface SoakClientOptions {
  readonly name: string;
  readonly port: number;
  readonly transport: Transport;
  readonly channels: readonly string[];
  /** `slow` stops reading now and then; `frozen` never reads and is looked at no further. */
  readonly manner: 'quick' | 'slow' | 'frozen';
}

/**
 * A client that comes and goes. Per channel it must see n, n + 1, n + 2… over all its absences: anything left out is
 * a loss, anything seen before a repetition.
 */
export class SoakClient {
  readonly #options: SoakClientOptions;
  readonly #findings: Findings;
  #client: Client | null = null;
  #seen = new Map<string, number>();
  /** µs from which on an event must arrive in time: those of an absence or a pause cannot. */
  #attentiveFrom = Infinity;
  #stopped = false;
  #leaving: NodeJS.Timeout | undefined;
  #freezing: NodeJS.Timeout | undefined;

  constructor(options: SoakClientOptions, findings: Findings) {
    this.#options = options;
    this.#findings = findings;
  }

  come(lastEventId: string | null): void {
    this.#findings.sessions++;
    if (lastEventId === null) this.#seen.clear();
    else this.#findings.resumes++;
    this.#attentiveFrom = Infinity;
    const { port, transport, channels, manner } = this.#options;
    this.#client = openClient(transport, {
      port,
      authority: `127.0.0.1:${port}`,
      channels,
      lastEventId,
      pollPauseMs: POLL_PAUSE_MS,
      onMessage: (message) => this.#take(message),
      onEnd: (reason) => this.#ended(reason),
    });
    if (manner === 'frozen') this.#client.pause();
    if (manner === 'slow') this.#freezing = setTimeout(() => this.#freeze(), FROZEN_EVERY_MS);
    this.#leaving = setTimeout(() => this.#leave(), between(STAY_MS));
  }

  /** Stays from now on, so that it can be checked for what has been published last. */
  settle(): void {
    this.#stopped = true;
    clearTimeout(this.#leaving);
    clearTimeout(this.#freezing);
    if (this.#options.manner !== 'frozen') this.#client?.resume();
  }

  /** Channels of which it has seen something but not the last event. */
  behind(counts: ReadonlyMap<string, number>): string[] {
    if (this.#options.manner === 'frozen' || !this.#client) return [];
    return [...this.#seen].filter(([channel, n]) => n !== counts.get(channel)).map(([channel]) => channel);
  }

  close(): void {
    this.settle();
    this.#client?.close();
    this.#client = null;
  }

  #leave(): void {
    const lastEventId = this.#client?.lastEventId ?? null;
    this.#client?.close();
    this.#comeBack(lastEventId);
  }

  #comeBack(lastEventId: string | null): void {
    this.#client = null;
    clearTimeout(this.#leaving);
    clearTimeout(this.#freezing);
    if (this.#stopped) return;
    const anew = lastEventId === null || Math.random() < ANEW;
    this.#leaving = setTimeout(() => this.come(anew ? null : lastEventId), between(AWAY_MS));
  }

  #ended(reason: string): void {
    if (this.#options.manner !== 'frozen') {
      this.#findings.ended[reason] = (this.#findings.ended[reason] ?? 0) + 1;
      this.#note(`its stream ended: ${reason}`);
    }
    this.#comeBack(this.#client?.lastEventId ?? null);
  }

  #freeze(): void {
    this.#client?.pause();
    this.#attentiveFrom = Infinity;
    this.#freezing = setTimeout(() => {
      this.#client?.resume();
      this.#freezing = setTimeout(() => this.#freeze(), FROZEN_EVERY_MS);
    }, FROZEN_MS);
  }

  #take({ event, channel, data }: Message): void {
    if (event === 'gap') {
      this.#findings.gaps++;
      this.#note(`was told a gap: ${data}`);
    }
    if (event !== 'soak' || channel === undefined) return;
    const { n, at } = readSoakData(data);
    const last = this.#seen.get(channel);
    this.#findings.events++;
    this.#seen.set(channel, n);
    if (last !== undefined && n > last + 1) {
      this.#findings.lost += n - last - 1;
      this.#note(`${channel}: ${n} after ${last}`);
    } else if (last !== undefined && n <= last) {
      this.#findings.repeated++;
      this.#note(`${channel}: ${n} again, after ${last}`);
    }
    this.#time(at);
  }

  /** The first event that is in time shows that it has caught up; from then on the promise holds. */
  #time(at: number): void {
    const ms = (monotonicMicros() - at) / 1e3;
    if (this.#options.transport === 'polling') return;
    if (at < this.#attentiveFrom) {
      if (ms < PROMISED_MS) this.#attentiveFrom = at;
      return;
    }
    if (ms > PROMISED_MS) this.#findings.late++;
    this.#findings.slowestMs = Math.max(this.#findings.slowestMs, ms);
  }

  #note(what: string): void {
    if (this.#findings.examples.length >= MAX_EXAMPLES) return;
    this.#findings.examples.push(`${this.#options.name} (${this.#options.transport}): ${what}`);
  }
}

/** Only the beginning is read: the text behind it may be long. */
function readSoakData(data: string): Pick<SoakData, 'n' | 'at'> {
  const found = /^\{"n":(\d+),"at":(\d+),/u.exec(data);
  if (!found) throw new Error(`An event came changed: ${data.slice(0, 100)}`);
  return { n: Number(found[1]), at: Number(found[2]) };
}

function between({ min, max }: { min: number; max: number }): number {
  return min + Math.random() * (max - min);
}
