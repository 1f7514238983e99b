import type { HistoryTotals, ViewFilter } from '@shared/feed';
import type { HistoryState } from '@shared/history';
import { t } from '../i18n/i18n';
import { inverseQuery } from '../stores/feed-inverse';
import { bytes, whole } from '../ui/format';

/** What a counter does when it is chosen: shows its events by a query, lets muted ones in, shows them where they are, or says what it means. */
export type CounterAction =
  | { readonly kind: 'query'; readonly query: string }
  | { readonly kind: 'everything' | 'table' | 'unmute' }
  | { readonly kind: 'explain'; readonly sentence: string };

export interface Counter {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** Null: there is nothing to show. */
  readonly action: CounterAction | null;
  readonly tone: 'plain' | 'warn';
}

export interface Counted {
  readonly totals: HistoryTotals;
  readonly history: HistoryState;
  readonly filter: ViewFilter;
  readonly matched: number;
  /** Events that only their channel's mute keeps out; null for not known, or nothing muted. */
  readonly muted: number | null;
  /** The history is still being searched: what matches is not known yet. */
  readonly searching: boolean;
  /** Epoch ms. */
  readonly now: number;
}

/** The counters in the order of an event's way: what came, what shows, what was let go, what is wrong. */
export function counterGroups(counted: Counted): readonly (readonly Counter[])[] {
  const { totals, history } = counted;
  const explain = (id: string, label: string, value: number, words: string, sentence: string): Counter => ({
    id,
    label,
    value: words,
    action: value > 0 ? { kind: 'explain', sentence } : null,
    tone: 'plain',
  });
  return [
    [
      all('received', t('shell.counters.received'), totals.received),
      all('stored', t('shell.counters.stored'), totals.stored),
      shown(counted),
      filtered(counted),
      ...muted(counted),
    ],
    [
      explain(
        'evicted',
        t('shell.counters.evicted'),
        totals.evicted,
        whole(totals.evicted),
        t('shell.counters.evictedWhy', { carried: carriedWords(history.carried) }),
      ),
      warned(
        explain(
          'dropped',
          t('shell.counters.dropped'),
          totals.dropped,
          whole(totals.dropped),
          t('shell.counters.droppedWhy'),
        ),
        totals.dropped,
      ),
      explain(
        'waiting',
        t('shell.counters.waiting'),
        history.waitingBytes,
        bytes(history.waitingBytes),
        t('shell.counters.waitingWhy'),
      ),
      explain(
        'unindexed',
        t('shell.counters.unindexed'),
        history.unindexed,
        whole(history.unindexed),
        t('shell.counters.unindexedWhy'),
      ),
      ...damage(history),
    ],
    [
      byProblem('not-json', t('shell.counters.notJson'), history.notJson),
      byProblem('bad-utf8', t('shell.counters.badUtf8'), history.badUtf8),
      byProblem('cut', t('shell.counters.cut'), history.cut),
    ],
  ];
}

const all = (id: string, label: string, value: number): Counter => ({
  id,
  label,
  value: whole(value),
  action: value > 0 ? { kind: 'everything' } : null,
  tone: 'plain',
});

const byProblem = (problem: string, label: string, value: number): Counter =>
  warned(
    {
      id: problem,
      label,
      value: whole(value),
      action: value > 0 ? { kind: 'query', query: `problem:${problem}` } : null,
      tone: 'plain',
    },
    value,
  );

const warned = (counter: Counter, value: number): Counter => ({
  ...counter,
  tone: value > 0 ? 'warn' : 'plain',
});

function shown({ matched, searching }: Counted): Counter {
  return {
    id: 'shown',
    label: t('shell.counters.shown'),
    value: searching ? t('shell.counters.shownSearching', { n: whole(matched) }) : whole(matched),
    action: matched > 0 ? { kind: 'table' } : null,
    tone: 'plain',
  };
}

function filtered(counted: Counted): Counter {
  const { totals, matched, muted: quiet, filter, now } = counted;
  const known = isCounted(counted);
  const value = Math.max(0, totals.stored - matched - (quiet ?? 0));
  const query = known && value > 0 ? inverseQuery(filter, now) : null;
  return {
    id: 'filtered',
    label: t('shell.counters.filtered'),
    value: known ? whole(value) : t('shell.counters.searching'),
    action: query === null ? null : { kind: 'query', query },
    tone: 'plain',
  };
}

/** Apart from what is filtered out: nobody asked for these to be left out, only to be quiet. */
function muted(counted: Counted): Counter[] {
  if (counted.filter.mutedChannels.length === 0) return [];
  const value = counted.muted ?? 0;
  const known = isCounted(counted);
  return [
    {
      id: 'muted',
      label: t('shell.counters.muted'),
      value: known ? whole(value) : t('shell.counters.searching'),
      action: known && value > 0 ? { kind: 'unmute' } : null,
      tone: 'plain',
    },
  ];
}

/** Whether it is known how many do not show, and why. */
const isCounted = ({ searching, muted: quiet, filter }: Counted): boolean =>
  !searching && (quiet !== null || filter.mutedChannels.length === 0);

function damage({ damagedFiles, damagedBytes, tornBytes }: HistoryState): Counter[] {
  if (damagedFiles === 0 && tornBytes === 0) return [];
  const sentences = [
    damagedFiles === 0
      ? ''
      : t('shell.counters.damagedWhy', { size: bytes(damagedBytes), n: whole(damagedFiles) }, damagedFiles),
    tornBytes === 0 ? '' : t('shell.counters.tornWhy', { size: bytes(tornBytes) }),
  ];
  return [
    {
      id: 'damaged',
      label: t('shell.counters.damaged'),
      value: bytes(damagedBytes + tornBytes),
      action: { kind: 'explain', sentence: sentences.join(' ').trim() },
      tone: 'warn',
    },
  ];
}

function carriedWords(carried: number): string {
  if (carried === 0) return t('shell.counters.carriedNone');
  return t('shell.counters.carried', { n: whole(carried) }, carried);
}

/** How full the history is, 0 to 1, by whichever of its bounds in bytes and events is nearer. */
export function filledShare(
  { bytes: used, events }: Pick<HistoryState, 'bytes' | 'events'>,
  limits: { readonly megabytes: number; readonly events: number },
): number {
  const byBytes = limits.megabytes > 0 ? used / (limits.megabytes * 1_000_000) : 0;
  const byEvents = limits.events > 0 ? events / limits.events : 0;
  return Math.min(1, Math.max(byBytes, byEvents));
}
