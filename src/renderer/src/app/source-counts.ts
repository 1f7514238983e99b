import type { SourceSnapshot } from '@shared/source';
import { t, type MessageKey } from '../i18n/i18n';
import type { GlyphState } from '../ui/StateGlyph.vue';
import { carriedBy, hasAnswered } from '../ui/connection-words';
import { duration, whole } from '../ui/format';

/** How many sources are in one state, in words: "3 open", "1 fallback", "1 retrying in 4 s". */
export interface StateCount {
  readonly glyph: GlyphState;
  readonly words: string;
  /** How many, where there is no room for the words. */
  readonly amount: string;
  readonly tone: 'warn' | 'err' | null;
}

/** The sources by state, healthy ones first; states without a source are left out. */
export function sourceCounts(sources: readonly SourceSnapshot[], now: number): StateCount[] {
  const states = sources.map(({ state }) => state);
  const count = (phase: string): number => states.filter((state) => state.phase === phase).length;
  const counts: StateCount[] = [];
  const add = (
    amount: number,
    glyph: GlyphState,
    key: MessageKey,
    tone: StateCount['tone'] = null,
    values: Readonly<Record<string, string>> = {},
  ): void => {
    const n = whole(amount);
    if (amount > 0) counts.push({ glyph, words: t(key, { ...values, n }, amount), amount: n, tone });
  };

  const polling = states.filter((state) => state.phase === 'open' && state.transport === 'polling').length;
  const fallen = sources
    .filter((source) => carriedBy(source)?.fallen)
    .filter(({ state }) => state.phase === 'open' && state.transport !== 'polling').length;
  add(count('open') - polling - fallen, 'open', 'shell.frame.open');
  add(fallen, 'fall', 'shell.frame.fallback');
  add(polling, 'poll', 'shell.frame.polling');
  add(count('connecting'), 'conn', 'shell.frame.connecting');
  let next = Infinity;
  for (const state of states) if (state.phase === 'waiting') next = Math.min(next, state.until);
  const left = Math.max(0, Math.ceil((next - now) / 1_000));
  add(count('waiting'), 'back', 'shell.frame.retrying', 'warn', {
    time: left < 60 ? `${left} s` : duration(left * 1_000),
  });
  const refused = states.filter((state) => state.phase === 'stopped' && state.needsCredentials).length;
  add(refused, 'fail', 'shell.frame.refused', 'err');
  const answered = states.filter(hasAnswered).length;
  add(answered, 'off', 'connections.answered.count');
  add(count('stopped') - refused - answered, 'fail', 'shell.frame.stopped', 'err');
  add(count('paused'), 'pause', 'shell.frame.paused');
  return counts;
}
