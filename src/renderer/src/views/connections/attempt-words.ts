import type { Attempt } from '@shared/connection';
import { t, worded } from '../../i18n/i18n';
import type { LaneChange, LaneSegment } from './lane-segments';
import { duration } from '../../ui/format';
import { openingWords } from './opening-rows';
import { transportName } from '../../ui/transport-name';

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
  if (attempt.endedAt === null)
    return t(attempt.openedAt === null ? 'connections.attempt.connecting' : 'connections.attempt.open');
  return attempt.reason ? worded(attempt.reason.message) : t('connections.attempt.ended');
}

/** One line about a stretch of the timeline. */
export function segmentWords({ kind, lastedMs, attempt }: LaneSegment): string {
  const which = t('connections.attempt.which', {
    n: attempt.number,
    transport: transportName(attempt.transport),
  });
  switch (kind) {
    case 'connecting': {
      const words = t('connections.attempt.connectingFor', { which, time: duration(lastedMs) });
      const stages = openingWords(attempt);
      return stages === '' ? words : `${words} (${stages})`;
    }
    case 'open':
      return t('connections.attempt.openFor', { which, time: duration(lastedMs) });
    case 'backoff':
      return t('connections.attempt.waited', { time: duration(lastedMs), n: attempt.number });
    case 'failed':
      return t('connections.attempt.outcome', { which, outcome: attemptOutcome(attempt) });
  }
}

/** Why the stream went over to another transport. */
export function changeWords({ from, to, attempt }: LaneChange): string {
  const names = { from: transportName(from), to: transportName(to) };
  return attempt.reason
    ? t('connections.attempt.wayBecause', { ...names, reason: worded(attempt.reason.message) })
    : t('connections.attempt.wayByHand', names);
}
