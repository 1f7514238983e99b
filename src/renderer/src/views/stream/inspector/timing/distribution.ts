import { quantile } from './timing-facts';

export interface Distribution {
  /** Height of each bar, 0 to 1. */
  readonly bars: readonly number[];
  /** What the scale ends at; it begins at 0. */
  readonly most: number;
  /** Values of the ticks, 0 among them. */
  readonly ticks: readonly number[];
  readonly median: number;
  readonly p99: number;
  /** Values beyond the end of the scale. */
  readonly beyond: number;
}

const BARS = 32;
/** Fewer say nothing about what is usual. */
export const FEWEST_VALUES = 8;
const STEPS = [1, 2, 5];

/** How values lie between 0 and somewhat more than 99 % of them; null for too few. Negative ones count as 0. */
export function distributionOf(values: readonly number[]): Distribution | null {
  if (values.length < FEWEST_VALUES) return null;
  const positive = values.map((value) => Math.max(0, value));
  const p99 = quantile(positive, 0.99)!;
  const step = niceStep((p99 * 1.1) / 4 || 1);
  const most = Math.max(step, Math.ceil((p99 * 1.02) / step) * step);
  const counts = Array.from({ length: BARS }, () => 0);
  let beyond = 0;
  for (const value of positive) {
    const at = Math.floor((value / most) * BARS);
    if (at < BARS) counts[at]! += 1;
    else if (value === most) counts[BARS - 1]! += 1;
    else beyond += 1;
  }
  const highest = Math.max(...counts, 1);
  return {
    bars: counts.map((count) => count / highest),
    most,
    ticks: Array.from({ length: Math.round(most / step) + 1 }, (_, i) => i * step),
    median: quantile(positive, 0.5)!,
    p99,
    beyond,
  };
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return (STEPS.find((step) => step * power >= least) ?? 10) * power;
}
