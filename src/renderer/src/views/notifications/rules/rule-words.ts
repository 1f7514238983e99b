import type { Condition, RuleView } from '@shared/rule';
import { t } from '../../../i18n/i18n';
import { clockTime, duration, listed, oneOf, whole } from '../../../ui/format';
import { visibleExcerpt } from '../../../ui/visible-text';

const LONGEST_NAME = 40;
/** Sources that are named; of more the number is told. */
const NAMED = 3;

/** A span that somebody set: `60 s`, `5 min`, `2 h`. */
export function spanWords(seconds: number): string {
  if (seconds <= 60) return `${whole(seconds)} s`;
  if (seconds % 3_600 === 0) return `${whole(seconds / 3_600)} h`;
  return seconds % 60 === 0 ? `${whole(seconds / 60)} min` : duration(seconds * 1_000);
}

/** What is waited for, after the query if there is one; empty where the query says it all. */
export function conditionWords(when: Condition): string {
  switch (when.kind) {
    case 'event':
      return '';
    case 'rate':
      return t(`notifications.rules.when.${when.direction}`, {
        n: whole(when.events),
        time: spanWords(when.perSeconds),
      });
    case 'silence':
      return when.longerThan === 'usual'
        ? t('notifications.rules.when.silentUsual')
        : t('notifications.rules.when.silent', { time: spanWords(when.longerThan) });
    case 'connection':
      return t('notifications.rules.when.becomes', {
        states: oneOf(when.becomes.map((turn) => t(`notifications.rules.becomes.${turn}`))),
      });
    case 'loss':
      return t('notifications.rules.when.loss');
    case 'shape':
      return oneOf(when.turns.map((turn) => t(`notifications.rules.turn.${turn}`)));
  }
}

/** The query of a condition; empty for none. */
export const queryOf = (when: Condition): string =>
  when.kind === 'event' || when.kind === 'rate' ? when.query : '';

/** `notify and orders`, `5 sources`; empty for every one. */
export function sourceWords(sources: readonly string[], nameOf: (id: string) => string): string {
  if (sources.length === 0) return '';
  if (sources.length > NAMED)
    return t('notifications.rules.sources', { n: whole(sources.length) }, sources.length);
  return listed(sources.map((id) => visibleExcerpt(nameOf(id), LONGEST_NAME)));
}

/**
 * What became of a rule: "6 times today, last at 14:32:07. Matches 318 stored."
 * @param matches how many events of the history its query finds; null while that is not known
 */
export function statusWords(
  { enabled, firedToday, lastFired, heldBack, then }: RuleView,
  matches: number | null,
  clock: 'local' | 'utc',
): string {
  const mutes = then.some((action) => action.do === 'mute');
  const said = enabled ? firedWords(firedToday, lastFired, mutes, clock) : t('notifications.rules.off');
  const count = matches === null ? null : whole(matches);
  const found = mutes && !enabled ? 'notifications.rules.wouldMute' : 'notifications.rules.matches';
  return [
    said,
    ...(enabled && heldBack > 0 ? [t('notifications.rules.heldBack', { n: whole(heldBack) }, heldBack)] : []),
    ...(count === null ? [] : [t(found, { n: count }, matches ?? 0)]),
  ].join(' ');
}

function firedWords(times: number, last: number | null, mutes: boolean, clock: 'local' | 'utc'): string {
  if (times === 0 || last === null) return t(`notifications.rules.${mutes ? 'notMuted' : 'notFired'}`);
  const at = clockTime(last, clock);
  if (mutes) return t('notifications.rules.muted', { n: whole(times), time: at }, times);
  return t('notifications.rules.fired', { n: whole(times), time: at }, times);
}
