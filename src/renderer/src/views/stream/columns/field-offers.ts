import { printPath } from '@shared/query/print';
import type { SeenField } from '@shared/query/seen-fields';
import { MAX_FIELD_PATH } from '@shared/table-layout';

/** A path that somebody may mean. */
export interface FieldOffer {
  readonly path: string;
  /** Events that had it, of those that were looked at. */
  readonly count: number;
}

/**
 * Paths of fields that events had, most frequent first; behind `**.` the names of fields wherever they are.
 *
 * @param text what has been typed
 * @param taken paths that are columns already
 */
export function fieldOffers(
  text: string,
  seen: readonly SeenField[],
  taken: readonly string[],
  most: number,
): FieldOffer[] {
  const wanted = text.trim().toLowerCase();
  const anywhere = wanted.startsWith('**');
  const offers = new Map<string, number>();
  for (const { path, count } of seen) {
    if (path[0] !== 'data' || path.length < 2) continue;
    const keys = anywhere ? ['**', path.at(-1)!] : path.slice(1);
    const printed = printPath(keys);
    if (printed.length <= MAX_FIELD_PATH) offers.set(printed, (offers.get(printed) ?? 0) + count);
  }
  return [...offers]
    .map(([path, count]) => ({ path, count }))
    .filter(({ path }) => path.toLowerCase().includes(wanted) && !taken.includes(path))
    .sort((a, b) => b.count - a.count)
    .slice(0, most);
}
