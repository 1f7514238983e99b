import { parseQuery } from '@shared/query/parse';
import { termOf, type EventValue } from './join/event-values';

/**
 * A query that also wants this value, or with `without` does not want it. What cannot be read gives way; a term that is there
 * already is not put there twice.
 */
export function narrowedTo(query: string, value: EventValue, without = false): string {
  return narrowedBy(query, `${without ? 'NOT ' : ''}${termOf(value)}`);
}

/** As `narrowedTo`, for a term as it stands in a query. */
export function narrowedBy(query: string, term: string): string {
  const had = query.trim();
  const parsed = parseQuery(had, 0);
  if (had === '' || !parsed.ok) return term;
  if (had === term || had.endsWith(` AND ${term}`)) return had;
  return parsed.node.kind === 'or' ? `(${had}) AND ${term}` : `${had} AND ${term}`;
}
