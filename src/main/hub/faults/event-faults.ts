import type { Faults } from '@shared/hub';
import { FaultCounts } from './fault-counts';

/** An event on its way to one client; only the form that is sent is encoded. */
export interface FaultyItem {
  withId(): Buffer;
  withoutId(): Buffer;
}

export interface EventFaultsOptions {
  /** Writes an event that was held back for a second and that no other event has followed. */
  readonly release: (writes: readonly Buffer[]) => void;
  /** 0 … 1. */
  readonly random?: () => number;
  readonly counts?: FaultCounts;
}

/** Longest time an event waits for the one it changes places with, ms. */
const MAX_HOLD_MS = 1_000;

/**
 * The faults that concern whole events of one client: left-out ids, duplicates, changed places. One event at most is
 * held back; it goes after the next event, before the next message of the hub (`flush`), or after a second.
 */
export class EventFaults {
  readonly #faults: () => Faults;
  readonly #release: (writes: readonly Buffer[]) => void;
  readonly #random: () => number;
  readonly #counts: FaultCounts;
  #held: readonly Buffer[] | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(faults: () => Faults, options: EventFaultsOptions) {
    this.#faults = faults;
    this.#release = options.release;
    this.#random = options.random ?? Math.random;
    this.#counts = options.counts ?? new FaultCounts();
  }

  /** Whether events have to come through `apply`; otherwise they may be written as they are. */
  get active(): boolean {
    const { skipIds, duplicate, reorder } = this.#faults();
    return this.#held !== null || skipIds.on || duplicate.on || reorder.on;
  }

  /** What to write now for these events, in this order. */
  apply(items: readonly FaultyItem[]): Buffer[] {
    const writes: Buffer[] = [];
    for (const item of items) {
      const copies = this.#copiesOf(item);
      if (this.#held) writes.push(...copies, ...this.flush());
      else if (this.#strikes('reorder')) this.#hold(copies);
      else writes.push(...copies);
    }
    return writes;
  }

  /** What is held back, to be written now: before a message of the hub, which would otherwise tell too much. */
  flush(): readonly Buffer[] {
    const held = this.#held ?? [];
    this.close();
    return held;
  }

  /** Lets go of the timer and of what is held: the client is gone. */
  close(): void {
    this.#held = null;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #copiesOf(item: FaultyItem): Buffer[] {
    const bytes = this.#strikes('skipIds') ? item.withoutId() : item.withId();
    return this.#strikes('duplicate') ? [bytes, bytes] : [bytes];
  }

  #hold(copies: readonly Buffer[]): void {
    this.#held = copies;
    this.#timer = setTimeout(() => this.#release(this.flush()), MAX_HOLD_MS);
    this.#timer.unref();
  }

  #strikes(name: 'skipIds' | 'duplicate' | 'reorder'): boolean {
    const fault = this.#faults()[name];
    if (!fault.on || this.#random() * 100 >= fault.percent) return false;
    this.#counts.struck[name]++;
    return true;
  }
}
