/** Bytes from which a client counts as slow: more than one full socket buffer on this machine. */
const SLOW_BYTES = 256 * 1_024;
/** The staff of the meter ends here. */
const FULL_BYTES = 1_024 * 1_024;

export const isSlow = (queuedBytes: number): boolean => queuedBytes >= SLOW_BYTES;

/** How full the meter is, 0 … 1; anything but an empty queue shows. */
export function queueShare(queuedBytes: number): number {
  if (queuedBytes <= 0) return 0;
  return Math.min(1, Math.max(0.04, queuedBytes / FULL_BYTES));
}
