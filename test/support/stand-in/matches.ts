/** Queries over made-up events: what the main process's matcher does, as far as the window can tell, without Node. */
import type { ViewFilter } from '@shared/feed';
import type { FieldMatch, QueryNode } from '@shared/query';
import { eventFieldOf } from '@shared/query/event-fields';
import { parseQuery } from '@shared/query/parse';
import type { EventRow } from '@shared/stream-event';

export type MadeUp = EventRow & { readonly data: string };
export type Test = (event: MadeUp) => boolean;

const LEVELS = ['success', 'info', 'warning', 'error'];

/** The test of a query; of one that cannot be read, nothing passes. */
export function queryTest(query: string, names: ReadonlyMap<string, string>): Test {
  const parsed = parseQuery(query);
  return parsed.ok ? (event) => passes(parsed.node, event, names) : () => false;
}

/** The tests of a filter: with its type part, and without. */
export function filterTests(
  filter: ViewFilter,
  names: ReadonlyMap<string, string>,
): { rows: Test; base: Test } {
  const query = queryTest(filter.query, names);
  const kinds = /\bkind:/u.test(filter.query);
  const base: Test = (event) => {
    const { kind, sourceId, channel, receivedAt } = event;
    if (filter.sources.length > 0 && !filter.sources.includes(sourceId)) return false;
    if (filter.range && (receivedAt < filter.range.from || receivedAt >= filter.range.to)) return false;
    if (!kinds && ((kind === 'comment' && !filter.comments) || (kind === 'state' && !filter.states)))
      return false;
    if (kind !== 'gap' && kind !== 'state') {
      const asked = filter.channel === null ? [] : [filter.channel, ...filter.moreChannels];
      if (asked.length > 0 && !asked.some((name) => isBelow(channel, name))) return false;
      const muted = filter.mutedChannels.some(
        (mark) =>
          (mark.sourceId === '' || mark.sourceId === sourceId) &&
          (mark.channel === '' || isBelow(channel, mark.channel)) &&
          !asked.some((name) => isBelow(name, mark.channel)),
      );
      if (muted) return false;
    }
    return query(event);
  };
  const rows: Test = (event) => {
    if (!base(event)) return false;
    if (event.kind === 'gap' || event.kind === 'state' || event.kind === 'finding') return true;
    if (filter.types.length > 0 && !filter.types.includes(event.type)) return false;
    return !filter.excludedTypes.includes(event.type) || event.kind !== 'event';
  };
  return { rows, base };
}

/** Whether a query asks for what differs between events that are alike otherwise. */
export function isIndividual(query: string): boolean {
  return /\b(?:id|time|eventTime):/u.test(query);
}

function isBelow(channel: string, branch: string): boolean {
  return channel === branch || channel.startsWith(`${branch}/`) || channel.startsWith(`${branch}:`);
}

function passes(node: QueryNode, event: MadeUp, names: ReadonlyMap<string, string>): boolean {
  switch (node.kind) {
    case 'all':
      return true;
    case 'and':
      return node.nodes.every((part) => passes(part, event, names));
    case 'or':
      return node.nodes.some((part) => passes(part, event, names));
    case 'not':
      return !passes(node.node, event, names);
    case 'text':
      return [event.data, event.type, event.channel, event.id].some((value) =>
        holds(node.match, value, true),
      );
    case 'field':
      return values(event, node.path, names).some((value) => holds(node.match, value, false));
  }
}

function values(event: MadeUp, path: readonly string[], names: ReadonlyMap<string, string>): unknown[] {
  switch (eventFieldOf(path)) {
    case null:
      return payloadValues(event.data, path);
    case 'source':
      return [event.sourceId, names.get(event.sourceId)];
    case 'time':
    case 'eventTime':
      return [event.receivedAt];
    case 'transport':
      return ['sse'];
    case 'level':
      return [event.level];
    default:
      return [event[path[0] as 'channel' | 'type' | 'id' | 'size' | 'kind' | 'problem']];
  }
}

function payloadValues(data: string, path: readonly string[]): unknown[] {
  let found: unknown[];
  try {
    found = [JSON.parse(data)];
  } catch {
    return [];
  }
  for (const name of path[0] === 'data' ? path.slice(1) : path)
    found = found.flatMap((value) => {
      if (typeof value !== 'object' || value === null) return [];
      if (name === '*') return Object.values(value);
      return name in value ? [(value as Record<string, unknown>)[name]] : [];
    });
  return found.flatMap((value) => (Array.isArray(value) ? (value as unknown[]) : [value]));
}

function holds(match: FieldMatch, value: unknown, anywhere: boolean): boolean {
  if (value === undefined || (value === null && match.kind !== 'is')) return false;
  const text = String(value).toLowerCase();
  switch (match.kind) {
    case 'exists':
      return true;
    case 'is':
      return String(match.value).toLowerCase() === text;
    case 'contains':
      return text.includes(match.text.toLowerCase());
    case 'wildcard': {
      const source = match.pattern
        .replace(/[.+^${}()|[\]\\]/gu, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.');
      return new RegExp(anywhere ? source : `^${source}$`, 'isu').test(text);
    }
    case 'regex':
      return new RegExp(match.source, match.flags).test(String(value));
    case 'range': {
      const rank = (of: unknown): number => {
        const level = LEVELS.indexOf(String(of));
        return level < 0 ? Number(of) : level;
      };
      const { low, high } = match;
      const at = rank(value);
      if (low && (low.inclusive ? at < rank(low.value) : at <= rank(low.value))) return false;
      return !high || (high.inclusive ? at <= rank(high.value) : at < rank(high.value));
    }
  }
}
