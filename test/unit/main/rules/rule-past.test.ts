import type { ConnectionState } from '@shared/connection';
import type { ExportScope } from '@shared/history';
import type { ShapeFinding, ShapeTurn } from '@shared/shape';
import type { StreamEvent } from '@shared/stream-event';
import { describe, expect, it } from 'vitest';
import { testPast, type PastParts, type PastReader } from '../../../../src/main/engine/rule-past';
import { ruleQueries } from '../../../../src/main/engine/rule-queries';
import { stateSentence } from '../../../../src/main/sources/state-words';
import { NOON, rule } from './rules-fixture';

const HOUR = 3_600_000;
const names = new Map([
  ['a', 'Orders'],
  ['b', 'Payments'],
]);

/** An hour of history that a test makes up: the reader gives all of it, whatever is asked for. */
class Past implements PastReader {
  readonly rows: StreamEvent[] = [];
  readonly scopes: ExportScope[] = [];
  counted: number | null = null;

  /** @param seconds after the beginning of the hour */
  at(seconds: number, parts: Partial<StreamEvent> = {}): this {
    const data = parts.data ?? '{"ok":true}';
    this.rows.push({
      seq: this.rows.length + 1,
      kind: 'event',
      sourceId: 'a',
      transport: 'sse',
      receivedAt: NOON - HOUR + seconds * 1_000,
      type: 'order.paid',
      id: null,
      lastEventId: '',
      channel: '',
      raw: new TextEncoder().encode(data),
      level: null,
      gap: null,
      ...parts,
      data,
    });
    return this;
  }

  state(seconds: number, state: ConnectionState): this {
    const data = stateSentence('Orders', state) ?? '';
    const transport = 'transport' in state ? state.transport : 'sse';
    return this.at(seconds, { kind: 'state', type: '', data, transport });
  }

  count(scope: ExportScope): Promise<number> {
    this.scopes.push(scope);
    return Promise.resolve(this.counted ?? this.rows.length);
  }

  async *events(scope: ExportScope): AsyncGenerator<StreamEvent> {
    this.scopes.push(scope);
    yield* this.rows;
  }
}

const parts = (more: Partial<PastParts> = {}): PastParts => ({
  queries: ruleQueries(() => names),
  nameOf: (id) => names.get(id) ?? id,
  isMuted: () => false,
  isMutedSource: () => false,
  startedAt: 0,
  sourceIds: ['a', 'b'],
  factsOf: () => null,
  findingsOf: () => [],
  now: NOON,
  ...more,
});

const open = (transport: 'websocket' | 'sse' = 'sse'): ConnectionState => ({
  phase: 'open',
  transport,
  attempt: 1,
  since: 0,
  via: { status: 200, headers: {}, protocol: 'HTTP/1.1', url: '', openedAfterMs: 1 },
});
const waiting: ConnectionState = {
  phase: 'waiting',
  transport: 'sse',
  attempt: 1,
  since: 0,
  until: 0,
  delayMs: 3_200,
  reason: { code: 'refused', message: 'Orders was refused with 503.' },
};

describe('a test of a rule', () => {
  it('says what events would have met it, and how often it would have acted', async () => {
    const past = new Past();
    for (let n = 0; n < 30; n++)
      past.at(n * 60, n % 3 ? {} : { type: 'order.failed', data: `{"message":"No ${n}"}` });
    const limited = rule({ kind: 'event', query: 'type:order.failed' }, { cooldownSeconds: 300 });
    const result = await testPast(limited, past, parts());
    expect(result).toMatchObject({ lookedMs: HOUR, matches: 10, alerts: 5, problem: null });
    expect(result.examples).toHaveLength(10);
    expect(result.examples[0]).toEqual({
      seq: 28,
      at: NOON - HOUR + 27 * 60_000,
      sourceId: 'a',
      text: 'order.failed: No 27',
    });
    expect(past.scopes.at(-1)).toMatchObject({
      kind: 'filter',
      filter: { query: 'type:order.failed', range: { from: NOON - HOUR } },
    });
  });

  it('shows the newest 20 examples', async () => {
    const past = new Past();
    for (let n = 0; n < 500; n++) past.at(n);
    const { examples, matches } = await testPast(rule({ kind: 'event', query: '*' }), past, parts());
    expect(matches).toBe(500);
    expect(examples.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, n) => 500 - n));
  });

  it('finds where a rate went above, and where it went below while the connection was open', async () => {
    const past = new Past().state(0, open());
    for (let n = 0; n < 40; n++) past.at(100 + n / 10);
    past.at(3_000);
    const above = { kind: 'rate', direction: 'above', events: 20, perSeconds: 10 };
    expect(await testPast(rule(above), past, parts())).toMatchObject({
      matches: 1,
      examples: [{ text: '21 events in 10 s', more: 'More than 20 in 10 s.', at: NOON - HOUR + 102_000 }],
    });
    const below = { kind: 'rate', direction: 'below', events: 1, perSeconds: 1_000 };
    expect(await testPast(rule(below), past, parts())).toMatchObject({ matches: 1 });
  });

  it('finds silences by the time between events, and none while the app did not run', async () => {
    const past = new Past().state(0, open()).at(10).at(400).at(410).state(1_500, open()).at(1_510);
    const silence = rule({ kind: 'silence', longerThan: 120 });
    expect(await testPast(silence, past, parts())).toMatchObject({ matches: 3 });
    expect(await testPast(silence, past, parts({ startedAt: NOON - HOUR + 1_499_000 }))).toMatchObject({
      matches: 2,
    });
  });

  it('finds what connections became in the rows that say so, an outage once', async () => {
    const past = new Past()
      .state(0, open('websocket'))
      .state(60, waiting)
      .state(65, waiting)
      .state(70, open())
      .state(80, { phase: 'paused', since: 0 });
    const when = { kind: 'connection', becomes: ['waiting', 'fell-back', 'stopped'] };
    expect(await testPast(rule(when), past, parts())).toMatchObject({
      matches: 2,
      alerts: 2,
      examples: [
        { text: expect.stringContaining('Orders fell back to another transport') as string },
        { text: 'Orders lost its connection', more: 'Orders was refused with 503. Trying again in 3.2 s.' },
      ],
    });
  });

  it('finds the breaks that left events out', async () => {
    const gap = {
      downMs: 3_200,
      resumedFrom: '8',
      verdict: 'lost',
      missing: 9,
      sentence: 'lost 9.',
    } as const;
    const past = new Past()
      .at(5, { kind: 'gap', data: gap.sentence, gap })
      .at(9, { kind: 'gap', data: '', gap: { ...gap, verdict: 'resumed', missing: null } });
    expect(await testPast(rule({ kind: 'loss' }), past, parts())).toMatchObject({
      matches: 1,
      examples: [{ seq: 1, text: '9 events of Orders are missing', more: 'lost 9.' }],
    });
  });

  it('looks at the end of the hour when there is too much of it', async () => {
    const past = new Past().at(0).at(3_599);
    past.counted = 2_000_000;
    expect(await testPast(rule({ kind: 'event', query: '*' }), past, parts())).toMatchObject({
      lookedMs: HOUR / 10,
      matches: 1,
    });
  });

  it('leaves out what is muted, alerts of rules, and files that were opened', async () => {
    const past = new Past()
      .at(1, { sourceId: 'b' })
      .at(2, { channel: 'noisy' })
      .at(3, { data: '{"streamgauge.rule":{"id":"x"}}' })
      .at(4, { sourceId: 'capture-1' })
      .at(5);
    const muted = parts({ isMuted: ({ channel }) => channel === 'noisy', isMutedSource: (id) => id === 'b' });
    const { examples } = await testPast(rule({ kind: 'event', query: '*' }), past, muted);
    expect(examples.map(({ seq }) => seq)).toEqual([5]);
  });

  it('tells what was found of shapes, the first and the last time of each', async () => {
    const found = (
      id: string,
      sourceId: string,
      from: number,
      to: number,
      turn: ShapeTurn,
    ): ShapeFinding => ({
      id,
      sourceId,
      turn,
      type: 'order.paid',
      path: '/total',
      sentence: '/total must be number.',
      seq: 40 + to,
      firstAt: NOON - from * 1_000,
      lastAt: NOON - to * 1_000,
      count: 2,
    });
    const findings = [
      found('old', 'a', 9_000, 7_200, 'violation'),
      found('lasting', 'a', 9_000, 600, 'violation'),
      found('fresh', 'a', 300, 100, 'violation'),
      found('other turn', 'a', 50, 50, 'new-type'),
      found('other source', 'b', 200, 200, 'violation'),
    ];
    const known = parts({ findingsOf: (id) => findings.filter(({ sourceId }) => sourceId === id) });
    const shape = rule({ kind: 'shape', sources: ['a'], turns: ['violation'] }, { cooldownSeconds: 250 });
    const tested = await testPast(shape, new Past(), known);
    expect(tested).toMatchObject({ lookedMs: HOUR, matches: 3, alerts: 3, problem: null });
    expect(tested.examples.map(({ at, seq }) => [(NOON - at) / 1_000, seq])).toEqual([
      [100, 140],
      [300, 140],
      [600, 640],
    ]);
    expect(tested.examples[0]).toMatchObject({
      text: 'order.paid breaks its schema',
      more: '/total must be number.',
    });
    const muted = parts({ findingsOf: known.findingsOf, isMutedSource: (id) => id === 'a' });
    expect(await testPast(shape, new Past(), muted)).toMatchObject({ matches: 0, alerts: 0 });
  });

  it('says why it cannot tell', async () => {
    expect(await testPast(rule({ kind: 'event', query: 'a:(' }), new Past(), parts())).toMatchObject({
      problem: { code: 'bad-query' },
    });
  });
});
