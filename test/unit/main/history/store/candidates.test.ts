import { Buffer } from 'node:buffer';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { TRANSPORTS } from '@shared/connection';
import { LEVELS } from '@shared/notification';
import type { Bound, FieldMatch, QueryNode, TextMatch } from '@shared/query';
import { EVENT_KINDS, EVENT_PROBLEMS } from '@shared/stream-event';
import type { StreamEvent } from '@shared/stream-event';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileQuery } from '../../../../../src/main/history/query/compile';
import { candidates } from '../../../../../src/main/history/store/candidates';
import type { SegmentTables } from '../../../../../src/main/history/store/candidates';
import type { Columns } from '../../../../../src/main/history/store/columns';
import { GrowingSegment } from '../../../../../src/main/history/store/growing-segment';
import { readSummary } from '../../../../../src/main/history/store/index-file';
import { openIndex } from '../../../../../src/main/history/store/segment-index';
import {
  recordBound,
  RecordView,
  sealRecord,
  writeRecord,
} from '../../../../../src/main/history/store/record';
import { compileRecordQuery, RecordSubject } from '../../../../../src/main/history/store/record-query';
import { buildIndex, loadSegment } from '../../../../../src/main/history/store/segment';
import { indexPath } from '../../../../../src/main/history/store/segment-file';
import { summarise } from '../../../../../src/main/history/store/summary';
import { Turns } from '../../../../../src/main/history/store/turns';
import { numbers, sampleEvent } from './sample-events';

type Random = (bound: number) => number;

/** A segment in one of its states, as a query sees it. */
interface State {
  readonly columns: Columns;
  readonly index: SegmentTables | null;
  readonly bytes: Buffer;
}

let folder: string;
let events: StreamEvent[];
const states = new Map<string, State>();

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'candidates-'));
  const random = numbers(77);
  events = Array.from({ length: 500 }, (_, i) => oddEvent(i + 1, random));
  events.push(sampleEvent(501, { data: JSON.stringify({ data: 'beta\ngamma', msg: 'beta\ngamma' }) }));
  const file = path.join(folder, '0000000000000001.seg');
  const half = Math.floor(events.length / 2);
  let growing = new GrowingSegment(file, 1);
  growing.write(recordsOf(events.slice(0, half)));
  growing.closeFile();
  growing = new GrowingSegment(file, 1, loadSegment(file));
  growing.write(recordsOf(events.slice(half)));
  states.set('growing', {
    columns: growing.columns.frozen(),
    index: null,
    bytes: growing.memory.subarray(0, growing.bytes),
  });
  growing.closeFile();

  const loaded = loadSegment(file);
  const segment = {
    path: file,
    carry: false,
    nameSeq: 1,
    summary: null,
    indexed: false,
    loaded,
    gone: false,
  };
  await buildIndex(segment, loaded, new Turns());
  const index = openIndex(indexPath(file), () => loadSegment(file).columns)!;
  states.set('indexed', { columns: index.columns, index, bytes: loaded.bytes });
  const again = loadSegment(file);
  states.set('reopened', { columns: again.columns, index: null, bytes: again.bytes });
});

afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

function recordsOf(list: readonly StreamEvent[]): Buffer {
  const bytes = Buffer.from(new ArrayBuffer(list.reduce((sum, event) => sum + recordBound(event) + 4, 0)));
  let end = 0;
  for (const event of list) {
    writeRecord(event, bytes, end);
    end = sealRecord(bytes, end);
  }
  return bytes.subarray(0, end);
}

/** What is wrong with the answers of all states to a query; `''` when nothing is. */
function faultOf(node: QueryNode): string {
  const wanted = compileQuery(node);
  const expected = events.map((event) => wanted(event));
  const matches = compileRecordQuery(node);
  for (const [name, { columns, index, bytes }] of states) {
    const { yes, maybe } = candidates(node, columns, index);
    const subject = new RecordSubject(new RecordView());
    for (const [i, event] of events.entries()) {
      subject.view.set(bytes, columns.arrays.offsets[i]!);
      const said = `${name}: ${JSON.stringify(node)} of ${JSON.stringify(event.data)} ${event.type} ${event.id ?? ''}`;
      if (yes.has(i) && !maybe.has(i)) return `certain and impossible, ${said}`;
      if (yes.has(i) && !expected[i]) return `certain and wrong, ${said}`;
      if (!maybe.has(i) && expected[i]) return `left out, ${said}`;
      if (matches(subject) !== expected[i]) return `record, ${said}`;
    }
  }
  return '';
}

describe('what the index says', () => {
  it('never leaves out an event that matches and is certain only of those that do', () => {
    const random = numbers(2_024);
    for (let i = 0; i < 400; i++) {
      const fault = faultOf(randomQuery(random, 2));
      if (fault !== '') expect.fail(fault);
    }
  }, 60_000);

  it('knows letters by the case folding of the query language', () => {
    for (const text of [
      'kelvin',
      'KELVIN',
      '\u212aelvin',
      'ſtatus',
      'STATUS',
      'größe',
      'GRÖẞE',
      'İ',
      'i',
      'ı',
      'οδος',
      'ΟΔΟΣ',
    ]) {
      for (const kind of ['contains', 'is'] as const) {
        const match: FieldMatch = kind === 'is' ? { kind, value: text } : { kind, text };
        expect(faultOf({ kind: 'field', path: ['msg'], match })).toBe('');
        if (match.kind === 'contains') expect(faultOf({ kind: 'text', match })).toBe('');
      }
    }
  });

  it('knows that words behind an escape begin with its letter', () => {
    const match: FieldMatch = { kind: 'contains', text: 'beta\ngamma' };
    for (const way of ['data', 'msg']) {
      expect(faultOf({ kind: 'field', path: [way], match })).toBe('');
      expect(events.filter(compileQuery({ kind: 'field', path: [way], match })), way).not.toEqual([]);
    }
  });

  it('answers without a look at events where it can', () => {
    const { columns, index } = states.get('indexed')!;
    const sure = (node: QueryNode): boolean => {
      const { yes, maybe } = candidates(node, columns, index);
      const rest = maybe.clone().and(yes.clone().not());
      return yes.count() > 0 && rest.count() < events.length / 10;
    };
    const field = (name: string, match: FieldMatch): QueryNode => ({
      kind: 'field',
      path: name.split('.'),
      match,
    });
    const range: FieldMatch = { kind: 'range', low: { value: 5, inclusive: true }, high: null };
    for (const node of [
      field('data.level', { kind: 'is', value: 'error' }),
      field('level', { kind: 'is', value: 'error' }),
      field('user.tags', { kind: 'contains', text: 'b' }),
      field('n', range),
      field('user', { kind: 'exists' }),
      field('**.name', { kind: 'exists' }),
      field('user.*', { kind: 'is', value: 'beta' }),
      field('eventTime', { kind: 'exists' }),
      field('eventTime', { kind: 'range', low: { value: 1_700_000_000_000, inclusive: true }, high: null }),
      field('problem', { kind: 'is', value: 'not-json' }),
      field('problem', { kind: 'is', value: 'bad-utf8' }),
      field('kind', { kind: 'is', value: 'state' }),
      { kind: 'text', match: { kind: 'contains', text: 'lph' } },
      { kind: 'text', match: { kind: 'regex', source: 'ord[eo]r', flags: '' } },
      { kind: 'text', match: { kind: 'regex', source: 'GAM+A', flags: 'i' } },
      { kind: 'text', match: { kind: 'contains', text: '京' } },
    ] as const) {
      expect(sure(node), JSON.stringify(node)).toBe(true);
    }
  });
});

describe('the summary of a segment', () => {
  it('counts the problems of its events, in the file of its index too', () => {
    const of = (problem: string): number => {
      const test = compileQuery({ kind: 'field', path: ['problem'], match: { kind: 'is', value: problem } });
      return events.filter(test).length;
    };
    const counts = { notJson: of('not-json'), badUtf8: of('bad-utf8'), cut: of('cut') };
    expect(counts.notJson).toBeGreaterThan(5);
    expect(counts.badUtf8).toBeGreaterThan(5);
    expect(counts.cut).toBe(0);
    const { columns } = states.get('reopened')!;
    expect(summarise(columns, 1).problems).toEqual(counts);
    expect(readSummary(indexPath(path.join(folder, '0000000000000001.seg')))).toMatchObject({
      problems: counts,
    });
    expect(summarise(states.get('growing')!.columns, 1).problems).toEqual(counts);
  });
});

const WORDS =
  'alpha beta gamma Error failed 42 007 1e3 user-42 a.b Größe GRÖẞE Kelvin \u212aelvin STATUS ſtatus İstanbul ıx ΟΔΟΣ οδος 京 😀 a\0b / "q" \\n'.split(
    ' ',
  );
const KEYS = ['n', 'msg', 'level', 'user', 'name', 'data', 'tags', '0', 'a b', 'é', '', 'a\0b', '__proto__'];

function oddValue(random: Random, depth: number): unknown {
  const word = (): string => WORDS[random(WORDS.length)]!;
  switch (random(depth > 0 ? 12 : 8)) {
    case 0:
      return random(12);
    case 1:
      return [1.5, -3, 1e21, 0, Number('12345678901234567890'), 2 ** 53][random(6)];
    case 2:
      return String([random(12), '5.0', '1e1', '12345678901234567890'][random(4)]);
    case 3:
      return [true, false, null][random(3)];
    case 4:
      return `${word()}${['', ' ', '\n', '"'][random(4)]!}${word()}`;
    case 5:
      return random(4) === 0 ? `${'x'.repeat(70)}${word()}` : word();
    case 6:
    case 7:
      return word();
    case 8:
    case 9:
      return Array.from({ length: random(4) }, () => oddValue(random, depth - 1));
    default:
      return Object.fromEntries(
        Array.from({ length: random(4) }, () => [KEYS[random(KEYS.length)]!, oddValue(random, depth - 1)]),
      );
  }
}

/** Events of every shape: odd JSON and none, escapes, broken UTF-8, all kinds. */
function oddEvent(seq: number, random: Random): StreamEvent {
  const word = (): string => WORDS[random(WORDS.length)]!;
  const value: Record<string, unknown> = {
    n: random(10),
    level: [null, 'info', 'ERROR', 'error'][random(4)],
    msg: oddValue(random, 0),
    user: random(3) === 0 ? oddValue(random, 3) : { name: word(), tags: ['b', [random(5)], word()] },
  };
  if (random(4) === 0) value.data = oddValue(random, 3);
  if (random(4) === 0) value.timestamp = 1_690_000_000_000 + random(2) * 10_000_000_000 + seq;
  let data = JSON.stringify(random(8) === 0 ? oddValue(random, 3) : value);
  const shape = random(24);
  if (shape === 0) data = word();
  if (shape === 1) data = data.slice(0, -1);
  if (shape === 2) data = `[${word()}] ${word()}`;
  if (shape === 3)
    data = data.replace(/[eα]/gu, (letter) => `\\u0${letter.charCodeAt(0).toString(16).padStart(3, '0')}`);
  if (shape === 4) data = '';
  if (shape === 5) data = ` \n${data}`;
  if (shape === 6) data = data.replace(/:(\d)/u, ':$1.0e0');
  if (shape === 7) data = `${data.slice(0, 1)}"\ufffd":1${data.length > 2 ? ',' : ''}${data.slice(1)}`;
  let raw = Buffer.from(`data: ${data}\n\n`);
  if (shape === 7 && random(2) === 0)
    raw = Buffer.from(raw.toString('latin1').replace('\u00ef\u00bf\u00bd', '\u00ff'), 'latin1');
  return sampleEvent(seq, {
    data,
    raw,
    kind: EVENT_KINDS[random(3) === 0 ? random(EVENT_KINDS.length) : 0]!,
    sourceId: `source-${random(3)}`,
    channel: ['', 'shop/1', 'Shop/2', 'größe'][random(4)]!,
    type: ['', 'order', 'Tick', 'ſtatus', '5'][random(5)]!,
    id: [null, '', word(), String(random(20))][random(4)]!,
    receivedAt: 1_700_000_000_000 + seq,
    level: [null, ...LEVELS][random(LEVELS.length + 1)]!,
    transport: TRANSPORTS[random(TRANSPORTS.length)]!,
  });
}

function randomQuery(random: Random, depth: number): QueryNode {
  const pick = <T>(...some: readonly T[]): T => some[random(some.length)]!;
  if (depth > 0 && random(3) === 0) {
    const nodes = Array.from({ length: 1 + random(3) }, () => randomQuery(random, depth - 1));
    return pick<QueryNode>(
      { kind: 'and', nodes },
      { kind: 'or', nodes },
      { kind: 'not', node: nodes[0]! },
      { kind: 'all' },
    );
  }
  const word = (): string =>
    pick(
      ...WORDS,
      ...[
        '',
        'e',
        'LPHA',
        'lph',
        '"level":"error"',
        'name":"',
        '[',
        '\u212a',
        'ſ',
        'σ',
        '\ufffd',
        'xxx',
        'order',
        '12345678901234567890',
        '5',
      ],
    );
  const text = (): TextMatch =>
    pick<TextMatch>(
      { kind: 'contains', text: word() + pick('', '', word()) },
      {
        kind: 'wildcard',
        pattern: pick('*lph*', 'b?ta', 'e*r', 'GRÖ?e', '*', '?', '1?', '*"level":*o*', 'K*n', '\\*', ''),
      },
      {
        kind: 'regex',
        source: pick(
          'fail',
          'a[lb]p',
          'al+pha',
          '^\\{',
          'n":[0-9]+,',
          's.a',
          '^$',
          'kelvin',
          'Error|beta',
          '[0-9]+"',
          '\\bbeta\\b',
          'user-\\d+',
          '(?:alpha|beta)"',
          'bet?a',
          '"(?:alpha|beta)"',
          'Err\\w+',
          'fail|g[a-z]mma',
          'GAMMA|x+y',
          '\\w*ser.\\d+',
          '[Kk]elvin',
          'S[tT]A',
          'x{70}',
          'e"|i"',
          '\\w+-4',
          'G|kel',
          '_|8',
          'm.*Err',
          '[^a-z]beta',
          '京',
          '^\\S+$',
        ),
        flags: pick('', 'i', 'm', 's', 'is'),
      },
    );
  if (random(3) === 0) return { kind: 'text', match: text() };
  const bound = (): Bound => ({
    value: pick<number | string>(0, 5, 12, 1e6, 1_700_000_000_400, 1_690_000_000_500),
    inclusive: random(2) === 0,
  });
  const named = (): Bound => ({ value: pick('a', 'beta', 'k', '5'), inclusive: random(2) === 0 });
  const match = (): FieldMatch => {
    const low = pick(bound, named)();
    const high = typeof low.value === 'number' ? bound() : named();
    return pick<FieldMatch>(
      text(),
      {
        kind: 'is',
        value: pick<string | number | boolean | null>(
          word(),
          5,
          1e21,
          Number('12345678901234567890'),
          true,
          'true',
          null,
          '12345678901234567890',
          'ERROR',
        ),
      },
      { kind: 'range', low, high: pick(null, high) },
      { kind: 'range', low: null, high },
      { kind: 'exists' },
    );
  };
  const level: FieldMatch = {
    kind: 'range',
    low: { value: pick('info', 'warning'), inclusive: random(2) === 0 },
    high: null,
  };
  return pick<QueryNode>(
    {
      kind: 'field',
      path: [pick('type', 'channel', 'source', 'id', 'transport', 'level', 'kind')],
      match: pick(match(), {
        kind: 'is',
        value: pick('order', 'tick', 'source-1', 'shop/1', 'state', 'sent', 'websocket', 'info', ''),
      }),
    },
    { kind: 'field', path: ['level'], match: level },
    { kind: 'field', path: [pick('time', 'size', 'eventTime')], match: match() },
    {
      kind: 'field',
      path: ['problem'],
      match: pick<FieldMatch>({ kind: 'is', value: pick(null, ...EVENT_PROBLEMS) }, match()),
    },
    {
      kind: 'field',
      path: pick(['data'], ['n'], ['msg'], ['user', 'name'], ['data', 'level'], ['data', 'data']),
      match: match(),
    },
    {
      kind: 'field',
      path: Array.from({ length: 1 + random(3) }, () => pick(...KEYS, '*', '**', 'user', 'tags')),
      match: match(),
    },
  );
}
