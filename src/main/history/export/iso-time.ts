/** ISO 8601 in UTC; `''` for what no `Date` can hold. */
export function isoTime(epochMs: number): string {
  return Math.abs(epochMs) <= 8.64e15 ? new Date(epochMs).toISOString() : '';
}
