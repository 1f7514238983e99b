import { describe, expect, it } from 'vitest';
import type { EventDetail } from '@shared/stream-event';
import {
  joinValues,
  queryPathOf,
  readPath,
  termOf,
  valueAt,
  valueWords,
} from '@/views/stream/join/event-values';
import { narrowedTo } from '@/views/stream/narrowed-query';
import { cpuMs } from '../../../support/cpu-ms';

const event = (payload: unknown, more: Partial<EventDetail> = {}): EventDetail =>
  ({
    seq: 1,
    data: JSON.stringify(payload),
    truncated: false,
    id: '88203',
    channel: 'orders/eu',
    type: 'order.paid',
    ...more,
  }) as EventDetail;

const ORDER = {
  order: { id: 'A-17', items: [{ sku: 'X1' }, { sku: 'X2' }] },
  traceId: '7c1d',
  total: 129.9,
  note: 'two words',
};

describe('a value that events share', () => {
  it('is named as a query asks for it, quoted where that is needed', () => {
    expect(termOf({ path: ['data', 'orderId'], value: 'A-17' })).toBe('data.orderId:A-17');
    expect(termOf({ path: ['data', 'order id'], value: 'a b' })).toBe('data."order id":"a b"');
    expect(termOf({ path: ['data', 'n'], value: '17' })).toBe('data.n:"17"');
    expect(valueWords({ path: ['data', 'n'], value: 17 })).toBe('data.n = 17');
  });

  it('is found by any element of a list, since queries do not count', () => {
    expect(queryPathOf(['order', 'items', 3, 'sku'])).toEqual(['data', 'order', 'items', 'sku']);
    expect(queryPathOf([])).toBeNull();
    expect(queryPathOf(['a', '**'])).toBeNull();
  });

  it('is read at a path that is typed: with data or without, through lists and at any depth', () => {
    const read = (path: string): unknown => valueAt(event(ORDER), readPath(path) ?? []);
    expect(read('data.order.id')).toBe('A-17');
    expect(read('order.id')).toBe('A-17');
    expect(read('order.items.sku')).toBe('X1');
    expect(read('**.sku')).toBe('X1');
    expect(read('order.*.sku')).toBe('X1');
    expect(read('channel')).toBe('orders/eu');
    expect(read('id')).toBe('88203');
    expect(read('order')).toBeUndefined();
    expect(read('nothing.here')).toBeUndefined();
  });

  it('has no path where the text is none', () => {
    for (const text of ['', 'a:b', 'a AND b', '(', 'a.', 'size', 'time']) expect(readPath(text)).toBeNull();
  });

  it('is not looked for in what is no JSON, or only a part of it', () => {
    expect(valueAt(event(ORDER, { data: 'plain' }), ['data', 'x'])).toBeUndefined();
    expect(valueAt(event(ORDER, { truncated: true }), ['data', 'traceId'])).toBeUndefined();
  });

  it('is offered first where it was used before, then where its name says that it names something', () => {
    const values = joinValues(event(ORDER), [['data', 'total']], 4).map(valueWords);
    expect(values).toEqual([
      'data.total = 129.9',
      'data.traceId = 7c1d',
      'data.order.items.sku = X1',
      'data.order.id = A-17',
    ]);
  });

  it('takes little time in a payload that is made to take much', () => {
    const depth = 3_000;
    const deep = event(null, { data: `${'{"b":[0],"a":'.repeat(depth)}1${'}'.repeat(depth)}` });
    const began = cpuMs();
    expect(valueAt(deep, ['**', '**', '**', '**', 'c'])).toBeUndefined();
    joinValues(deep, [], 3);
    expect(cpuMs() - began).toBeLessThan(500);
  });
});

describe('a query that a value is put to', () => {
  const value = { path: ['data', 'level'], value: 'error' };

  it('wants both what it wanted and the value', () => {
    expect(narrowedTo('', value)).toBe('data.level:error');
    expect(narrowedTo('type:a', value)).toBe('type:a AND data.level:error');
    expect(narrowedTo('type:a OR type:b', value)).toBe('(type:a OR type:b) AND data.level:error');
    expect(narrowedTo('type:a', value, true)).toBe('type:a AND NOT data.level:error');
  });

  it('does not say the same twice, and gives way when it cannot be read', () => {
    expect(narrowedTo('type:a AND data.level:error', value)).toBe('type:a AND data.level:error');
    expect(narrowedTo('type:(', value)).toBe('data.level:error');
  });
});
