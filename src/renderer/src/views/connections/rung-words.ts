import { TRANSPORTS, type RungStatus, type Transport } from '@shared/connection';
import { duration } from '@shared/duration';
import { bursts } from '@shared/explain-patterns';
import type { SourceSnapshot } from '@shared/source';
import { clockTime, plural } from '../../ui/format';
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
  readonly hint: string;
  readonly count: string;
  readonly since: string;
  readonly active: boolean;
  readonly quiet: boolean;
}

const NAMES: Readonly<Record<Transport, string>> = {
  websocket: 'WebSocket',
  sse: 'SSE',
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
    ...whyOf(rung, source),
    count: carries ? duration(now - state.since) : tries.length === 0 ? '' : plural(tries.length, 'attempt'),
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

/** `Auto: WebSocket, then SSE, then polling`, `SSE only`. */
export function strategyWords(transports: readonly Transport[]): string {
  const auto = transports.join() === TRANSPORTS.join() ? 'Auto: ' : '';
  if (transports.length === 1) return `${NAMES[transports[0]!]} only`;
  const [first, ...rest] = transports.map((transport) => NAMES[transport]);
  return auto + [first, ...rest.map((name) => `then ${name === 'Polling' ? 'polling' : name}`)].join(', ');
}

/** The transport that is tried again next, while a lower one carries the stream; null when none is. */
export function climbTarget({ ladder, climbAt, state }: SourceSnapshot): Transport | null {
  if (climbAt === null || state.phase !== 'open') return null;
  const at = ladder.findIndex(({ transport }) => transport === state.transport);
  return at > 0 ? ladder[0]!.transport : null;
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
      if (state.phase === 'waiting' && state.transport === rung.transport) {
        return { glyph: 'back', word: 'Waiting', tone: 'is-warn' };
      }
      return { glyph: 'off', word: 'Not tried', tone: '' };
  }
}

function whyOf(rung: RungStatus, source: SourceSnapshot): Pick<RungWords, 'why' | 'hint'> {
  const { state, ladder, config } = source;
  const say = (why: string, hint = ''): Pick<RungWords, 'why' | 'hint'> => ({ why, hint });
  if (state.phase === 'paused') return say('Not connected while paused.');
  if (state.phase === 'open' && state.transport === rung.transport) {
    const pattern = bursts(source);
    if (pattern) {
      const apart = duration(source.numbers.arrivals!.p99);
      return say(`Open, but events arrive in bursts up to ${apart} apart.`, pattern.message);
    }
    return say(`Answered ${state.via.status} after ${duration(state.via.openedAfterMs)}.`);
  }
  if (rung.reason) return say(rung.reason.message, rung.reason.hint);
  if (rung.state === 'trying' || rung.state === 'climbing') return say('The first try.');
  const at = ladder.findIndex(({ transport }) => transport === rung.transport);
  const above = ladder[at - 1];
  if (!above) return say('');
  const { muteMs, openTimeoutMs } = config.options.ladder;
  const whole = (ms: number): string => duration(ms).replace('.0 s', ' s');
  return say(
    state.phase === 'open' && muteMs > 0
      ? `Next, if ${NAMES[above.transport]} is silent for ${whole(muteMs)}.`
      : `Next, if ${NAMES[above.transport]} does not open within ${whole(openTimeoutMs)}.`,
  );
}
