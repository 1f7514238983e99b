import type { StreamEvent } from '@shared/stream-event';
import { completionsAt } from '@shared/query/complete';
import { describe, expect, it } from 'vitest';
import { FieldCensus } from '../../../../../src/main/history/query/field-census';
import { PayloadReader } from '../../../../../src/main/history/query/payload';
import { makeEvent } from '../make-event';
import { cpuMs } from '../../../../support/cpu-ms';

const eventOf = (payload: unknown, parts: Partial<StreamEvent> = {}): StreamEvent => ({
  ...makeEvent({ data: typeof payload === 'string' ? payload : JSON.stringify(payload), ...parts }),
  seq: 1,
});

function censusOf(events: readonly StreamEvent[], limits?: { paths: number; values: number }): FieldCensus {
  const census = new FieldCensus(new PayloadReader(), limits);
  for (const event of events) census.note(event);
  return census;
}

describe('FieldCensus', () => {
  it('counts events by field and values by how often they came', () => {
    const census = censusOf([
      eventOf({ level: 'error', user: { name: 'Ada' } }),
      eventOf({ level: 'info' }),
      eventOf({ level: 'error', tags: ['a', 'b', 'a'] }, { type: 'order' }),
      eventOf('no json'),
    ]);
    const { fields } = census.seen();
    const field = (name: string) => fields.find(({ path }) => path.join('.') === name);
    expect(field('type')).toMatchObject({
      count: 4,
      values: [
        { value: 'message', count: 3 },
        { value: 'order', count: 1 },
      ],
    });
    expect(field('data.level')).toMatchObject({
      count: 3,
      values: [
        { value: 'error', count: 2 },
        { value: 'info', count: 1 },
      ],
    });
    expect(field('data.user.name')).toMatchObject({ count: 1 });
    expect(field('data.tags')).toMatchObject({
      count: 1,
      values: [
        { value: 'a', count: 2 },
        { value: 'b', count: 1 },
      ],
    });
    expect(census.leftOut).toBe(0);
  });

  it('is what completions are made of', () => {
    const census = censusOf([eventOf({ order: { state: 'paid' } })]);
    expect(completionsAt('stat', 4, census.seen()).items[0]?.insert).toBe('data.order.state:');
    expect(completionsAt('order.state:', 12, census.seen()).items[0]?.insert).toBe('paid');
  });

  it('keeps within its limits and counts what it leaves out', () => {
    const events = Array.from({ length: 300 }, (_, n) => eventOf({ [`key${n}`]: n, id: n }));
    const census = censusOf(events, { paths: 50, values: 10 });
    const { fields } = census.seen();
    expect(fields).toHaveLength(50);
    expect(Math.max(...fields.map(({ values }) => values.length))).toBe(10);
    expect(census.leftOut).toBeGreaterThan(200);
  });

  it('is not held up by payloads that are deep, wide or long', () => {
    const deep = `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`;
    const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`k${n}`, n]));
    const start = cpuMs();
    const census = censusOf([
      eventOf(deep),
      eventOf(wide),
      eventOf({ ['x'.repeat(10_000)]: 1, long: 'y'.repeat(10_000) }),
    ]);
    expect(cpuMs() - start).toBeLessThan(1_000);
    const { fields } = census.seen();
    expect(fields.length).toBeLessThanOrEqual(1_000);
    expect(JSON.stringify(fields).length).toBeLessThan(100_000);
    expect(fields.find(({ path }) => path.join('.') === 'data.long')?.values).toEqual([]);
  });
});
