import type { RungStatus, Transport } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';
import { clockTime, coarse, plural } from '../../ui/format';
import type { GlyphState } from '../../ui/StateGlyph.vue';

/** What is said of one transport of a source. */
export interface RungWords {
  readonly transport: Transport;
  readonly name: string;
  readonly glyph: GlyphState;
  readonly word: string;
  /** Class of the word. */
  readonly tone: string;
  readonly why: string;
  readonly count: string;
  readonly since: string;
  readonly active: boolean;
  readonly quiet: boolean;
}

const NAMES: Readonly<Record<Transport, string>> = {
  websocket: 'WebSocket',
  sse: 'Server-sent events',
  polling: 'Polling',
};
/** Short, for badges and lanes. */
export const TRANSPORT_BADGES: Readonly<Record<Transport, string>> = {
  websocket: 'WS',
  sse: 'SSE',
  polling: 'POLL',
};

export function rungWords(
  rung: RungStatus,
  source: SourceSnapshot,
  now: number,
  clock: 'local' | 'utc',
): RungWords {
  const { transport } = rung;
  const tries = source.attempts.filter((attempt) => attempt.transport === transport);
  const last = tries.at(-1);
  const { state } = source;
  const carries = state.phase === 'open' && state.transport === transport;
  return {
    transport,
    name: NAMES[transport],
    ...look(rung, source),
    why: whyOf(rung, source),
    count: carries ? coarse(now - state.since) : tries.length === 0 ? '' : plural(tries.length, 'attempt'),
    since: carries
      ? `since ${clockTime(state.since, clock)}`
      : last
        ? `last ${clockTime(last.startedAt, clock)}`
        : '',
    active: carries,
    quiet: state.phase === 'paused' || rung.state === 'untried',
  };
}

/** The shape that stands for a transport of a source, in lists too. */
export function rungGlyph(rung: RungStatus, source: SourceSnapshot): GlyphState {
  return look(rung, source).glyph;
}

function look(rung: RungStatus, { state }: SourceSnapshot): Pick<RungWords, 'glyph' | 'word' | 'tone'> {
  if (state.phase === 'paused') return { glyph: 'pause', word: 'Paused', tone: '' };
  switch (rung.state) {
    case 'carrying':
      return { glyph: 'open', word: 'Active', tone: 'is-ok' };
    case 'trying':
      return { glyph: 'conn', word: 'Connecting', tone: 'is-water' };
    case 'climbing':
      return { glyph: 'conn', word: 'Trying again', tone: 'is-water' };
    case 'failed':
      if (state.phase === 'waiting' && state.transport === rung.transport) {
        return { glyph: 'back', word: 'Waiting', tone: 'is-warn' };
      }
      return { glyph: 'fail', word: 'Failed', tone: 'is-err' };
    case 'untried':
      return { glyph: 'off', word: 'Not tried', tone: '' };
  }
}

function whyOf(rung: RungStatus, { state, ladder }: SourceSnapshot): string {
  if (state.phase === 'paused') return 'Not connected while paused.';
  if (state.phase === 'open' && state.transport === rung.transport) {
    return `Answered ${state.via.status} after ${Math.round(state.via.openedAfterMs)} ms.`;
  }
  if (rung.reason) return rung.reason.message;
  if (rung.state === 'trying' || rung.state === 'climbing') return 'The first try.';
  const above = ladder[ladder.findIndex(({ transport }) => transport === rung.transport) - 1];
  return above ? `Next, if ${NAMES[above.transport]} fails.` : '';
}
