/** Points that a page key goes over. */
const PAGE = 20;

/** The value of a line under the crosshair: at this point of time, or the last one before it that has one. */
export function nearestWithValue(
  column: readonly (number | null | undefined)[],
  index: number,
): number | null {
  for (let at = Math.min(index, column.length - 1); at >= 0; at--) {
    const value = column[at];
    // In a break there is none.
    if (value !== undefined) return value;
  }
  return null;
}

/**
 * The point that a key moves the crosshair to; null for every other key, and where no point shows.
 *
 * @param times all points, rising; `from` and `to` are the time that shows
 */
export function stepIndex(
  key: string,
  times: readonly number[],
  index: number | null,
  from: number,
  to: number,
): number | null {
  const first = times.findIndex((time) => time >= from);
  let last = times.length - 1;
  while (last >= 0 && times[last]! > to) last--;
  if (first < 0 || last < first) return null;
  const clamp = (at: number): number => Math.min(last, Math.max(first, at));
  switch (key) {
    case 'ArrowLeft':
      return index === null ? last : clamp(index - 1);
    case 'ArrowRight':
      return index === null ? last : clamp(index + 1);
    case 'PageUp':
      return clamp((index ?? last) - PAGE);
    case 'PageDown':
      return clamp((index ?? last) + PAGE);
    case 'Home':
      return first;
    case 'End':
      return last;
    default:
      return null;
  }
}
