import { TRANSPORT_NAMES, type Transport } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';
import type { GlyphState } from './StateGlyph.vue';
import { duration } from '@shared/duration';
import { coarse } from './format';

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
export function carriedBy({ state, config }: SourceSnapshot): {
  readonly transport: Transport;
  readonly wanted: Transport;
  readonly fallen: boolean;
} | null {
  if (state.phase !== 'open') return null;
  const wanted = config.transports[0] ?? state.transport;
  return { transport: state.transport, wanted, fallen: wanted !== state.transport };
}

export function connectionWords(source: SourceSnapshot, now: number): ConnectionWords {
  const { state } = source;
  switch (state.phase) {
    case 'open':
      return openWords(source);
    case 'connecting':
      return {
        glyph: 'conn',
        word: state.attempt > 1 ? `Connecting, attempt ${state.attempt}` : 'Connecting',
        reason: null,
        tone: 'water',
      };
    case 'waiting':
      return {
        glyph: 'back',
        word: `Retry in ${countdown(state.until - now)}, attempt ${state.attempt}`,
        reason: state.reason.message,
        tone: 'warn',
      };
    case 'stopped':
      return {
        glyph: 'fail',
        word: state.needsCredentials ? 'Needs credentials' : 'Stopped',
        reason: state.reason.message,
        tone: 'err',
      };
    case 'paused':
      return { glyph: 'pause', word: 'Paused', reason: null, tone: 'quiet' };
  }
}

function openWords(source: SourceSnapshot): ConnectionWords {
  const { transport, wanted, fallen } = carriedBy(source)!;
  const polls = transport === 'polling';
  if (!fallen) {
    return { glyph: polls ? 'poll' : 'open', word: polls ? 'Polling' : 'Open', reason: null, tone: 'ok' };
  }
  const instead = `instead of ${TRANSPORT_NAMES[wanted]}`;
  const reason = source.ladder.find((rung) => rung.transport === wanted)?.reason?.message ?? null;
  // As the last rung it is the best there is: no fault.
  if (polls) return { glyph: 'poll', word: `Polling ${instead}`, reason, tone: 'ok' };
  return { glyph: 'fall', word: `Fallback: ${TRANSPORT_NAMES[transport]} ${instead}`, reason, tone: 'warn' };
}

/** What is left of a wait: tenths below 10 s, whole seconds above, never below zero. */
export function countdown(leftMs: number): string {
  const left = Math.max(0, leftMs);
  if (left < 9_950) return `${(left / 1_000).toFixed(1)} s`;
  const seconds = Math.ceil(left / 1_000);
  return seconds < 60 ? `${seconds} s` : duration(seconds * 1_000);
}

/** The state in two or three words for a narrow list: `open 41 min`, `fallback`, `polling`, `retry in 4.2 s`. */
export function briefState(source: SourceSnapshot, now: number): string {
  const { state } = source;
  switch (state.phase) {
    case 'open':
      if (state.transport === 'polling') return 'polling';
      return carriedBy(source)?.fallen ? 'fallback' : `open ${coarse(now - state.since)}`;
    case 'connecting':
      return 'connecting';
    case 'waiting':
      return `retry in ${countdown(state.until - now)}`;
    case 'stopped':
      return state.needsCredentials ? 'needs credentials' : 'stopped';
    case 'paused':
      return 'paused';
  }
}
