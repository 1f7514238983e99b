import { RATE_SECONDS, type RateBucket } from '@shared/feed';

/** Tops of the staff scale, events per second; above the last it goes on by 2, 5 and 10. */
const STEPS = [10, 20, 60, 120, 300, 600, 1_200, 3_000, 6_000, 12_000, 30_000, 60_000];
/** How long a lower scale must have been enough before the staff shrinks, ms: it must not breathe. */
const SHRINK_AFTER_MS = 30_000;

/** The smallest top that holds a value. */
export function topFor(value: number): number {
  let step = STEPS.find((top) => value <= top);
  for (let top = 100_000; step === undefined; top *= 2) if (value <= top) step = top;
  return step;
}

/** The top of the staff: grows at once, shrinks only after 30 s. */
export class StaffScale {
  #top = STEPS[0]!;
  #neededAt = -Infinity;

  at(highest: number, now: number): number {
    const needed = topFor(highest);
    if (needed >= this.#top) {
      this.#top = needed;
      this.#neededAt = now;
    } else if (now - this.#neededAt >= SHRINK_AFTER_MS) {
      this.#top = needed;
      this.#neededAt = now;
    }
    return this.#top;
  }
}

/** Labelled values of the staff: four marks or, for tops that three divides better, three intervals. */
export function staffLabels(top: number): number[] {
  const parts = top % 3 === 0 && top % 20 === 0 ? 3 : 2;
  return Array.from({ length: parts + 1 }, (_, i) => (top / parts) * i);
}

/** One number a second, oldest first, ending with the second of `now` (epoch ms); seconds without news are 0. */
export function secondSeries(
  buckets: readonly RateBucket[],
  now: number,
): { readonly from: number; readonly events: number[]; readonly errors: number[] } {
  const from = Math.floor(now / 1_000) - RATE_SECONDS + 1;
  const events = new Array<number>(RATE_SECONDS).fill(0);
  const errors = new Array<number>(RATE_SECONDS).fill(0);
  for (const bucket of buckets) {
    const i = bucket.second - from;
    if (i < 0 || i >= RATE_SECONDS) continue;
    events[i] = bucket.events;
    errors[i] = bucket.errors;
  }
  return { from, events, errors };
}
