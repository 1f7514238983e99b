import type { ViewFilter } from '@shared/feed';
import type { QueryNode } from '@shared/query';
import { QUERY_LENGTH_LIMIT } from '@shared/query/limits';
import { parseQuery } from '@shared/query/parse';
import { printQuery } from '@shared/query/print';

/** Longer names cannot be told from others that begin like them. */
const MAX_NAME = 256;

const field = (name: string, match: Extract<QueryNode, { kind: 'field' }>['match']): QueryNode => ({
  kind: 'field',
  path: [name],
  match,
});
const isKind = (value: string): QueryNode => field('kind', { kind: 'is', value });
const not = (node: QueryNode): QueryNode => ({ kind: 'not', node });
const joined = (kind: 'and' | 'or', nodes: readonly QueryNode[]): QueryNode =>
  nodes.length === 1 ? nodes[0]! : { kind, nodes };

/**
 * Query text for everything in the history that a filter holds back, hidden comments and states included; null when it holds
 * nothing back, or when that cannot be said in a query.
 *
 * @param now epoch ms that relative times of the filter's query are counted from
 */
export function inverseQuery(filter: ViewFilter, now: number): string | null {
  const parts = partsOf(filter, now);
  if (parts.length === 0) return null;
  // What is muted is not held back by the filter: it stays out whatever is asked for.
  const names = [...filter.types, ...filter.excludedTypes, ...filter.moreChannels, filter.channel ?? ''];
  if (names.some((name) => name.length >= MAX_NAME)) return null;
  const text = printQuery(not(joined('and', parts)));
  return text.length <= QUERY_LENGTH_LIMIT && parseQuery(text, now).ok ? text : null;
}

/** What an event has to pass to be shown: the same as in the main process, as a query that can be printed. */
function partsOf(filter: ViewFilter, now: number): QueryNode[] {
  const parsed = parseQuery(filter.query, now);
  // A query that cannot be read shows nothing, so that everything is held back.
  const query: QueryNode = parsed.ok ? parsed.node : not({ kind: 'all' });
  const { sources, channel, types, excludedTypes, range } = filter;
  const parts: QueryNode[] = [];
  const rows = [isKind('gap'), isKind('state')];
  if (sources.length > 0)
    parts.push(
      joined(
        'or',
        sources.map((value) => field('source', { kind: 'is', value })),
      ),
    );
  if (range) {
    const low = { value: range.from, inclusive: true };
    parts.push(field('time', { kind: 'range', low, high: { value: range.to, inclusive: false } }));
  }
  if (query.kind === 'and') parts.push(...query.nodes);
  else if (query.kind !== 'all') parts.push(query);
  if (!asksForKinds(query)) {
    if (!filter.comments) parts.push(not(isKind('comment')));
    if (!filter.states) parts.push(not(isKind('state')));
  }
  if (channel !== null) {
    const asked = [channel, ...filter.moreChannels].map((name) =>
      pattern('channel', `^${escaped(name)}(?:$|[:\\/])`),
    );
    parts.push(joined('or', [...rows, ...asked]));
  }
  if (types.length > 0) parts.push(joined('or', [...rows, joined('and', [isKind('event'), exactly(types)])]));
  if (excludedTypes.length > 0) parts.push(joined('or', [...rows, not(exactly(excludedTypes))]));
  return parts;
}

/** With case, as filters have it. */
const exactly = (types: readonly string[]): QueryNode =>
  joined(
    'or',
    types.map((type) => pattern('type', `^${escaped(type)}$`)),
  );
const pattern = (name: string, source: string): QueryNode =>
  field(name, { kind: 'regex', source, flags: '' });
const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');

function asksForKinds(node: QueryNode): boolean {
  if (node.kind === 'and' || node.kind === 'or') return node.nodes.some(asksForKinds);
  if (node.kind === 'not') return asksForKinds(node.node);
  return node.kind === 'field' && node.path.length === 1 && node.path[0] === 'kind';
}
