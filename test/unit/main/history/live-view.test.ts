import { EMPTY_FILTER, RATE_SECONDS, type ViewFilter } from '@shared/feed';
import type { NewStreamEvent, StreamEvent } from '@shared/stream-event';
import { describe, expect, it } from 'vitest';
import { EventBuffer } from '../../../../src/main/history/event-buffer';
import { LiveView } from '../../../../src/main/history/live-view';
import { viewQueries } from '../../../../src/main/history/view-query';
import { makeEvent, makeGap } from './make-event';
import { Random } from './random';

const NAMES = new Map([['b', 'Billing']]);

const ROOMY = { events: 1_000_000, bytes: 1e9 };
const NO_LIMIT = Number.POSITIVE_INFINITY;

interface Shown {
  readonly buffer: EventBuffer;
  readonly view: LiveView;
}

function look(buffer: EventBuffer, filter: Partial<ViewFilter> = {}): Shown {
  const view = new LiveView(buffer, viewQueries({ ...EMPTY_FILTER, ...filter }, NAMES, Date.now()));
  return { buffer, view };
}

function viewOf(events: readonly NewStreamEvent[], filter: Partial<ViewFilter> = {}): Shown {
  const buffer = new EventBuffer(ROOMY);
  for (const event of events) buffer.append(event);
  const shown = look(buffer, filter);
  shown.view.scan(NO_LIMIT);
  return shown;
}

function dataOf({ buffer, view }: Shown): string[] {
  return view.seqs(-1_000_000, 2_000_000).map((seq) => {
    const event = buffer.get(seq);
    return event?.kind === 'gap' ? 'gap' : (event?.data ?? 'gone');
  });
}

describe('a filter', () => {
  const events = [
    makeEvent({ data: 'eu', channel: 'orders/eu', type: 'created' }),
    makeEvent({ data: 'orders', channel: 'orders', type: 'created' }),
    makeEvent({ data: 'ordersX', channel: 'ordersX', type: 'deleted', id: 'Order-7' }),
    makeEvent({ data: 'other source', sourceId: 'b', type: 'Straße' }),
    makeEvent({ data: 'beat', kind: 'comment', type: '' }),
    makeGap(),
    makeGap({ sourceId: 'b' }),
  ];

  it.each<[string, Partial<ViewFilter>, string[]]>([
    ['nothing chosen: all but comments', {}, ['eu', 'orders', 'ordersX', 'other source', 'gap', 'gap']],
    ['comments', { comments: true }, ['eu', 'orders', 'ordersX', 'other source', 'beat', 'gap', 'gap']],
    ['a channel and what is below it', { channel: 'orders' }, ['eu', 'orders', 'other source', 'gap', 'gap']],
    ['a source, with its gaps only', { sources: ['b'] }, ['other source', 'gap']],
    ['only some types', { types: ['created'], comments: true }, ['eu', 'orders', 'gap', 'gap']],
    ['all but some types', { excludedTypes: ['created'] }, ['ordersX', 'other source', 'gap', 'gap']],
    ['types with case', { types: ['Created', 'straße'] }, ['gap', 'gap']],
    ['text in data, any case', { query: 'OTHER' }, ['other source']],
    ['text in the id', { query: 'order-7' }, ['ordersX']],
    ['text in the type, beyond ASCII', { query: 'STRAßE' }, ['other source']],
    ['text that would be a pattern', { query: '".*"' }, []],
    ['a source by the name that it goes by', { query: 'source:billing' }, ['other source', 'gap']],
    ['gaps that are asked for', { query: 'kind:gap' }, ['gap', 'gap']],
    ['comments that are asked for, whatever the switch says', { query: 'kind:comment' }, ['beat']],
    ['nothing for a query that cannot be read', { query: 'type:(' }, []],
    ['a stretch of time, its end left out', { range: { from: 1_000, to: 2_000 } }, []],
  ])('takes %s', (_, filter, expected) => {
    expect(dataOf(viewOf(events, filter))).toEqual(expected);
  });
});

describe('positions', () => {
  it('stay when old events leave: only the first one moves', () => {
    const { buffer, view } = look(new EventBuffer(ROOMY));
    buffer.onBatch((batch) => view.accept(batch));
    for (let i = 0; i < 250; i++) buffer.append(makeEvent({ data: `${i}` }));
    buffer.flush();
    view.dropBelow(151);
    expect([view.first, view.end]).toEqual([150, 250]);
    expect(view.seqs(200, 1)).toEqual([201]);
    expect(view.seqs(140, 12)).toEqual([151, 152]);
    view.dropBelow(buffer.nextSeq);
    expect([view.first, view.end]).toEqual([250, 250]);
    buffer.append(makeEvent({ data: 'after' }));
    buffer.flush();
    expect(view.seqs(250, 5)).toEqual([251]);
  });
});

describe('a scan', () => {
  it('goes in slices, and what arrives meanwhile comes after what is older', () => {
    const buffer = new EventBuffer(ROOMY);
    for (let i = 0; i < 10_000; i++) buffer.append(makeEvent({ data: `${i}` }));
    const { view } = look(buffer);
    buffer.onBatch((batch) => view.accept(batch));
    let slices = 0;
    let complete = false;
    while (!complete) {
      const before = view.end;
      complete = view.scan(0);
      expect(view.end).toBeGreaterThan(before);
      slices++;
      if (slices === 3) {
        for (let i = 10_000; i < 10_500; i++) buffer.append(makeEvent({ data: `${i}` }));
        buffer.flush();
      }
    }
    expect(slices).toBeGreaterThan(50);
    expect(dataOf({ buffer, view })).toEqual(Array.from({ length: 10_500 }, (_, i) => `${i}`));
  });

  it('finds what was in memory when the view was made, though it leaves before its turn', () => {
    const buffer = new EventBuffer({ events: 1_000, bytes: 1e9 });
    for (let i = 0; i < 1_000; i++) buffer.append(makeEvent({ data: `${i}` }));
    const { view } = look(buffer);
    buffer.onBatch((batch) => view.accept(batch));
    view.scan(0);
    for (let i = 1_000; i < 1_900; i++) buffer.append(makeEvent({ data: `${i}` }));
    buffer.flush();
    expect(view.scan(NO_LIMIT)).toBe(true);
    expect(view.seqs(0, 5_000)).toEqual(Array.from({ length: 1_900 }, (_, i) => i + 1));
  });

  it('is not put off for ever: a flood that outruns it has to wait', () => {
    const buffer = new EventBuffer(ROOMY);
    for (let i = 0; i < 45_000; i++) buffer.append(makeEvent());
    const { view } = look(buffer);
    buffer.onBatch((batch) => view.accept(batch));
    for (let i = 0; i < 30_000; i++) buffer.append(makeEvent());
    buffer.flush();
    expect(view.end).toBeGreaterThan(20_000);
    expect(view.scan(NO_LIMIT)).toBe(true);
    expect(view.end).toBe(75_000);
  });
});

describe('types', () => {
  it('are counted without the type part of the filter, and only while their events are there', () => {
    const { buffer, view } = look(new EventBuffer(ROOMY), { types: ['a'] });
    buffer.onBatch((batch) => view.accept(batch));
    for (const type of ['b', 'a', 'a', 'c', 'c', 'c']) buffer.append(makeEvent({ type }));
    buffer.flush();
    view.dropBelow(3);
    expect(view.takeTypes()).toEqual([
      { type: 'c', count: 3 },
      { type: 'a', count: 1 },
    ]);
    expect(view.typesChanged).toBe(false);
  });

  it('come with the largest first, at most 200 of them', () => {
    const events = Array.from({ length: 5_000 }, (_, i) => makeEvent({ type: `t${i}` }));
    const { view } = viewOf([...events, makeEvent({ type: 't4999' }), makeEvent({ type: 't3' })]);
    const types = view.takeTypes();
    expect(types).toHaveLength(200);
    expect(types.slice(0, 2)).toEqual([
      { type: 't3', count: 2 },
      { type: 't4999', count: 2 },
    ]);
  });
});

describe('the hydrograph', () => {
  const start = 1_700_000_000_000;

  it('counts matching events and errors by second, gaps and comments left out', () => {
    const { view } = viewOf(
      [
        makeEvent({ receivedAt: start + 100 }),
        makeEvent({ receivedAt: start + 900, level: 'error' }),
        makeGap({ receivedAt: start + 950 }),
        makeEvent({ receivedAt: start + 960, kind: 'comment' }),
        makeEvent({ receivedAt: start + 2_000 }),
      ],
      { comments: true },
    );
    expect(view.takeChangedRates()).toEqual([
      { second: start / 1_000, events: 2, errors: 1 },
      { second: start / 1_000 + 2, events: 1, errors: 0 },
    ]);
    expect(view.takeChangedRates()).toEqual([]);
    const all = view.takeAllRates(start + 2_500);
    expect(all).toHaveLength(RATE_SECONDS);
    expect(all.at(-1)).toEqual({ second: start / 1_000 + 2, events: 1, errors: 0 });
    expect(all.at(-3)).toEqual({ second: start / 1_000, events: 2, errors: 1 });
  });

  it('forgets seconds that are out of its window', () => {
    const { view } = viewOf([
      makeEvent({ receivedAt: start }),
      makeEvent({ receivedAt: start + RATE_SECONDS * 1_000 }),
    ]);
    expect(view.takeAllRates(start + RATE_SECONDS * 1_000).reduce((sum, b) => sum + b.events, 0)).toBe(1);
  });

  it('goes on when the clock is set back by an hour', () => {
    const { view } = viewOf([makeEvent({ receivedAt: start }), makeEvent({ receivedAt: start - 3_600_000 })]);
    expect(view.takeAllRates(start - 3_600_000).at(-1)).toMatchObject({ events: 1 });
  });
});

/** What a view must be, written so that it is plainly right. */
class NaiveView {
  passed: StreamEvent[] = [];
  left = 0;
  readonly #buffer: EventBuffer;
  readonly #filter: ViewFilter;

  constructor(buffer: EventBuffer, filter: ViewFilter) {
    this.#buffer = buffer;
    this.#filter = filter;
    for (let seq = buffer.firstSeq; seq < buffer.nextSeq; seq++) this.add(buffer.get(seq)!);
  }

  add(event: StreamEvent): void {
    if (this.#base(event) && this.#type(event)) this.passed.push(event);
  }

  dropBelow(seq: number): void {
    const before = this.passed.length;
    this.passed = this.passed.filter((event) => event.seq >= seq);
    this.left += before - this.passed.length;
  }

  types(from: number): Record<string, number> {
    const counts: Record<string, number> = {};
    for (let seq = from; seq < this.#buffer.nextSeq; seq++) {
      const event = this.#buffer.get(seq)!;
      if (event.kind === 'event' && this.#base(event)) counts[event.type] = (counts[event.type] ?? 0) + 1;
    }
    return counts;
  }

  #base(event: StreamEvent): boolean {
    const f = this.#filter;
    if (f.sources.length > 0 && !f.sources.includes(event.sourceId)) return false;
    const haystack = [event.data, event.type, event.channel, event.id ?? ''].map((s) => s.toLowerCase());
    if (!haystack.some((s) => s.includes(f.query.toLowerCase()))) return false;
    if (event.kind === 'gap') return true;
    if (event.kind === 'comment' && !f.comments) return false;
    const channel = f.channel;
    return !(
      channel !== null &&
      event.channel !== channel &&
      !event.channel.startsWith(`${channel}/`) &&
      !event.channel.startsWith(`${channel}:`)
    );
  }

  #type(event: StreamEvent): boolean {
    if (event.kind === 'gap') return true;
    if (event.kind === 'comment') return this.#filter.types.length === 0;
    if (this.#filter.types.length > 0 && !this.#filter.types.includes(event.type)) return false;
    return !this.#filter.excludedTypes.includes(event.type);
  }
}

describe('a view next to a naive one', () => {
  const TYPES = ['created', 'updated', 'deleted', 'log'];
  const CHANNELS = ['orders', 'orders/eu', 'orders:us', 'log', ''];
  const SOURCES = ['a', 'b', 'c'];

  function randomEvent(random: Random): NewStreamEvent {
    const sourceId = random.pick(SOURCES);
    if (random.chance(0.05)) return makeGap({ sourceId });
    const data = random.pick(['Alpha', 'beta', 'Gamma delta', '']);
    if (random.chance(0.1)) return makeEvent({ sourceId, kind: 'comment', type: '', data });
    return makeEvent({
      sourceId,
      data,
      type: random.pick(TYPES),
      channel: random.pick(CHANNELS),
      id: random.chance(0.3) ? `ID-${random.below(5)}` : null,
      level: random.chance(0.1) ? 'error' : null,
    });
  }

  function randomFilter(random: Random): ViewFilter {
    const some = (from: readonly string[]): string[] => from.filter(() => random.chance(0.4));
    return {
      sources: random.chance(0.5) ? some(SOURCES) : [],
      channel: random.chance(0.4) ? random.pick(CHANNELS) : null,
      moreChannels: [],
      mutedChannels: [],
      types: random.chance(0.4) ? some(TYPES) : [],
      excludedTypes: random.chance(0.4) ? some(TYPES) : [],
      query: random.pick(['', '', 'alpha', 'DELTA', 'id-3', 'orders', 'e']),
      range: null,
      states: false,
      comments: random.chance(0.5),
    };
  }

  it.each(Array.from({ length: 60 }, (_, seed) => seed))('agrees at every step (seed %i)', (seed) => {
    const random = new Random(seed);
    const buffer = new EventBuffer(ROOMY);
    for (let i = random.below(600); i > 0; i--) buffer.append(randomEvent(random));
    const filter = randomFilter(random);
    const { view } = look(buffer, filter);
    const naive = new NaiveView(buffer, filter);
    buffer.onBatch((batch) => {
      view.accept(batch);
      for (const event of batch) naive.add(event);
    });
    view.scan(NO_LIMIT);
    let floor = 1;
    for (let step = 0; step < 20; step++) {
      for (let i = random.below(random.chance(0.03) ? 9_000 : 120); i > 0; i--)
        buffer.append(randomEvent(random));
      buffer.flush();
      if (random.chance(0.3)) {
        floor += random.below(Math.max(1, buffer.nextSeq - floor));
        view.dropBelow(floor);
        naive.dropBelow(floor);
      }
      const { left, passed } = naive;
      expect([view.first, view.end]).toEqual([left, left + passed.length]);
      const from = random.below(passed.length + 10);
      expect(view.seqs(left + from, 40)).toEqual(passed.slice(from, from + 40).map((event) => event.seq));
      const seq = floor + random.below(Math.max(1, buffer.nextSeq - floor));
      const where = passed.findIndex((event) => event.seq === seq);
      expect(view.find(seq)).toBe(where === -1 ? null : left + where);
      const next = passed.findIndex((event) => event.seq >= seq);
      expect(view.positionFrom(seq)).toBe(left + (next === -1 ? passed.length : next));
      expect(Object.fromEntries(view.takeTypes().map(({ type, count }) => [type, count]))).toEqual(
        naive.types(floor),
      );
    }
  });
});
