import type { ConnectionState, Transport } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';
import { t, worded } from '../i18n/i18n';
import type { GlyphState } from './StateGlyph.vue';
import { coarse, decimal, duration, whole } from './format';
import { transportName } from './transport-name';

/** What the words are made of: heartbeats and counts change none of it. */
export type ConnectionFacts = Pick<SourceSnapshot, 'config' | 'state' | 'ladder'>;

/** Shape, word and sentence for the state of a source: the same everywhere in the window. */
export interface ConnectionWords {
  readonly glyph: GlyphState;
  /** `Open`, `Fallback: SSE instead of WebSocket`, `Connecting`, `Retry in 4 s, attempt 3`, `Stopped`, `Paused`. */
  readonly word: string;
  /** The reason, when there is one. */
  readonly reason: string | null;
  readonly tone: 'ok' | 'water' | 'warn' | 'err' | 'quiet';
}

/** What carries an open stream, and the transport that should: the same for the first of the ladder. Null while not open. */
export function carriedBy({ state, config }: ConnectionFacts): {
  readonly transport: Transport;
  readonly wanted: Transport;
  readonly fallen: boolean;
} | null {
  if (state.phase !== 'open') return null;
  const wanted = config.transports[0] ?? state.transport;
  return { transport: state.transport, wanted, fallen: wanted !== state.transport };
}

/** A source that is asked once has been, and its answer came to its end: nothing is wrong with it. */
export const hasAnswered = (state: ConnectionState): boolean =>
  state.phase === 'stopped' && state.reason.code === 'ended';

export function connectionWords(source: ConnectionFacts, now: number): ConnectionWords {
  const { state } = source;
  switch (state.phase) {
    case 'open':
      return openWords(source);
    case 'connecting':
      return {
        glyph: 'conn',
        word:
          state.attempt > 1
            ? t('common.state.connectingAttempt', { n: whole(state.attempt) })
            : t('common.state.connecting'),
        reason: null,
        tone: 'water',
      };
    case 'waiting':
      return {
        glyph: 'back',
        word: t('common.state.retry', {
          time: countdown(state.until - now),
          n: whole(state.attempt),
        }),
        reason: worded(state.reason.message),
        tone: 'warn',
      };
    case 'stopped':
      if (hasAnswered(state))
        return { glyph: 'off', word: t('connections.answered.word'), reason: null, tone: 'quiet' };
      return {
        glyph: 'fail',
        word: t(state.needsCredentials ? 'common.state.needsCredentials' : 'common.state.stopped'),
        reason: worded(state.reason.message),
        tone: 'err',
      };
    case 'paused':
      return { glyph: 'pause', word: t('common.state.paused'), reason: null, tone: 'quiet' };
  }
}

function openWords(source: ConnectionFacts): ConnectionWords {
  const { transport, wanted, fallen } = carriedBy(source)!;
  const polls = transport === 'polling';
  if (!fallen) {
    return {
      glyph: polls ? 'poll' : 'open',
      word: t(polls ? 'common.state.polling' : 'common.state.open'),
      reason: null,
      tone: 'ok',
    };
  }
  const names = { transport: transportName(transport), wanted: transportName(wanted) };
  const why = source.ladder.find((rung) => rung.transport === wanted)?.reason;
  const reason = why ? worded(why.message) : null;
  // As the last rung it is the best there is: no fault.
  if (polls) return { glyph: 'poll', word: t('common.state.pollingInstead', names), reason, tone: 'ok' };
  return { glyph: 'fall', word: t('common.state.fallback', names), reason, tone: 'warn' };
}

/** What is left of a wait: tenths below 10 s, whole seconds above, never below zero. */
export function countdown(leftMs: number): string {
  const left = Math.max(0, leftMs);
  if (left < 9_950) return `${(left / 1_000).toFixed(1).replace('.', decimal(0.5).charAt(1))} s`;
  const seconds = Math.ceil(left / 1_000);
  return seconds < 60 ? `${seconds} s` : duration(seconds * 1_000);
}

/** The state in two or three words for a narrow list: `open 41 min`, `fallback`, `polling`, `retry in 4.2 s`. */
export function briefState(source: SourceSnapshot, now: number): string {
  const { state } = source;
  switch (state.phase) {
    case 'open':
      if (state.transport === 'polling') return t('common.brief.polling');
      return carriedBy(source)?.fallen
        ? t('common.brief.fallback')
        : t('common.brief.open', { time: coarse(now - state.since) });
    case 'connecting':
      return t('common.brief.connecting');
    case 'waiting':
      return t('common.brief.retry', { time: countdown(state.until - now) });
    case 'stopped':
      if (hasAnswered(state)) return t('connections.answered.brief');
      return t(state.needsCredentials ? 'common.brief.needsCredentials' : 'common.brief.stopped');
    case 'paused':
      return t('common.brief.paused');
  }
}
