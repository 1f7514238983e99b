/** A logarithmic scale of times, as a staff: long ticks at its labels, short ones between. */
export interface Staff {
  /** Place of a time on it, 0 to 1. */
  place(ms: number): number;
  readonly ticks: readonly { readonly ms: number; readonly at: number; readonly long: boolean }[];
}

/** Round times, 1 ms to 1 d. */
const LABELS = [1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000];
const MOST_LABELS = 5;

/** A scale from 0 to at least `most` ms. */
export function staffTo(most: number): Staff {
  const end = LABELS.find((label) => label >= most) ?? most;
  const place = (ms: number): number => Math.min(1, Math.log10(1 + Math.max(0, ms)) / Math.log10(1 + end));
  const labels = LABELS.filter((label) => label <= end);
  const shown = labels.slice(-MOST_LABELS);
  const ticks = [{ ms: 0, at: 0, long: true }];
  for (const label of labels) {
    for (const part of [2, 5]) {
      const ms = (label / 10) * part;
      if (ms >= 1) ticks.push({ ms, at: place(ms), long: false });
    }
    ticks.push({ ms: label, at: place(label), long: shown.includes(label) });
  }
  return { place, ticks };
}
