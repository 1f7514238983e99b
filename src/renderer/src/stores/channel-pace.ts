import type { ChannelRate } from '@shared/feed';

/** Intervals that have to be known before anything is said of them. */
const LEAST_INTERVALS = 4;
/** A channel is looked at once a second: one that is quiet for less is not late, ms. */
const LEAST_LATE_MS = 5_000;

/** How far apart the events of a channel come, learned from what is counted once a second. */
export interface ChannelPace {
  events: number;
  lastAt: number;
  /** ms, smoothed, and how far single ones are from it. */
  interval: number;
  deviation: number;
  /** Intervals that were learned from. */
  known: number;
}

/** Learns from a newer count. `pace` is changed in place; without one a new one is made. */
export function learnPace(pace: ChannelPace | undefined, rate: ChannelRate): ChannelPace {
  const { events, lastAt, firstAt } = rate;
  if (!pace || events < pace.events) {
    // Before an earlier run ended the app may have stood still for days, which is no interval.
    const known = firstAt === null ? 0 : Math.max(0, events - 1);
    const interval = known === 0 ? 0 : (lastAt - firstAt!) / known;
    return { events, lastAt, interval, deviation: interval / 2, known };
  }
  const came = events - pace.events;
  if (came === 0) {
    pace.lastAt = lastAt;
    return pace;
  }
  const mean = Math.max(0, lastAt - pace.lastAt) / came;
  if (pace.known === 0) {
    pace.interval = mean;
    pace.deviation = mean / 2;
  } else {
    // Smoothed as round trips are for retransmissions (RFC 6298, section 2), once for each interval.
    const gain = 1 - (7 / 8) ** came;
    const deviationGain = 1 - (3 / 4) ** came;
    pace.deviation += deviationGain * (Math.abs(mean - pace.interval) - pace.deviation);
    pace.interval += gain * (mean - pace.interval);
  }
  pace.known += came;
  pace.events = events;
  pace.lastAt = lastAt;
  return pace;
}

/** When the channel is late, epoch ms: after twice the interval that is usual for it. Infinity while that is not known. */
export function lateAt({ lastAt, interval, deviation, known }: ChannelPace): number {
  if (known < LEAST_INTERVALS) return Infinity;
  return lastAt + Math.max(LEAST_LATE_MS, 2 * (interval + 2 * deviation));
}
