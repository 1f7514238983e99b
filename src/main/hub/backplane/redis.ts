import type { Problem } from '@shared/errors';
import type { BackplaneState } from '@shared/hub';
import { newEpoch } from '../log-ids';
import type { Backplane, BackplaneListener, Origin, SharedEvent } from './backplane';
import { parseRedisUrl, type RedisAddress } from './redis-address';
import { RedisLink } from './redis-link';
import { redisProblem } from './redis-problem';
import { storedEvent } from './stored-event';
import { OtherLog, StreamReader } from './stream-reader';
import { WaitingEvents, type WaitingLimits } from './waiting-events';

export interface RedisBackplaneOptions {
  /** `redis[s]://[[user][:password]@]host[:port][/database]`. */
  readonly url: string;
  /** Certificates to trust with `rediss`, PEM, in place of those that Node trusts. */
  readonly ca?: string;
  /** Name of the stream in Redis; other keys begin with it. Hubs with the same key share a log. Default `streamgauge`. */
  readonly key?: string;
  /** Events that the stream keeps, about. Default 100,000. */
  readonly maxEvents?: number;
  /** What waits at most while the link is lost. Default 10,000 events and 16 MiB. */
  readonly maxWaiting?: WaitingLimits;
  /** ms without an answer after which the server counts as lost. Default 2,000. */
  readonly patienceMs?: number;
  /** Told once when the link is lost, when the reason changes, and when it is back. */
  readonly log?: (level: 'info' | 'warn', message: string) => void;
  /** Epoch ms. */
  readonly now?: () => number;
  readonly random?: () => number;
}

export interface RedisBackplane extends Backplane {
  counters(): RedisCounters;
}

export interface RedisCounters {
  /** Own events given up because too many waited. */
  readonly dropped: number;
  /** Entries of the stream that are no events. */
  readonly rubbish: number;
}

const MAX_EVENTS = 100_000;
const MAX_WAITING: WaitingLimits = { events: 10_000, bytes: 16 * 1024 * 1024 };
const PATIENCE_MS = 2_000;
/** An idle writer looks that often whether its link is still the one. */
const IDLE_MS = 1_000;
const RETRY_MS = { first: 100, most: 2_000 } as const;
/** A link that lived as long has worked: the next try comes soon again. */
const PROVEN_MS = 5_000;
/** The same loss is logged again after this time at the earliest. */
const QUIET_MS = 60_000;
const MAX_OTHER_LOGS = 3;

/**
 * Links hubs through a Redis stream (https://redis.io/docs/latest/develop/data-types/streams/).
 * The id of a stream entry is the shared number: `<seq>-0`.
 * @throws StreamgaugeError `bad-redis-url`
 */
export function redisBackplane(options: RedisBackplaneOptions): RedisBackplane {
  return new RedisStream(options);
}

class RedisStream implements RedisBackplane {
  readonly node = newEpoch();
  readonly #address: RedisAddress;
  readonly #ca: string | undefined;
  readonly #key: string;
  readonly #maxEvents: number;
  readonly #patienceMs: number;
  readonly #log: (level: 'info' | 'warn', message: string) => void;
  readonly #now: () => number;
  readonly #random: () => number;
  readonly #waiting: WaitingEvents;

  #state: BackplaneState = { phase: 'none' };
  #listener: BackplaneListener | null = null;
  #link: RedisLink | null = null;
  #stopping = false;
  #running: Promise<void> = Promise.resolve();
  /** Whether the loss was logged, so that the return is too; and what was logged last. */
  #told = false;
  #last = { message: '', at: -Infinity };
  #reader: StreamReader | null = null;

  /** Calls the pump, the pause and `stop` when there is something new for them. */
  readonly #waker = new Set<() => void>();

  constructor(options: RedisBackplaneOptions) {
    this.#address = parseRedisUrl(options.url);
    this.#ca = options.ca;
    this.#key = options.key ?? 'streamgauge';
    this.#maxEvents = options.maxEvents ?? MAX_EVENTS;
    this.#patienceMs = options.patienceMs ?? PATIENCE_MS;
    this.#waiting = new WaitingEvents(options.maxWaiting ?? MAX_WAITING);
    this.#log = options.log ?? (() => undefined);
    this.#now = options.now ?? Date.now;
    this.#random = options.random ?? Math.random;
  }

  start(listener: BackplaneListener, history: number): Promise<void> {
    this.#listener = listener;
    const reader = new StreamReader({
      received: (event) => listener.received(event),
      epoch: (epoch, after) => listener.epoch(epoch, after),
      history,
      startedAt: this.#now(),
    });
    this.#reader = reader;
    this.#setState({ phase: 'connecting' });
    return new Promise((resolve) => {
      this.#running = this.#run(reader, resolve);
    });
  }

  share(event: SharedEvent, origin: Origin): void {
    this.#waiting.push({ n: origin.n, text: storedEvent(event) });
    this.#wake();
  }

  state(): BackplaneState {
    const state = this.#state;
    if (state.phase !== 'lost') return state;
    return { ...state, waiting: this.#waiting.length, dropped: this.#waiting.dropped };
  }

  counters(): RedisCounters {
    return { dropped: this.#waiting.dropped, rubbish: this.#reader?.rubbish ?? 0 };
  }

  async stop(timeoutMs: number): Promise<void> {
    const deadline = Date.now() + timeoutMs;
    while (!this.#stopping && this.#waiting.length > 0 && Date.now() < deadline) {
      await this.#woken(deadline - Date.now());
    }
    this.#stopping = true;
    this.#link?.close();
    this.#wake();
    await this.#running;
    this.#state = { phase: 'none' };
  }

  async #run(reader: StreamReader, triedOnce: () => void): Promise<void> {
    let failures = 0;
    while (!this.#stopping) {
      const link = this.#newLink();
      const since = Date.now();
      try {
        await link.connect();
        await reader.catchUp(link, this.#state.phase === 'lost');
        this.#connected();
        triedOnce();
        await Promise.all([reader.follow(link), this.#pump(link, reader)]);
      } catch (error) {
        if (this.#stopping) break;
        if (Date.now() - since > PROVEN_MS) failures = 0;
        failures++;
        // The server is there, only its log is another one: no reason to worry anybody, unless it goes on so.
        if (error instanceof OtherLog && failures <= MAX_OTHER_LOGS) continue;
        this.#lost(error);
      } finally {
        link.close();
      }
      triedOnce();
      await this.#pause(Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** (failures - 1)));
    }
    triedOnce();
  }

  #newLink(): RedisLink {
    this.#link = new RedisLink({
      address: this.#address,
      ...(this.#ca === undefined ? {} : { ca: this.#ca }),
      key: this.#key,
      node: this.node,
      maxEvents: this.#maxEvents,
      patienceMs: this.#patienceMs,
    });
    return this.#link;
  }

  async #pump(link: RedisLink, reader: StreamReader): Promise<void> {
    while (this.#link === link && !this.#stopping) {
      const batch = this.#waiting.batch();
      if (batch.length === 0) {
        await this.#woken(IDLE_MS);
        continue;
      }
      if (!(await link.add(reader.epoch!, batch))) throw new OtherLog();
      // Given up meanwhile: its successor hands the batch over again, and Redis knows it already.
      if (this.#link !== link) return;
      this.#waiting.arrived();
      this.#wake();
    }
  }

  #connected(): void {
    if (this.#state.phase === 'connected') return;
    if (this.#told) {
      const { length, dropped } = this.#waiting;
      const given = dropped > 0 ? ` ${dropped} could not be kept and stay with this hub.` : '';
      this.#log(
        'info',
        `The link to the other hubs (${this.#address.name}) is back. Events to share: ${length}.${given}`,
      );
      this.#told = false;
    }
    this.#setState({ phase: 'connected', since: this.#now() });
  }

  #lost(error: unknown): void {
    const reason: Problem = redisProblem(error, this.#address);
    this.#tell(reason.message);
    const before = this.#state;
    if (before.phase === 'lost' && before.reason.message === reason.message) return;
    const since = before.phase === 'lost' ? before.since : this.#now();
    this.#setState({ phase: 'lost', since, reason, waiting: 0, dropped: 0 });
  }

  /** A link that comes and goes is logged once in a while. */
  #tell(message: string): void {
    const at = Date.now();
    if (message === this.#last.message && (this.#told || at - this.#last.at < QUIET_MS)) return;
    this.#last = { message, at };
    this.#told = true;
    this.#log('warn', message);
  }

  #setState(state: BackplaneState): void {
    this.#state = state;
    this.#listener?.stateChanged(this.state());
  }

  /** Waits between tries: half of `ms` to all of it, so that hubs do not come back all at once. */
  async #pause(ms: number): Promise<void> {
    const until = Date.now() + ms * (0.5 + this.#random() / 2);
    while (!this.#stopping && Date.now() < until) await this.#woken(until - Date.now());
  }

  #wake(): void {
    for (const wake of [...this.#waker]) wake();
  }

  /** Resolves at the next `#wake`, or after `ms`. */
  #woken(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waker.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, ms);
      this.#waker.add(wake);
    });
  }
}
