import type { SourceNumbers } from '@shared/source';
import { payloadTime } from '@shared/payload-time';
import { RecentValues } from './quantiles';
import { SlidingSum } from './sliding-sum';

/** Looking into payloads for their time costs more than all the rest: at most one in this time, ms. */
const LOOK_EVERY_MS = 50;
/** Events that seem to come from the future by less than this say nothing of the clocks, ms. */
const SKEW_FROM_MS = 2;

/** Measures one source: rates, distances between events, and how old they are when they arrive. */
export class SourceMeter {
  readonly #events = new SlidingSum();
  readonly #bytes = new SlidingSum();
  readonly #wire = new SlidingSum();
  readonly #arrivals = new RecentValues();
  readonly #ages = new RecentValues();
  #attemptAt = 0;
  #firstByteMs: number | null = null;
  #lastEventAt: number | null = null;
  #lookedAt = 0;
  #roundTripMs: number | null = null;

  /** An attempt begins. */
  attempt(at: number): void {
    this.#attemptAt = at;
    this.#firstByteMs = null;
    this.#roundTripMs = null;
    // The time without a connection is no distance between events of the stream.
    this.#lastEventAt = null;
  }

  bytes(count: number, wire: number, at: number): void {
    if (count > 0) this.#firstByteMs ??= at - this.#attemptAt;
    this.#bytes.add(count, at);
    this.#wire.add(wire, at);
  }

  /**
   * @param replayed it comes from the server's memory: its age says nothing of the way
   * @param time when it happened, where that is known (epoch ms); otherwise its payload may tell
   */
  event(data: string, at: number, replayed: boolean, time: number | null): void {
    this.#events.add(1, at);
    if (this.#lastEventAt !== null) this.#arrivals.add(at - this.#lastEventAt);
    this.#lastEventAt = at;
    if (replayed || at - this.#lookedAt < LOOK_EVERY_MS) return;
    this.#lookedAt = at;
    const happened = time ?? payloadTime(data);
    if (happened !== null) this.#ages.add(at - happened);
  }

  roundTrip(ms: number): void {
    this.#roundTripMs = ms;
  }

  numbers(at: number): SourceNumbers {
    const lowest = this.#ages.lowest;
    return {
      eventsPerSecond: this.#events.perSecond(at),
      bytesPerSecond: this.#bytes.perSecond(at),
      wireBytesPerSecond: this.#wire.perSecond(at),
      firstByteMs: this.#firstByteMs,
      arrivals: this.#arrivals.quantiles(),
      latency: this.#ages.quantiles(),
      clockSkewMs: lowest !== null && lowest < -SKEW_FROM_MS ? Math.round(-lowest) : null,
      roundTripMs: this.#roundTripMs,
    };
  }
}
