import { percentile } from '../support/statistics';
import type { Sight } from './screen-probe';
import type { Stamp } from './server-process';

/** ms from the server's write until the number, or a later one, was on the screen. */
export interface Delays {
  /** Over every chunk that was written. */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
  /** Medians over the first and over the last third of the time: a lag that grows tells them apart. */
  readonly early: number;
  readonly late: number;
  /** Chunks whose events were never on the screen or passed over by it. */
  readonly unseen: number;
}

/** Both oldest first. */
export function delaysOf(stamps: readonly Stamp[], sights: readonly Sight[]): Delays {
  const delays: number[] = [];
  let unseen = 0;
  let at = 0;
  for (const [number, writtenAt] of stamps) {
    while (at < sights.length && sights[at]![0] < number) at++;
    const sight = sights[at];
    if (sight) delays.push(sight[1] - writtenAt);
    else unseen++;
  }
  const third = Math.floor(delays.length / 3);
  return {
    p50: percentile(delays, 50),
    p99: percentile(delays, 99),
    max: percentile(delays, 100),
    early: percentile(delays.slice(0, third), 50),
    late: percentile(delays.slice(-third), 50),
    unseen,
  };
}

/** A frame that comes later than this after the one before is late, ms: one and a half frames of 60 Hz. */
const LATE_MS = 25;

export interface Frames {
  readonly perSecond: number;
  /** Share of late frames, 0 to 1. */
  readonly late: number;
  readonly longestMs: number;
}

/** @param intervals between frames, ms */
export function framesOf(intervals: readonly number[]): Frames {
  const total = intervals.reduce((sum, each) => sum + each, 0);
  return {
    perSecond: (intervals.length * 1_000) / total,
    late: intervals.filter((each) => each > LATE_MS).length / intervals.length,
    longestMs: percentile(intervals, 100),
  };
}
