import type { HistoryTotals, ViewFilter } from '@shared/feed';
import type { HistoryState } from '@shared/history';
import { inverseQuery } from '../stores/feed-inverse';
import { bytes, plural, whole } from '../ui/format';

/** What a counter does when it is chosen: shows its events by a query, shows them where they are, or says what it means. */
export type CounterAction =
  | { readonly kind: 'query'; readonly query: string }
  | { readonly kind: 'everything' | 'table' }
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
      all('received', 'Received since the start', totals.received),
      all('stored', 'In the history', totals.stored),
      shown(counted),
      filtered(counted),
    ],
    [
      explain(
        'evicted',
        'Let go',
        totals.evicted,
        whole(totals.evicted),
        `The oldest events leave the history when it reaches its limits. ${carriedWords(history.carried)}`,
      ),
      warned(
        explain(
          'dropped',
          'Not kept',
          totals.dropped,
          whole(totals.dropped),
          'These events were shown, but the disk was slower than the streams or took nothing, so they are not in the history.',
        ),
        totals.dropped,
      ),
      explain(
        'waiting',
        'Waiting to be written',
        history.waitingBytes,
        bytes(history.waitingBytes),
        'These bytes are in memory and go to the disk within 20 ms, unless the disk is slower than the streams.',
      ),
      explain(
        'unindexed',
        'Parts without an index',
        history.unindexed,
        whole(history.unindexed),
        'Their index is being made. Until then they are searched event by event, which takes longer.',
      ),
      ...damage(history),
    ],
    [
      byProblem('not-json', 'Broken JSON', history.notJson),
      byProblem('bad-utf8', 'Broken UTF-8', history.badUtf8),
      byProblem('cut', 'Longer than the inspector shows', history.cut),
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
    label: 'Shown',
    value: searching ? `${whole(matched)}, searching` : whole(matched),
    action: matched > 0 ? { kind: 'table' } : null,
    tone: 'plain',
  };
}

function filtered({ totals, matched, searching, filter, now }: Counted): Counter {
  const value = Math.max(0, totals.stored - matched);
  const query = searching || value === 0 ? null : inverseQuery(filter, now);
  return {
    id: 'filtered',
    label: 'Filtered out',
    value: searching ? 'searching' : whole(value),
    action: query === null ? null : { kind: 'query', query },
    tone: 'plain',
  };
}

function damage({ damagedFiles, damagedBytes, tornBytes }: HistoryState): Counter[] {
  if (damagedFiles === 0 && tornBytes === 0) return [];
  const sentences = [
    damagedFiles === 0
      ? ''
      : `${bytes(damagedBytes)} in ${plural(damagedFiles, 'file')} could not be read. The files are kept in the folder "damaged" of the history; the rest of their events is here.`,
    tornBytes === 0
      ? ''
      : `${bytes(tornBytes)} of an event that was being written when the last run ended are gone.`,
  ];
  return [
    {
      id: 'damaged',
      label: 'Damaged',
      value: bytes(damagedBytes + tornBytes),
      action: { kind: 'explain', sentence: sentences.join(' ').trim() },
      tone: 'warn',
    },
  ];
}

function carriedWords(carried: number): string {
  if (carried === 0) return 'The newest event of every channel stays.';
  return `The newest event of every channel stays: ${plural(carried, 'event')} are here for that alone.`;
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
