import { StreamgaugeError } from '@shared/errors';
import type { BackplaneState } from '@shared/hub';
import type { Place } from '../log-ids';
import type { Backplane, OrderedEvent, Origin, SharedEvent } from './backplane';
import type { SharedIds } from './shared-ids';

export interface SharedLogOptions {
  readonly backplane: Backplane;
  /** Made with the node of that backplane. */
  readonly ids: SharedIds;
  /** Events of the shared log that are read at the start, at most. */
  readonly history: number;
  /**
   * Puts an event into the log of this hub and sends it to its clients. Returns its sequence number there. When it
   * throws, the event is left out here: its publisher is told, or `onError` when that was another hub.
   */
  deliver(event: SharedEvent, place: Place): number;
  /** The state of the link has changed. */
  onChange?(): void;
  /**
   * Events that others published were lost before this hub could read them: clients that are connected lack them.
   * @param missed how many; null when that cannot be known, because the shared log began another life
   */
  onHole?(missed: number | null): void;
  onError?(error: unknown): void;
  /** Events of this hub that may be on their way while the link stands; further ones are refused. Default 10,000. */
  readonly maxUnconfirmed?: number;
}

export interface SharedLogCounters {
  /** Events of this hub that have not come back from the shared log yet. */
  readonly unconfirmed: number;
  /** Events of other hubs that this hub could not deliver. */
  readonly refused: number;
  /** Events of other hubs that were gone before this hub could read them, as far as they could be counted. */
  readonly missed: number;
}

/** An event of ours on its way through the shared log. */
interface Unconfirmed {
  /** Null when it has been delivered here: only its number is still needed. */
  event: SharedEvent | null;
  /** Its number in the log of this hub; null until it has been delivered here, and when it could not be. */
  localSeq: number | null;
  readonly settle: { resolve(id: string): void; reject(error: unknown): void };
}

const MAX_UNCONFIRMED = 10_000;
/** Characters of data that may be on their way while the link stands. */
const MAX_BYTES = 8 * 1024 * 1024;
/** While the link is lost the oldest are forgotten, but only when their backplane has long given them up. */
const FORGET_LATER = 1_000;
const WAIT_FOR_RETURNS_MS = 10;

/**
 * Leads events from the hub through the log that several hubs share, and back.
 *
 * While the link stands, an event is delivered here when it comes back from there, so all hubs have one order. When the
 * link is lost, what is on its way and what follows is delivered here at once; when it comes back later, it gets its
 * shared number and is not delivered again.
 */
export class SharedLog {
  readonly #options: SharedLogOptions;
  readonly #ids: SharedIds;
  readonly #backplane: Backplane;
  readonly #maxUnconfirmed: number;
  /** By n, in its order: delivered ones first, the others after them. */
  readonly #unconfirmed = new Map<number, Unconfirmed>();
  #n = 0;
  /** Characters of data of those not delivered here yet. */
  #bytes = 0;
  /** Own events up to this one have been delivered here. */
  #delivered = 0;
  #phase: BackplaneState['phase'] = 'none';
  #begun = false;
  #stopped = false;
  #refused = 0;
  #missed = 0;

  constructor(options: SharedLogOptions) {
    this.#options = options;
    this.#ids = options.ids;
    this.#backplane = options.backplane;
    this.#maxUnconfirmed = options.maxUnconfirmed ?? MAX_UNCONFIRMED;
  }

  /** Fills the log with history and follows. Resolves when that is done, or the link cannot be had for now. Never rejects. */
  async start(): Promise<void> {
    await this.#backplane.start(
      {
        received: (event) => this.#received(event),
        epoch: (epoch, after) => this.#begin(epoch, after),
        stateChanged: (state) => this.#stateChanged(state),
      },
      this.#options.history,
    );
    this.#stateChanged(this.#backplane.state());
  }

  /**
   * Publishes an event to all hubs. Resolves with its id on the wire when it has been delivered here.
   * @throws StreamgaugeError `hub-stopped` after `stop`; `backplane-busy` when too many are on their way; whatever
   * `deliver` throws
   */
  publish(event: SharedEvent): Promise<string> {
    if (this.#stopped) {
      return Promise.reject(
        new StreamgaugeError('hub-stopped', 'The hub is stopping and takes no more events.'),
      );
    }
    if (
      this.#phase !== 'lost' &&
      (this.#unconfirmed.size >= this.#maxUnconfirmed || this.#bytes >= MAX_BYTES)
    ) {
      return Promise.reject(
        new StreamgaugeError('backplane-busy', 'Too many events are on their way to the other hubs.', {
          hint: 'Try again in a moment, and publish more slowly.',
        }),
      );
    }
    return new Promise((resolve, reject) => {
      const n = ++this.#n;
      this.#bytes += event.data.length;
      this.#unconfirmed.set(n, { event, localSeq: null, settle: { resolve, reject } });
      if (this.#phase === 'lost') {
        this.#deliverUpTo(n);
        // What this hub itself cannot deliver is nothing for the others.
        if (!this.#unconfirmed.has(n)) return;
      }
      this.#backplane.share(event, { node: this.#backplane.node, n });
      this.#bound();
    });
  }

  get stopped(): boolean {
    return this.#stopped;
  }

  state(): BackplaneState {
    return this.#backplane.state();
  }

  counters(): SharedLogCounters {
    return { unconfirmed: this.#unconfirmed.size, refused: this.#refused, missed: this.#missed };
  }

  /** Hands over what waits, as far as that works within `timeoutMs`, and leaves. What is on its way is delivered here. */
  async stop(timeoutMs: number): Promise<void> {
    if (this.#stopped) return;
    this.#stopped = true;
    const deadline = Date.now() + timeoutMs;
    while (this.#phase === 'connected' && this.#unconfirmed.size > 0 && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, WAIT_FOR_RETURNS_MS));
    }
    await this.#backplane.stop(Math.max(0, deadline - Date.now()));
    this.#deliverUpTo(this.#n);
  }

  #begin(epoch: string, after: number): void {
    if (!this.#begun) {
      this.#begun = true;
      return this.#ids.begin(epoch, after);
    }
    const missed = epoch === this.#ids.epoch ? after - this.#ids.highest : null;
    this.#ids.begin(epoch, after);
    this.#missed += missed ?? 0;
    this.#options.onHole?.(missed);
  }

  #stateChanged(state: BackplaneState): void {
    const before = this.#phase;
    this.#phase = state.phase;
    if (state.phase === 'lost') this.#deliverUpTo(this.#n);
    if (before !== state.phase || state.phase === 'lost') this.#options.onChange?.();
  }

  #received(ordered: OrderedEvent): void {
    const { event, origin, seq } = ordered;
    if (origin.node === this.#backplane.node) return this.#returned(origin, seq);
    try {
      this.#options.deliver(event, { seq, origin });
    } catch (error) {
      this.#refused++;
      this.#options.onError?.(error);
      this.#ids.passed(seq, origin);
    }
  }

  /** An event of ours has come back. Those before it that have not will not: the backplane has given them up. */
  #returned(origin: Origin, seq: number): void {
    this.#deliverUpTo(origin.n - 1);
    const entry = this.#unconfirmed.get(origin.n);
    for (const n of this.#unconfirmed.keys()) {
      if (n > origin.n) break;
      this.#unconfirmed.delete(n);
    }
    if (entry && entry.localSeq !== null) return this.#ids.renumbered(entry.localSeq, seq, origin);
    if (entry && origin.n > this.#delivered) this.#deliverOwn(entry, origin, seq);
    else this.#ids.passed(seq, origin);
  }

  /** Delivers own events up to the n-th that have not come back, in their order, without a shared number. */
  #deliverUpTo(n: number): void {
    for (let next = this.#delivered + 1; next <= n; next++) {
      const entry = this.#unconfirmed.get(next);
      if (entry) this.#deliverOwn(entry, { node: this.#backplane.node, n: next }, null);
      this.#delivered = Math.max(this.#delivered, next);
    }
  }

  #deliverOwn(entry: Unconfirmed, origin: Origin, seq: number | null): void {
    this.#delivered = Math.max(this.#delivered, origin.n);
    const { event } = entry;
    if (!event) return;
    entry.event = null;
    this.#bytes -= event.data.length;
    try {
      entry.localSeq = this.#options.deliver(event, { seq, origin });
      entry.settle.resolve(event.id ?? this.#ids.idAfter(entry.localSeq));
    } catch (error) {
      if (seq !== null) this.#ids.passed(seq, origin);
      this.#unconfirmed.delete(origin.n);
      entry.settle.reject(error);
    }
  }

  #bound(): void {
    if (this.#unconfirmed.size <= this.#maxUnconfirmed + FORGET_LATER) return;
    for (const n of this.#unconfirmed.keys()) {
      this.#unconfirmed.delete(n);
      return;
    }
  }
}
