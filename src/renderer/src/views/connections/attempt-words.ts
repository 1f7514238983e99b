import type { Attempt } from '@shared/connection';
import { duration } from '@shared/duration';
import type { LaneSegment } from './lane-segments';

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
  switch (kind) {
    case 'connecting':
      return `Attempt ${attempt.number}, connecting ${duration(lastedMs)}`;
    case 'open':
      return `Attempt ${attempt.number}, open ${duration(lastedMs)}`;
    case 'backoff':
      return `Waited ${duration(lastedMs)} after attempt ${attempt.number}`;
    case 'failed':
      return `Attempt ${attempt.number}. ${attemptOutcome(attempt)}`;
  }
}
