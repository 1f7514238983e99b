import type { LagPolicy } from '@shared/hub';
import type { LogEntry, LogLimits } from './log';

/** What holds for one channel. */
export interface ChannelSettings {
  readonly policy: LagPolicy;
  readonly history?: Partial<LogLimits>;
}

/** What the log holds of one channel: sequence numbers, in order. */
export class ChannelHistory {
  readonly name: string;
  readonly policy: LagPolicy;
  readonly limits: Partial<LogLimits> | undefined;
  /** Whether any event was for some people only. */
  targeted = false;
  bytes = 0;
  /** Highest sequence number that was evicted, 0 for none. */
  newestEvicted = 0;
  /** Lowest one. */
  oldestEvicted = Infinity;
  #seqs: number[] = [];
  #head = 0;
  /** On a `latest` channel: newest sequence number of each key. */
  readonly #latest: Map<string, number> | null;

  constructor(name: string, { policy, history }: ChannelSettings) {
    this.name = name;
    this.policy = policy;
    this.limits = history;
    this.#latest = policy === 'latest' ? new Map() : null;
  }

  get length(): number {
    return this.#seqs.length - this.#head;
  }

  get first(): number | undefined {
    return this.#seqs[this.#head];
  }

  /** Adds the newest event. Returns the sequence number of the one whose place it takes, if any. */
  add(entry: LogEntry): number | undefined {
    this.#seqs.push(entry.seq);
    this.bytes += entry.frame.length;
    if (!this.#latest) return undefined;
    const replaced = this.#latest.get(entry.key);
    this.#latest.set(entry.key, entry.seq);
    return replaced;
  }

  remove(entry: LogEntry): void {
    if (this.#seqs[this.#head] === entry.seq) {
      this.#head++;
      if (this.#head > 32 && this.#head * 2 > this.#seqs.length) {
        this.#seqs = this.#seqs.slice(this.#head);
        this.#head = 0;
      }
    } else {
      this.#seqs.splice(this.#indexOf(entry.seq), 1);
    }
    this.bytes -= entry.frame.length;
    if (this.#latest?.get(entry.key) === entry.seq) this.#latest.delete(entry.key);
  }

  evicted(seq: number): void {
    this.newestEvicted = Math.max(this.newestEvicted, seq);
    this.oldestEvicted = Math.min(this.oldestEvicted, seq);
  }

  /** The lowest sequence number held from `seq` on. */
  firstFrom(seq: number): number | undefined {
    return this.#seqs[this.#indexOf(seq)];
  }

  #indexOf(seq: number): number {
    let low = this.#head;
    let high = this.#seqs.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#seqs[middle]! < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
