import type { FieldMatch, QueryNode, TextMatch } from '@shared/query';
import { LEVELS } from '@shared/notification';
import { payloadTime } from '@shared/payload-time';
import { parseQuery } from '@shared/query/parse';
import type { StreamEvent } from '@shared/stream-event';
import { describe, expect, it, vi } from 'vitest';
import { compileQuery, compileSubjectQuery } from '../../../../../src/main/history/query/compile';
import { PayloadReader } from '../../../../../src/main/history/query/payload';
import { randomQuery } from '../../../shared/query/queries';
import { makeEvent } from '../make-event';
import { Random } from '../random';
import { cpuMs } from '../../../../support/cpu-ms';

function eventOf(data: string, parts: Partial<StreamEvent> = {}): StreamEvent {
  return { ...makeEvent({ sourceId: 'source-1', receivedAt: 1_763_733_600_000, data, ...parts }), seq: 1 };
}

const NOW = 1_763_733_700_000;

function matches(query: string, event: StreamEvent): boolean {
  const result = parseQuery(query, NOW);
  if (!result.ok) throw new Error(`${query}: ${result.problem.message}`);
  return compileQuery(result.node)(event);
}

const ORDER = eventOf(
  JSON.stringify({
    orderId: 1042,
    level: 'error',
    ok: true,
    note: null,
    amount: 19.5,
    code: '007',
    user: { name: 'Ada Lovelace', tags: ['admin', 'beta'] },
    items: [
      { id: 1, sku: 'A-1' },
      { id: 2, sku: 'B-2', orderId: 77 },
    ],
    data: { inner: 'deep' },
    empty: {},
    none: [],
    when: '2026-11-21T14:00:00Z',
  }),
  { type: 'order.created', id: '4711', level: 'warning' },
);

describe('compileQuery', () => {
  it.each([
    '',
    '*',
    'lovelace',
    'LOVELACE',
    '"ada lovelace"',
    'order.created',
    'orders/eu',
    '4711',
    'ada*ace',
    'l?velace',
    '*',
    '/love.ace/i',
    '/"orderId":\\d+/',
    'ada order.created',
    'ada OR nothing',
    '-nothing',
    'type:order.created',
    'type:ORDER.created',
    'type:order.*',
    'type:*.created',
    'type:or*cre*ed',
    'type:order?created',
    'type:~created',
    'type:/^order/',
    'type:*',
    'type:(x OR order.created)',
    'id:4711',
    'id:[4000 TO 5000]',
    'id:>4710',
    '-id:null',
    'channel:orders/eu',
    'channel:orders*',
    'source:source-1',
    'kind:event',
    'transport:SSE',
    'level:warning',
    'level:>=warning',
    'level:>info',
    'level:[info TO error]',
    'size:>100',
    'size:<10kB',
    'time:>-10m',
    'time:[2025-11-21T13:59:59Z TO 2025-11-21T14:00:01Z]',
    'orderId:1042',
    'orderId:"1042"',
    'orderId:1042.0',
    'data.orderId:1042',
    'orderId:>1000',
    'orderId:[1042 TO 1042]',
    'orderId:{1041 TO 1043}',
    'orderId:*',
    'orderId:10*',
    'orderId:~04',
    'orderId:/^10/',
    'ok:true',
    'ok:TRUE',
    'note:null',
    'note:*',
    'amount:19.5',
    'amount:19.50',
    'amount:>19',
    'code:007',
    'code:>6',
    'data.level:error',
    'data.level:ERR*',
    'data.user.name:"ada lovelace"',
    'user.name:~love',
    'user.tags:beta',
    'user.tags.1:beta',
    'items.id:2',
    'items.*.id:2',
    'items.0.sku:a-1',
    '**.sku:b-2',
    '**.orderId:77',
    '**.orderId:1042',
    'items.**.orderId:77',
    '*.name:ada*',
    'data.inner:deep',
    'data.data.inner:deep',
    'data.data.*:deep',
    'data:~lovelace',
    'data:{*',
    'data:*',
    'empty:*',
    'none:*',
    'when:>2026-01-01',
    'when:[2026-11-21 TO 2026-11-22]',
    'type:order.created AND data.level:error',
  ])('finds the order with %j', (query) => {
    if (query === 'data:{*') return expect(parseQuery(query).ok).toBe(false);
    return expect(matches(query, ORDER)).toBe(true);
  });

  it.each([
    '-*',
    'nothing',
    'ada -order.created',
    '/LOVELACE/',
    'type:order',
    'type:created*',
    'type:*order',
    'type:order?',
    'type:null',
    'id:>4711',
    'id:"4711 "',
    'channel:orders',
    'kind:gap',
    'level:error',
    'level:>warning',
    'level:<warning',
    'size:<100',
    'time:<-10m',
    'orderId:1043',
    'orderId:{1042 TO 2000]',
    'orderId:104',
    'ok:false',
    'note:"null"',
    'code:7',
    'data.level:erro',
    'level.x:*',
    'orderId.x:*',
    'user:ada',
    'user.*:"ada lovelace x"',
    'items.id:3',
    'items.2.id:*',
    'missing:*',
    'missing:null',
    'empty:x',
    '**.missing:1',
    'constructor:*',
    '__proto__:*',
    'user.toString:*',
    'items.length:2',
    'amount:>"2"',
  ])('does not find the order with %j', (query) => {
    expect(matches(query, ORDER)).toBe(false);
  });

  it('agrees with a plain evaluation of random queries over random events', () => {
    const found = { yes: 0, no: 0 };
    for (let seed = 0; seed < 1_500; seed++) {
      const random = new Random(seed);
      const node = randomQuery(random);
      const test = compileQuery(node);
      for (let i = 0; i < 12; i++) {
        const event = randomEvent(random);
        const expected = plainly(node, event);
        expect(test(event), `seed ${seed}: ${JSON.stringify(node)} over ${event.data}`).toBe(expected);
        found[expected ? 'yes' : 'no']++;
      }
    }
    expect(Math.min(found.yes, found.no)).toBeGreaterThan(3_000);
  });

  it('knows when a payload says that it happened', () => {
    const told = eventOf('{"timestamp":"2025-11-21T14:00:00Z"}');
    expect(matches('eventTime:2025-11-21T14:00:00Z', told)).toBe(true);
    expect(matches('eventTime:[2025-11-21T13:59:00Z TO 2025-11-21T14:01:00Z]', told)).toBe(true);
    expect(matches('eventTime:>2025-11-21T14:01:00Z', told)).toBe(false);
    expect(matches('eventTime:*', told)).toBe(true);
    const silent = eventOf('{"n":1}');
    expect(matches('eventTime:*', silent)).toBe(false);
    expect(matches('eventTime:<2100-01-01', silent)).toBe(false);
    expect(matches('-eventTime:>2000-01-01', silent)).toBe(true);
  });

  it('finds events by what is wrong with them', () => {
    const broken = eventOf(' {"n":1');
    expect(matches('problem:not-json', broken)).toBe(true);
    expect(matches('problem:NOT-JSON', broken)).toBe(true);
    expect(matches('problem:*', broken)).toBe(true);
    expect(matches('problem:(cut OR not-*)', broken)).toBe(true);
    expect(matches('problem:bad-utf8', broken)).toBe(false);
    expect(matches('problem:null', broken)).toBe(false);
    expect(matches('problem:*', eventOf('plain text'))).toBe(false);
    expect(matches('problem:null', eventOf('plain text'))).toBe(true);
  });

  it('finds what JSON writes with escapes', () => {
    const escaped = eventOf('{"l\\u0065vel":"\\u0065rror","path":"a\\/b","text":"say \\"hi\\""}');
    expect(matches('data.level:error', escaped)).toBe(true);
    expect(matches('path:a/b', escaped)).toBe(true);
    expect(matches('path:~/b', escaped)).toBe(true);
    expect(matches('text:~"\\"hi"', escaped)).toBe(true);
  });

  it('tells ids apart that a double cannot hold', () => {
    expect(matches('id64:9007199254740993', eventOf('{"id64":9007199254740993}'))).toBe(true);
    expect(matches('id64:9007199254740993', eventOf('{"id64":9007199254740992}'))).toBe(false);
    expect(matches('id64:9007199254740993', eventOf('{"id64":"9007199254740993"}'))).toBe(true);
  });

  it('finds a source by its id and by the name people gave it', () => {
    const result = parseQuery('source:"Shop events"');
    const sourceName = (id: string): string | undefined => (id === 'source-1' ? 'Shop Events' : undefined);
    expect(result.ok && compileQuery(result.node, { sourceName })(ORDER)).toBe(true);
    expect(result.ok && compileQuery(result.node)(ORDER)).toBe(false);
  });

  it('asks stored records as it asks events, and searches them for free text in their own way', () => {
    const record = {
      source: 's',
      channel: 'c',
      type: 'order',
      id: null,
      time: NOW - 1_000,
      eventTime: null,
      size: 10,
      kind: 'event',
      transport: 'sse',
      level: null,
      data: '{"orderId":5}',
      problems: 0,
    };
    const searched: string[] = [];
    const ask = (query: string): boolean => {
      const result = parseQuery(query, NOW);
      if (!result.ok) throw new Error(result.problem.message);
      const freeText = (match: TextMatch) => (subject: typeof record) => {
        if (match.kind === 'contains') searched.push(match.text);
        return subject === record;
      };
      return compileSubjectQuery<typeof record>(result.node, { freeText })(record);
    };
    expect(ask('type:order orderId:5 time:>-1m size:10 -id:*')).toBe(true);
    expect(ask('orderId:6')).toBe(false);
    expect(searched).toEqual([]);
    expect(ask('bytes orderId:5')).toBe(true);
    expect(searched).toEqual(['bytes']);
  });

  it('does not take payloads for fields that are no JSON objects', () => {
    for (const data of ['', 'level: error', '"level"', '{"level":"error"', '[1,2', 'null', '\u0000']) {
      expect(matches('data.level:error', eventOf(data))).toBe(false);
      expect(matches('-data.level:error', eventOf(data))).toBe(true);
    }
    expect(matches('level2:x', eventOf(' \n[{"level2":"x"}]'))).toBe(true);
  });

  it('parses a payload at most once for each event, and only when it has to', () => {
    const parse = vi.spyOn(JSON, 'parse');
    const count = (query: string, event: StreamEvent): number => {
      parse.mockClear();
      matches(query, event);
      return parse.mock.calls.length;
    };
    expect(count('a:1 OR b:2 OR orderId:3 OR amount:4 OR **.sku:x', ORDER)).toBe(1);
    expect(count('type:order.created lovelace size:>1', ORDER)).toBe(0);
    expect(count('orderId:1042 type:other', ORDER)).toBe(0);
    expect(count('missing:1', ORDER)).toBe(0);
    expect(count('data.level:debug', ORDER)).toBe(0);
    expect(count('orderId:1042', eventOf('orderId 1042'))).toBe(0);

    const payloads = new PayloadReader();
    parse.mockClear();
    for (const query of ['orderId:1', 'amount:2', '**.id:3']) {
      const result = parseQuery(query);
      if (result.ok) compileQuery(result.node, { payloads })(ORDER);
    }
    expect(parse).toHaveBeenCalledTimes(1);
    parse.mockRestore();
  });

  it('takes no more time than the payload asks for, however it is nested', () => {
    const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
    const wide = JSON.stringify({ list: Array.from({ length: 100_000 }, (_, id) => ({ id })) });
    const start = cpuMs();
    expect(matches('**.b:1', eventOf(deep))).toBe(false);
    expect(matches('**.a.**.a.**.a.**.a:2', eventOf(deep))).toBe(false);
    expect(matches('**.*.**.*.**:1', eventOf(deep))).toBe(true);
    expect(matches('list.id:99999', eventOf(wide))).toBe(true);
    expect(cpuMs() - start).toBeLessThan(3_000);
  });
});

const VALUES = [
  'err',
  'Error',
  'ERR',
  'two words',
  'a',
  'AB',
  '',
  'null',
  'true',
  '5',
  '007',
  'a\\"b',
  'ü🎉',
  '//',
  'x',
  5,
  0,
  -5,
];
const OTHERS = [
  2.5,
  1e21,
  1_000,
  true,
  false,
  null,
  [],
  {},
  ['a', 5, ['err']],
  { a: 'x', b: { orderId: 5 } },
];
const PAYLOAD_KEYS = ['a', 'b', 'orderId', 'Level', 'data', 'weird key', 'a.b', '0', 'q"', '', '$x', 'ß'];

function randomEvent(random: Random): StreamEvent {
  const object = (depth: number): Record<string, unknown> => {
    const made: Record<string, unknown> = {};
    for (let i = random.below(5); i > 0; i--) {
      const nested = depth > 0 && random.below(4) === 0;
      made[random.pick(PAYLOAD_KEYS)] = nested
        ? object(depth - 1)
        : random.pick<unknown>([...VALUES, ...OTHERS]);
    }
    return made;
  };
  const data = random.below(5) === 0 ? String(random.pick(VALUES)) : JSON.stringify(object(2));
  return eventOf(random.below(8) === 0 ? `[${data}]` : data, {
    type: random.pick(['message', 'err', 'Error', 'AND', 'a*b', '']),
    id: random.pick([null, '5', '007', '', 'x']),
    channel: random.pick(['a', 'orders/eu', 'two words']),
    kind: random.pick(['event', 'comment']),
    level: random.pick([null, ...LEVELS]),
    receivedAt: random.pick([1_763_733_600_123, 0, 1e12]),
    raw: new Uint8Array(random.pick([0, 10, 11, 3_000])),
  });
}

/** What a query means, without any care for speed. */
function plainly(node: QueryNode, event: StreamEvent): boolean {
  switch (node.kind) {
    case 'all':
      return true;
    case 'not':
      return !plainly(node.node, event);
    case 'and':
      return node.nodes.every((part) => plainly(part, event));
    case 'or':
      return node.nodes.some((part) => plainly(part, event));
    case 'text':
      return [event.data, event.type, event.channel, event.id ?? ''].some((text) =>
        textFits(node.match, text, false),
      );
    case 'field':
      return fieldFits(node, event);
  }
}

function fieldFits({ path, match }: Extract<QueryNode, { kind: 'field' }>, event: StreamEvent): boolean {
  const values = valuesAt(path, event);
  const ofEvent = path.length === 1 && ['channel', 'type', 'id', 'level'].includes(path[0]!);
  const there = ofEvent || event.data === '' ? values.filter((value) => value !== '') : values;
  if (match.kind === 'exists') return there.length > 0;
  if (ofEvent && match.kind === 'is' && match.value === null) return there.length === 0;
  return values.some((value) => fits(match, value, path));
}

function textFits(match: TextMatch, text: string, whole: boolean): boolean {
  if (match.kind === 'contains') return text.toLowerCase().includes(match.text.toLowerCase());
  if (match.kind === 'regex')
    return new RegExp(match.source, `${match.flags}u`.replace('uu', 'u')).test(text);
  const source = match.pattern.replace(/\\([^])|([*?])|([^])/gu, (_, escaped, wild, other) => {
    if (wild) return wild === '*' ? '[^]*' : '[^]';
    return (escaped ?? other).replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
  });
  return new RegExp(whole ? `^(?:${source})$` : source, 'iu').test(text);
}

function fits(match: FieldMatch, value: unknown, path: readonly string[]): boolean {
  if (match.kind === 'exists') return true;
  const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  if (match.kind === 'is') {
    if (match.value === null || value === null) return match.value === value;
    if (!scalar) return false;
    if (typeof value === 'number' && /^-?[\d.]+(?:e\+?\d+)?$/u.test(String(match.value)))
      return value === Number(match.value);
    return String(value).toLowerCase() === String(match.value).toLowerCase();
  }
  if (match.kind !== 'range') return scalar && textFits(match, String(value), true);
  const order = (bound: unknown): unknown =>
    path.length === 1 && path[0] === 'level' ? LEVELS.indexOf(bound as 'info') : bound;
  const ends = [match.low, match.high].map(
    (bound) => bound && { ...bound, value: order(bound.value) as number },
  );
  const wanted = ends.find((bound) => bound)?.value;
  let own = order(value);
  if (typeof wanted === 'number' && typeof own === 'string')
    own = /^-?\d+(\.\d+)?$/u.test(own) ? Number(own) : null;
  if (typeof own !== typeof wanted) return false;
  const number = own as number;
  const [low, high] = ends;
  return (
    (!low || (low.inclusive ? number >= low.value : number > low.value)) &&
    (!high || (high.inclusive ? number <= high.value : number < high.value))
  );
}

function valuesAt(path: readonly string[], event: StreamEvent): unknown[] {
  const [first] = path;
  const own: Record<string, unknown> = {
    source: event.sourceId,
    channel: event.channel,
    type: event.type,
    id: event.id,
    time: event.receivedAt,
    size: event.raw.byteLength,
    kind: event.kind,
    transport: event.transport,
    level: event.level,
    eventTime: payloadTime(event.data),
  };
  if (path.length === 1 && first !== undefined && first in own) {
    return own[first] === null ? [] : [own[first]];
  }
  let payload: unknown;
  try {
    payload = JSON.parse(event.data);
  } catch {
    payload = null;
  }
  const isJson = typeof payload === 'object' && payload !== null;
  const values = isJson ? below(payload, path) : [];
  if (first === 'data' && path.length > 1 && isJson) values.push(...below(payload, path.slice(1)));
  if (first === 'data' && path.length === 1) values.push(event.data);
  return values;
}

function below(value: unknown, path: readonly string[]): unknown[] {
  const [first, ...rest] = path;
  const elements = Array.isArray(value) ? value.flatMap((element) => below(element, path)) : [];
  if (first === undefined) return [value, ...elements];
  const children = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  const skipped =
    first === '**' ? [...below(value, rest), ...children.flatMap(([, child]) => below(child, path))] : [];
  const stepped = children.flatMap(([key, child]) =>
    first === '*' || first === key ? below(child, rest) : [],
  );
  return [...elements, ...skipped, ...(first === '**' ? [] : stepped)];
}
