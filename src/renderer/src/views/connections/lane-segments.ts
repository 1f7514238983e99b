import type { Attempt, ConnectionState } from '@shared/connection';

/** One stretch of the attempts timeline, in epoch ms, cut to the window that is shown. */
export interface LaneSegment {
  /** `failed` is a moment, not a stretch: `from` and `to` are the same. */
  readonly kind: 'connecting' | 'open' | 'backoff' | 'failed';
  readonly from: number;
  readonly to: number;
  /** Its whole length, ms, also of what lies outside the window. */
  readonly lastedMs: number;
  /** The attempt that it belongs to; for a backoff the one before it. */
  readonly attempt: Attempt;
}

/**
 * Lays the attempts of a source out in time, oldest first, as far as they lie in `[from, now]`.
 *
 * An attempt is `connecting` until its headers came, then `open` until it ended. When it ended for a reason there
 * is a `failed` moment, and up to the next attempt a `backoff`; after the last one only while the source waits.
 * After a pause, which gives no reason, nothing is drawn.
 */
export function laneSegments(
  attempts: readonly Attempt[],
  phase: ConnectionState['phase'],
  from: number,
  now: number,
): LaneSegment[] {
  const segments: LaneSegment[] = [];
  const add = (kind: LaneSegment['kind'], attempt: Attempt, start: number, end: number): void => {
    const begins = Math.max(start, from);
    const ends = Math.min(end, now);
    const isMoment = kind === 'failed';
    if (isMoment ? start < from || start > now : ends <= begins) return;
    segments.push({
      kind,
      from: begins,
      to: isMoment ? begins : ends,
      lastedMs: Math.max(0, end - start),
      attempt,
    });
  };

  attempts.forEach((attempt, i) => {
    const end = attempt.endedAt ?? now;
    add('connecting', attempt, attempt.startedAt, attempt.openedAt ?? end);
    if (attempt.openedAt !== null) add('open', attempt, attempt.openedAt, end);
    if (attempt.endedAt === null || attempt.reason === null) return;
    add('failed', attempt, attempt.endedAt, attempt.endedAt);
    const next = attempts[i + 1];
    // Another transport came next, at once: this one waited for nothing.
    if (next && next.transport !== attempt.transport) return;
    if (next) add('backoff', attempt, attempt.endedAt, next.startedAt);
    else if (phase === 'waiting') add('backoff', attempt, attempt.endedAt, now);
  });
  return segments;
}

export interface LaneTick {
  /** Epoch ms, on a round minute or hour. */
  readonly at: number;
  /** Share of the width from the left, 0 … 1. */
  readonly place: number;
}

/** Round times over a window, `stepMs` apart; those too close to the right end, where "now" stands, are left out. */
export function laneTicks(from: number, now: number, stepMs: number): LaneTick[] {
  const ticks: LaneTick[] = [];
  for (let at = Math.ceil(from / stepMs) * stepMs; at <= now; at += stepMs) {
    const place = (at - from) / (now - from);
    if (place <= 0.92) ticks.push({ at, place });
  }
  return ticks;
}
