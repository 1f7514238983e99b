import { newEpoch } from '../log-ids';
import type { OrderedEvent } from './backplane';
import { RecentNodes } from './recent-nodes';
import type { RedisLink, StreamEntry } from './redis-link';
import { numberOfEntry, parseEntry, storedOrigin } from './stored-event';

export interface StreamReaderOptions {
  received(event: OrderedEvent): void;
  /** See `BackplaneListener.epoch`. */
  epoch(epoch: string, after: number): void;
  /** How many of the newest events are read at the first contact. */
  readonly history: number;
  /** Epoch ms at which this hub started. */
  readonly startedAt: number;
}

/** The log is not the one that was read any more: it takes a new link to find out, not a pause. */
export class OtherLog extends Error {}

/** How long one XREAD waits for news; also how often the server is asked whether the log is still the same. */
const LISTEN_MS = 1_000;

/** Reads the stream over one link after another, each event once. */
export class StreamReader {
  readonly #options: StreamReaderOptions;
  /** The link that reads: one that is given up must not go on beside its successor. */
  #link: RedisLink | null = null;
  /** Of the log that is read; null before the first contact. */
  #epoch: string | null = null;
  /** It has not been announced yet: that happens with the first event, or at the end of what there is. */
  #announced = true;
  /** Where reading goes on, and the number that is the last one there. */
  #cursor = '0-0';
  #seq = 0;
  /** Origin of the event with that number, `''` when it was none. */
  #origin = '';
  /** Events up to this number that were taken before this hub started are no news: the link came late. */
  #oldUpTo = 0;
  /** Newest event received of each hub. */
  readonly #newest = new RecentNodes<number>();
  #rubbish = 0;

  constructor(options: StreamReaderOptions) {
    this.#options = options;
  }

  get epoch(): string | null {
    return this.#epoch;
  }

  /** Entries of the stream that were no events. */
  get rubbish(): number {
    return this.#rubbish;
  }

  /**
   * Reads what there is, from where reading stopped, or from the start of a log that is another one.
   * @param late at the first contact: clients are connected already, what is older than they is no news for them
   */
  async catchUp(link: RedisLink, late: boolean): Promise<void> {
    this.#link = link;
    const { epoch, seq } = await this.#hello(link);
    if (epoch !== this.#epoch) {
      const first = this.#epoch === null;
      this.#epoch = epoch;
      this.#announced = false;
      this.#seq = first ? Math.max(0, seq - this.#options.history) : 0;
      this.#cursor = `${this.#seq}-0`;
      this.#origin = '';
      if (first && late) this.#oldUpTo = seq;
    }
    for (;;) {
      const page = await link.readAfter(this.#cursor, 0);
      if (page.length === 0) break;
      await this.#take(link, page);
    }
    // What it has counted and does not hold is gone, unless there was nothing to begin with.
    if (!this.#announced || this.#seq < seq) this.#announce(Math.max(seq, this.#seq));
  }

  /** @throws OtherLog; whatever the link throws */
  async follow(link: RedisLink): Promise<never> {
    let asked = Date.now();
    for (;;) {
      await this.#take(link, await link.readAfter(this.#cursor, LISTEN_MS));
      if (Date.now() - asked < LISTEN_MS) continue;
      const { epoch } = await this.#hello(link);
      if (epoch !== this.#epoch) throw new OtherLog();
      asked = Date.now();
    }
  }

  #hello(link: RedisLink): Promise<{ readonly epoch: string; readonly seq: number }> {
    return link.hello(newEpoch(), { epoch: this.#epoch, seq: this.#seq, origin: this.#origin });
  }

  async #take(link: RedisLink, page: readonly StreamEntry[]): Promise<void> {
    for (const [id, fields] of page) {
      const number = numberOfEntry(id);
      if (this.#announced && number !== null && number > this.#seq + 1) await this.#hole(link, number);
      if (this.#link !== link) return;
      this.#cursor = id;
      if (number !== null) this.#seq = number;
      const ordered = parseEntry(id, fields ?? []);
      this.#origin = ordered ? storedOrigin(ordered.origin) : '';
      if (ordered) this.#event(ordered);
      else this.#rubbish++;
    }
  }

  #event(ordered: OrderedEvent): void {
    const { origin, event, seq } = ordered;
    const old = seq <= this.#oldUpTo && event.at < this.#options.startedAt;
    if (old || origin.n <= (this.#newest.get(origin.node) ?? 0)) return;
    this.#newest.set(origin.node, origin.n);
    if (!this.#announced) this.#announce(seq - 1);
    this.#options.received(ordered);
  }

  /** Numbers are missing: events left the stream before they were read here, or it is another log by now. */
  async #hole(link: RedisLink, number: number): Promise<void> {
    const { epoch } = await this.#hello(link);
    if (epoch !== this.#epoch) throw new OtherLog();
    this.#announce(number - 1);
  }

  #announce(after: number): void {
    this.#announced = true;
    if (after > this.#seq) {
      this.#seq = after;
      this.#origin = '';
    }
    this.#options.epoch(this.#epoch!, after);
  }
}
