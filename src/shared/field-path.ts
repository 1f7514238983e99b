import { parseQuery } from './query/parse';

/**
 * The keys that a path of the payload names, as the query language has it: `order.total`, `items.*.sku`, `**.userId`,
 * `data."first name"`. Null when a text names none.
 */
export function readFieldPath(text: string): readonly string[] | null {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed.includes(':')) return null;
  const parsed = parseQuery(`${trimmed}:*`, 0);
  return parsed.ok && parsed.node.kind === 'field' && parsed.node.match.kind === 'exists'
    ? parsed.node.path
    : null;
}
