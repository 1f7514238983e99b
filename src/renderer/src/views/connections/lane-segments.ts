import type { Attempt, ConnectionState, Transport } from '@shared/connection';

/** One stretch of the attempts timeline, in epoch ms, cut to the window that is shown. */
export interface LaneSegment {
  /** `failed` is a moment, not a stretch: `from` and `to` are the same. */
  readonly kind: 'connecting' | 'open' | 'backoff' | 'failed';
  /** The lane it lies in. */
  readonly transport: Transport;
  readonly from: number;
  readonly to: number;
  /** Its whole length, ms, also of what lies outside the window. */
  readonly lastedMs: number;
  /** The attempt that it belongs to; for a backoff the one before it. */
  readonly attempt: Attempt;
}

/** The stream went over from one lane to another. */
export interface LaneChange {
  readonly at: number;
  readonly from: Transport;
  readonly to: Transport;
  /** The attempt that was left. */
  readonly attempt: Attempt;
}

/** Attempts that follow one another this closely did so at once, ms. */
const AT_ONCE_MS = 1_000;

/**
 * Lays the attempts of a source out in time, oldest first, as far as they lie in `[from, now]`.
 *
 * An attempt is `connecting` until its headers came, then `open` until it ended. When it ended for a reason there
 * is a `failed` moment, and up to the next attempt a `backoff`, in the lane of that next one; after the last one only
 * while the source waits. After a pause, which gives no reason, nothing is drawn; nor is a wait where another
 * transport carries the stream.
 */
export function laneSegments(
  attempts: readonly Attempt[],
  state: ConnectionState,
  from: number,
  now: number,
): LaneSegment[] {
  const segments: LaneSegment[] = [];
  const add = (
    kind: LaneSegment['kind'],
    attempt: Attempt,
    start: number,
    end: number,
    transport = attempt.transport,
  ): void => {
    const begins = Math.max(start, from);
    const ends = Math.min(end, now);
    const isMoment = kind === 'failed';
    if (isMoment ? start < from || start > now : ends <= begins) return;
    segments.push({
      kind,
      transport,
      from: begins,
      to: isMoment ? begins : ends,
      lastedMs: Math.max(0, end - start),
      attempt,
    });
  };

  for (const attempt of attempts) {
    const { startedAt, openedAt, endedAt, reason } = attempt;
    const end = endedAt ?? now;
    add('connecting', attempt, startedAt, openedAt ?? end);
    if (openedAt !== null) add('open', attempt, openedAt, end);
    if (endedAt === null || reason === null || reason.code === 'climbed') continue;
    add('failed', attempt, endedAt, endedAt);
    if (carriedBeside(attempts, attempt)) continue;
    const next = following(attempts, attempt);
    if (next && next.transport !== attempt.transport && next.startedAt - endedAt < AT_ONCE_MS) continue;
    if (next) add('backoff', attempt, endedAt, next.startedAt, next.transport);
    else if (state.phase === 'waiting') add('backoff', attempt, endedAt, now, state.transport);
  }
  return segments;
}

/** Where the stream went over to another transport: down a rung, or up again. */
export function laneChanges(attempts: readonly Attempt[], from: number, now: number): LaneChange[] {
  return attempts.flatMap((attempt) => {
    const { endedAt: at, reason } = attempt;
    if (at === null || at < from || at > now) return [];
    const next = reason?.code === 'climbed' ? tookOver(attempts, attempt) : following(attempts, attempt);
    if (!next || next.transport === attempt.transport) return [];
    if (reason?.code !== 'climbed') {
      if (carriedBeside(attempts, attempt) || next.startedAt - at >= AT_ONCE_MS) return [];
    }
    return [{ at, from: attempt.transport, to: next.transport, attempt }];
  });
}

/** The first attempt that began when this one was over. */
function following(attempts: readonly Attempt[], { number, endedAt }: Attempt): Attempt | undefined {
  return attempts.find((other) => other.number > number && other.startedAt >= endedAt!);
}

/** The attempt that opened while this one was still open, and made an end of it. */
function tookOver(attempts: readonly Attempt[], { number, endedAt }: Attempt): Attempt | undefined {
  return attempts.find(
    (other) =>
      other.number > number && other.openedAt !== null && Math.abs(other.openedAt - endedAt!) < AT_ONCE_MS,
  );
}

/** Whether another transport carried the stream when this attempt ended: it was tried in the background. */
function carriedBeside(attempts: readonly Attempt[], attempt: Attempt): boolean {
  return attempts.some(
    ({ number, transport, openedAt, endedAt }) =>
      number !== attempt.number &&
      transport !== attempt.transport &&
      openedAt !== null &&
      openedAt <= attempt.startedAt &&
      (endedAt === null || endedAt > attempt.endedAt!),
  );
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
