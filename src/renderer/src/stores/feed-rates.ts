import { RATE_SECONDS, type RateBucket } from '@shared/feed';

/** Takes changed seconds into a hydrograph (oldest first) and lets go of what is older than it looks back. */
export function mergedRates(
  had: readonly RateBucket[],
  changed: readonly RateBucket[],
  reset: boolean,
): readonly RateBucket[] {
  const bySecond = new Map<number, RateBucket>();
  if (!reset) for (const bucket of had) bySecond.set(bucket.second, bucket);
  for (const bucket of changed) bySecond.set(bucket.second, bucket);
  return [...bySecond.values()].sort((a, b) => a.second - b.second).slice(-RATE_SECONDS);
}

/** Matching events per second over the last `seconds` whole seconds before `now` (epoch ms). */
export function currentRate(buckets: readonly RateBucket[], now: number, seconds = 5): number {
  const current = Math.floor(now / 1_000);
  let events = 0;
  for (const bucket of buckets) {
    if (bucket.second >= current - seconds && bucket.second < current) events += bucket.events;
  }
  return events / seconds;
}
