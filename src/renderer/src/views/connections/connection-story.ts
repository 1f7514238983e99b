import type { SourceSnapshot } from '@shared/source';
import { countdown } from '../../ui/connection-words';
import { duration } from '@shared/duration';
import { coarse, plural } from '../../ui/format';

/** What is going on with a connection, why, and what to do about it. */
export interface ConnectionStory {
  readonly tone: 'ok' | 'info' | 'warning' | 'error';
  readonly what: string;
  readonly why: string | null;
  readonly hint: string | null;
  /** What helps beyond trying again, which is offered above all the time. */
  readonly action: 'edit-headers' | null;
}

/** Silence of this many usual intervals is worth a warning (DESIGN: stale after twice the usual interval). */
const STALE_INTERVALS = 2;
/** A stream that speaks each second is not stale after two, ms. */
const LEAST_SILENCE_MS = 10_000;

export function connectionStory(source: SourceSnapshot, now: number): ConnectionStory {
  const { state } = source;
  switch (state.phase) {
    case 'open':
      return openStory(source, now - state.since, now);
    case 'connecting':
      return {
        tone: 'info',
        what: `Connecting for ${duration(now - state.since)}, attempt ${state.attempt}.`,
        why: 'The request is sent, the answer has not come yet.',
        hint: null,
        action: null,
      };
    case 'waiting':
      return {
        tone: 'warning',
        what: `Tries again in ${countdown(state.until - now)}, attempt ${state.attempt}.`,
        why: state.reason.message,
        hint: state.reason.hint ?? null,
        action: null,
      };
    case 'stopped':
      return {
        tone: 'error',
        what: state.needsCredentials
          ? 'Stopped: the server wants other credentials.'
          : 'Stopped, and does not try again by itself.',
        why: state.reason.message,
        hint: state.reason.hint ?? null,
        action: state.needsCredentials ? 'edit-headers' : null,
      };
    case 'paused':
      return {
        tone: 'info',
        what: `Paused for ${coarse(now - state.since)}.`,
        why: 'Nothing is received until it is resumed.',
        hint: null,
        action: null,
      };
  }
}

function openStory(source: SourceSnapshot, openMs: number, now: number): ConnectionStory {
  const { lastByteAt, usualIntervalMs, counters } = source;
  const open = `Open for ${coarse(openMs)}.`;
  const story = { hint: null, action: null } as const;
  if (lastByteAt === null)
    return { ...story, tone: 'ok', what: open, why: 'The server has answered, nothing has been sent yet.' };
  const silentMs = Math.max(0, now - lastByteAt);
  if (usualIntervalMs !== null && silentMs > Math.max(LEAST_SILENCE_MS, usualIntervalMs * STALE_INTERVALS))
    return {
      tone: 'warning',
      what: `Open, but silent for ${coarse(silentMs)}.`,
      why: `Something usually comes every ${duration(usualIntervalMs)}.`,
      hint: 'The server may have nothing to say, or a proxy in between has dropped the connection unnoticed. Reconnect to find out.',
      action: null,
    };
  return {
    ...story,
    tone: 'ok',
    what: open,
    why: `${plural(counters.events, 'event')} received, ${counters.reconnects === 0 ? 'no reconnect' : plural(counters.reconnects, 'reconnect')}.`,
  };
}
