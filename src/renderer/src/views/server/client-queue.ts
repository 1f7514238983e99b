import type { HubClient } from '@shared/hub';

/** Bytes from which a client counts as slow: more than one full socket buffer on this machine. */
const SLOW_BYTES = 256 * 1_024;
/** Age of its oldest unsent event from which a client counts as slow, ms. */
const SLOW_LAG_MS = 2_000;
/** The staff of the meter ends here. */
const FULL_BYTES = 1_024 * 1_024;

type Queue = Pick<HubClient, 'queuedBytes' | 'lagMs' | 'behind'>;

export const isSlow = ({ queuedBytes, lagMs }: Queue): boolean =>
  queuedBytes >= SLOW_BYTES || lagMs >= SLOW_LAG_MS;

/**
 * How full the meter is, 0 … 1; anything but an empty queue shows. The fuller of two: bytes in the socket, of the
 * mebibyte that may wait there, and events behind, of those the log keeps. The latter by their order of magnitude: a
 * client that is hundreds behind is in trouble long before the log lets go of what it lacks.
 */
export function queueShare({ queuedBytes, behind }: Queue, logLimit: number): number {
  const inSocket = queuedBytes / FULL_BYTES;
  const inLog = Math.log1p(behind) / Math.log1p(Math.max(logLimit, 1));
  if (inSocket <= 0 && inLog <= 0) return 0;
  return Math.min(1, Math.max(0.04, inSocket, inLog));
}
