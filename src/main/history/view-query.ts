import type { ViewFilter } from '@shared/feed';
import type { QueryNode } from '@shared/query';
import { parseQuery } from '@shared/query/parse';
import { cutText } from '@shared/text';
import { ROW_NAME_LENGTH } from './event-row';
import { escapeLiteral } from './query/regex-test';
import { valueTest } from './query/value-test';

/** A filter as queries, which run over arriving events and over the history alike. */
export interface ViewQueries {
  /** Everything but the type part: what the type counts are made of. */
  readonly base: QueryNode;
  /** The type part alone. */
  readonly type: QueryNode;
  /** What the view shows: both. */
  readonly rows: QueryNode;
}

/** Names that people gave to sources, by id. */
export type SourceNames = ReadonlyMap<string, string>;

/** Longer expressions are refused by the query language; alternatives are spread over several. */
const MAX_EXPRESSION = 900;

const NOTHING: QueryNode = { kind: 'not', node: { kind: 'all' } };
const isKind = (value: string): QueryNode => ({
  kind: 'field',
  path: ['kind'],
  match: { kind: 'is', value },
});
const isOfSource = (id: string): QueryNode => ({
  kind: 'field',
  path: ['source'],
  match: { kind: 'is', value: id },
});
const not = (node: QueryNode): QueryNode => ({ kind: 'not', node });
const all = (nodes: readonly QueryNode[]): QueryNode =>
  nodes.length === 1 ? nodes[0]! : nodes.length === 0 ? { kind: 'all' } : { kind: 'and', nodes };
const any = (nodes: readonly QueryNode[]): QueryNode =>
  nodes.length === 1 ? nodes[0]! : nodes.length === 0 ? NOTHING : { kind: 'or', nodes };

/** The type as filters and counts name it. */
export function typeName(type: string): string {
  return cutText(type, ROW_NAME_LENGTH);
}

/**
 * The queries of a filter. Breaks and states are bound by sources, time and query only: a break in a stream that is looked at
 * shows whatever channel or type is wanted. Comments and sent messages have no type, so they are left out while only some
 * types are wanted. A query that asks for kinds decides about them itself.
 *
 * @param now epoch ms that relative times of the query are counted from
 */
export function viewQueries(filter: ViewFilter, names: SourceNames, now: number): ViewQueries {
  const parsed = parseQuery(filter.query, now);
  const query = parsed.ok ? resolveSources(parsed.node, names) : NOTHING;
  const parts: QueryNode[] = [];
  if (filter.sources.length > 0) parts.push(any(filter.sources.map(isOfSource)));
  if (filter.range) {
    const { from, to } = filter.range;
    const match = {
      kind: 'range',
      low: { value: from, inclusive: true },
      high: { value: to, inclusive: false },
    } as const;
    parts.push({ kind: 'field', path: ['time'], match });
  }
  if (query.kind !== 'all') parts.push(query);
  if (!asksForKinds(query)) {
    if (!filter.comments) parts.push(not(isKind('comment')));
    if (!filter.states) parts.push(not(isKind('state')));
  }
  const channels = channelsOf(filter);
  if (channels.length > 0) parts.push(any([isKind('gap'), isKind('state'), ...below(channels)]));
  parts.push(...unmutedPart(filter));
  const types = typePart(filter);
  return { base: all(parts), type: all(types), rows: all([...parts, ...types]) };
}

const channelsOf = ({ channel, moreChannels }: ViewFilter): readonly string[] =>
  channel === null ? [] : [channel, ...moreChannels];

/** What is not muted: what the filter asks for by name never is. */
function unmutedPart(filter: ViewFilter): QueryNode[] {
  const asked = channelsOf(filter);
  const bySource = new Map<string, string[]>();
  for (const { sourceId, channel } of filter.mutedChannels) {
    const isAsked =
      channel === ''
        ? filter.sources.length === 1 && filter.sources[0] === sourceId
        : asked.some((name) => isWithin(name, channel));
    if (!isAsked) bySource.set(sourceId, [...(bySource.get(sourceId) ?? []), channel]);
  }
  if (bySource.size === 0) return [];
  const muted = [...bySource].map(([sourceId, channels]) =>
    all([
      ...(sourceId === '' ? [] : [isOfSource(sourceId)]),
      ...(channels.includes('') ? [] : [any(below(channels))]),
    ]),
  );
  return [any([isKind('gap'), isKind('state'), not(any(muted))])];
}

/** The events of one channel of one source, and of none below it. */
export const ofChannel = (sourceId: string, channel: string): QueryNode =>
  all([isOfSource(sourceId), isKind('event'), ...exactly('channel', [channel])]);

function isWithin(channel: string, branch: string): boolean {
  const next = channel[branch.length];
  return channel === branch || ((next === '/' || next === ':') && channel.startsWith(branch));
}

function typePart({ types, excludedTypes }: ViewFilter): QueryNode[] {
  const ours = [isKind('gap'), isKind('state'), isKind('finding')];
  const parts: QueryNode[] = [];
  if (types.length > 0) parts.push(any([...ours, all([isKind('event'), any(exactly('type', types))])]));
  if (excludedTypes.length > 0) parts.push(any([...ours, not(any(exactly('type', excludedTypes)))]));
  return parts;
}

/** Tests for a field that holds one of these texts, with case: longer ones as far as filters name them. */
function exactly(field: string, texts: readonly string[]): QueryNode[] {
  const expressions: string[] = [];
  for (const text of texts) {
    const escaped = escapeLiteral(text) + (text.length >= ROW_NAME_LENGTH ? '[^]*' : '');
    const last = expressions.at(-1);
    if (last !== undefined && last.length + escaped.length < MAX_EXPRESSION) {
      expressions[expressions.length - 1] = `${last}|${escaped}`;
    } else expressions.push(escaped);
  }
  return expressions.map((source) =>
    source.length < MAX_EXPRESSION
      ? { kind: 'field', path: [field], match: { kind: 'regex', source: `^(?:${source})$`, flags: '' } }
      : {
          kind: 'field',
          path: [field],
          match: { kind: 'is', value: texts.find((text) => escapeLiteral(text) === source) ?? source },
        },
  );
}

/** The channels themselves and all below them: `orders` takes `orders/eu` and `orders:7`. */
function below(channels: readonly string[]): QueryNode[] {
  const expressions: string[] = [];
  const patterns: QueryNode[] = [];
  for (const channel of channels) {
    const source = escapeLiteral(channel);
    const last = expressions.at(-1);
    if (source.length >= MAX_EXPRESSION) {
      const pattern = `${channel.replace(/[\\*?]/gu, '\\$&')}*`;
      patterns.push({ kind: 'field', path: ['channel'], match: { kind: 'wildcard', pattern } });
    } else if (last !== undefined && last.length + source.length < MAX_EXPRESSION) {
      expressions[expressions.length - 1] = `${last}|${source}`;
    } else expressions.push(source);
  }
  return [
    ...expressions.map((source): QueryNode => {
      const regex = `^(?:${source})(?:$|[:/])`;
      return { kind: 'field', path: ['channel'], match: { kind: 'regex', source: regex, flags: '' } };
    }),
    ...patterns,
  ];
}

/** Whether a query says itself which kinds of rows it means. */
export function asksForKinds(node: QueryNode): boolean {
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.nodes.some(asksForKinds);
    case 'not':
      return asksForKinds(node.node);
    case 'field':
      return node.path.length === 1 && node.path[0] === 'kind';
    default:
      return false;
  }
}

/** The same query, where `source:` finds a source by the name that it goes by as well as by its id. */
export function resolveSources(node: QueryNode, names: SourceNames): QueryNode {
  switch (node.kind) {
    case 'and':
    case 'or':
      return { kind: node.kind, nodes: node.nodes.map((part) => resolveSources(part, names)) };
    case 'not':
      return not(resolveSources(node.node, names));
    case 'field': {
      if (node.path.length !== 1 || node.path[0] !== 'source' || node.match.kind === 'exists') return node;
      const test = valueTest(node.match);
      const named = [...names].filter(([, name]) => test(name)).map(([id]) => id);
      const byId: QueryNode[] = named.map((id) => ({ ...node, match: { kind: 'is', value: id } }));
      return any([node, ...byId]);
    }
    default:
      return node;
  }
}
