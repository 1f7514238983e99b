import type { SourceSnapshot } from '@shared/source';
import { t, worded } from '../../i18n/i18n';
import { countdown, hasAnswered } from '../../ui/connection-words';
import { coarse, duration, whole } from '../../ui/format';

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
        what: t('connections.story.connecting', {
          time: duration(now - state.since),
          n: whole(state.attempt),
        }),
        why: t('connections.story.connectingWhy'),
        hint: null,
        action: null,
      };
    case 'waiting':
      return {
        tone: 'warning',
        what: t('connections.story.waiting', {
          time: countdown(state.until - now),
          n: whole(state.attempt),
        }),
        why: worded(state.reason.message),
        hint: worded(state.reason.hint ?? '') || null,
        action: null,
      };
    case 'stopped':
      if (hasAnswered(state)) {
        return {
          tone: 'info',
          what: t('connections.answered.story'),
          why: t('connections.answered.why'),
          hint: null,
          action: null,
        };
      }
      return {
        tone: 'error',
        what: t(state.needsCredentials ? 'connections.story.refused' : 'connections.story.stopped'),
        why: worded(state.reason.message),
        hint: worded(state.reason.hint ?? '') || null,
        action: state.needsCredentials ? 'edit-headers' : null,
      };
    case 'paused':
      return {
        tone: 'info',
        what: t('connections.story.paused', { time: coarse(now - state.since) }),
        why: t('connections.story.pausedWhy'),
        hint: null,
        action: null,
      };
  }
}

function openStory(source: SourceSnapshot, openMs: number, now: number): ConnectionStory {
  const { lastByteAt, usualIntervalMs, counters } = source;
  const open = t('connections.story.open', { time: coarse(openMs) });
  const story = { hint: null, action: null } as const;
  if (lastByteAt === null)
    return { ...story, tone: 'ok', what: open, why: t('connections.story.nothingYet') };
  const silentMs = Math.max(0, now - lastByteAt);
  if (usualIntervalMs !== null && silentMs > Math.max(LEAST_SILENCE_MS, usualIntervalMs * STALE_INTERVALS))
    return {
      tone: 'warning',
      what: t('connections.story.silent', { time: coarse(silentMs) }),
      why: t('connections.story.silentWhy', { time: duration(usualIntervalMs) }),
      hint: t('connections.story.silentHint'),
      action: null,
    };
  return {
    ...story,
    tone: 'ok',
    what: open,
    why: t('connections.story.received', {
      events: t('common.events', { n: whole(counters.events) }, counters.events),
      reconnects:
        counters.reconnects === 0
          ? t('connections.story.noReconnect')
          : t('connections.story.reconnects', { n: whole(counters.reconnects) }, counters.reconnects),
    }),
  };
}
