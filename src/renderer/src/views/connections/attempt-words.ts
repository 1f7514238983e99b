import { TRANSPORT_NAMES, type Attempt } from '@shared/connection';
import { duration } from '@shared/duration';
import type { LaneChange, LaneSegment } from './lane-segments';

/** Time from the start of an attempt to its headers, or null when none came. */
export function openedAfter({ startedAt, openedAt }: Attempt): number | null {
  return openedAt === null ? null : openedAt - startedAt;
}

/** How long an attempt has been or was open, ms; null when it never was. */
export function openFor({ openedAt, endedAt }: Attempt, now: number): number | null {
  return openedAt === null ? null : (endedAt ?? now) - openedAt;
}

/** Why an attempt is over, or what it is doing. */
export function attemptOutcome(attempt: Attempt): string {
  if (attempt.endedAt === null) return attempt.openedAt === null ? 'Connecting.' : 'Open.';
  return attempt.reason?.message ?? 'Ended here: paused or reconnected.';
}

/** One line about a stretch of the timeline. */
export function segmentWords({ kind, lastedMs, attempt }: LaneSegment): string {
  const which = `Attempt ${attempt.number} by ${TRANSPORT_NAMES[attempt.transport]}`;
  switch (kind) {
    case 'connecting':
      return `${which}, connecting ${duration(lastedMs)}`;
    case 'open':
      return `${which}, open ${duration(lastedMs)}`;
    case 'backoff':
      return `Waited ${duration(lastedMs)} after attempt ${attempt.number}`;
    case 'failed':
      return `${which}. ${attemptOutcome(attempt)}`;
  }
}

/** Why the stream went over to another transport. */
export function changeWords({ from, to, attempt }: LaneChange): string {
  const way = `From ${TRANSPORT_NAMES[from]} to ${TRANSPORT_NAMES[to]}`;
  return attempt.reason ? `${way}. ${attempt.reason.message}` : `${way}, by hand`;
}
