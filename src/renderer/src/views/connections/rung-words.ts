import { TRANSPORTS, type RungStatus, type Transport } from '@shared/connection';
import { bursts } from '@shared/explain-patterns';
import type { SourceSnapshot } from '@shared/source';
import { t, worded } from '../../i18n/i18n';
import { clockTime, duration, whole } from '../../ui/format';
import type { GlyphState } from '../../ui/StateGlyph.vue';
import { transportName } from '../../ui/transport-name';

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
    count: carries
      ? duration(now - state.since)
      : tries.length === 0
        ? ''
        : t('common.attempts', { n: whole(tries.length) }, tries.length),
    since: carries
      ? t('connections.rung.since', { time: clockTime(state.since, clock) })
      : last
        ? t('connections.rung.last', { time: clockTime(last.startedAt, clock) })
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
  if (transports.length === 1) return t('connections.ladder.only', { name: NAMES[transports[0]!] });
  const [first, ...rest] = transports.map((transport) => NAMES[transport]);
  const way = [
    first,
    ...rest.map((name) =>
      t('connections.ladder.then', { name: name === 'Polling' ? transportName('polling') : name }),
    ),
  ].join(', ');
  return transports.join() === TRANSPORTS.join() ? t('connections.ladder.auto', { way }) : way;
}

/** The transport that is tried again next, while a lower one carries the stream; null when none is. */
export function climbTarget({ ladder, climbAt, state }: SourceSnapshot): Transport | null {
  if (climbAt === null || state.phase !== 'open') return null;
  const at = ladder.findIndex(({ transport }) => transport === state.transport);
  return at > 0 ? ladder[0]!.transport : null;
}

function look(rung: RungStatus, { state }: SourceSnapshot): Pick<RungWords, 'glyph' | 'word' | 'tone'> {
  if (state.phase === 'paused') return { glyph: 'pause', word: t('common.state.paused'), tone: '' };
  switch (rung.state) {
    case 'carrying':
      return { glyph: 'open', word: t('connections.rung.active'), tone: 'is-ok' };
    case 'trying':
      return { glyph: 'conn', word: t('common.state.connecting'), tone: 'is-water' };
    case 'climbing':
      return { glyph: 'conn', word: t('connections.rung.tryingAgain'), tone: 'is-water' };
    case 'failed':
      if (state.phase === 'waiting' && state.transport === rung.transport) {
        return { glyph: 'back', word: t('connections.rung.waiting'), tone: 'is-warn' };
      }
      return { glyph: 'fail', word: t('connections.rung.failed'), tone: 'is-err' };
    case 'untried':
      if (state.phase === 'waiting' && state.transport === rung.transport) {
        return { glyph: 'back', word: t('connections.rung.waiting'), tone: 'is-warn' };
      }
      return { glyph: 'off', word: t('connections.rung.notTried'), tone: '' };
  }
}

function whyOf(rung: RungStatus, source: SourceSnapshot): Pick<RungWords, 'why' | 'hint'> {
  const { state, ladder, config } = source;
  const say = (why: string, hint = ''): Pick<RungWords, 'why' | 'hint'> => ({ why, hint });
  if (state.phase === 'paused') return say(t('connections.rung.whyPaused'));
  if (state.phase === 'open' && state.transport === rung.transport) {
    const pattern = bursts(source);
    if (pattern) {
      const apart = duration(source.numbers.arrivals!.p99);
      return say(t('connections.rung.whyBursts', { time: apart }), worded(pattern.message));
    }
    return say(
      t('connections.rung.whyAnswered', {
        status: state.via.status,
        time: duration(state.via.openedAfterMs),
      }),
    );
  }
  if (rung.reason) return say(worded(rung.reason.message), worded(rung.reason.hint ?? ''));
  if (rung.state === 'trying' || rung.state === 'climbing') return say(t('connections.rung.whyFirst'));
  const at = ladder.findIndex(({ transport }) => transport === rung.transport);
  const above = ladder[at - 1];
  if (!above) return say('');
  const { muteMs, openTimeoutMs } = config.options.ladder;
  const round = (ms: number): string => duration(ms).replace(/[.,]0 s/u, ' s');
  return say(
    state.phase === 'open' && muteMs > 0
      ? t('connections.rung.whyNextMute', { above: NAMES[above.transport], time: round(muteMs) })
      : t('connections.rung.whyNextOpen', { above: NAMES[above.transport], time: round(openTimeoutMs) }),
  );
}
