import { t } from '../../../i18n/i18n';
import { percent, whole } from '../../../ui/format';

/** What the count slot tells of. */
export interface Counted {
  readonly matched: number;
  readonly stored: number;
  readonly filtered: boolean;
  /** How far the search of the history is; null when it is over, or too short to be told of. */
  readonly search: { readonly looked: number; readonly of: number } | null;
  /** Events that are highlighted, of those that match; null when none are, or it is not known. */
  readonly marked?: number | null;
}

/** How much of the history was looked through, in whole per cent: 100 only when it is over. */
export function searchedPercent(search: { readonly looked: number; readonly of: number }): number {
  return search.of > 0 ? Math.max(0, Math.min(99, Math.floor((100 * search.looked) / search.of))) : 0;
}

/** `318 of 48,214`, `318, searching 34 %`, `48,214 events`, `12 marked of 48,214`. */
export function countWords({ matched, stored, filtered, search, marked = null }: Counted): string {
  if (marked !== null) {
    // The search of the list has not come as far as the count: what it holds is more than it shows.
    const n = whole(marked);
    return search
      ? t('stream.query.marked', { n }, marked)
      : t('stream.query.markedOf', { n, all: whole(matched) }, marked);
  }
  if (search && filtered) {
    const share = percent(searchedPercent(search));
    return t('stream.query.searching', { n: whole(matched), share });
  }
  if (filtered) return t('common.partOf', { part: whole(matched), all: whole(stored) });
  // The rows that are there: what is stored counts hidden heartbeats and states of connections as well.
  const events = search ? stored : matched;
  return t('common.events', { n: whole(events) }, events);
}
