import { describe, expect, it } from 'vitest';
import type { TypeRate } from '@shared/feed';
import { typeFacts, typeWords } from '@/views/stream/type-words';

const AT = Date.UTC(2026, 0, 5, 14, 2, 30);
const rate = (sourceId: string, more: Partial<TypeRate> = {}): TypeRate => ({
  sourceId,
  type: 'order.paid',
  events: 10,
  rate: 6.2,
  byteRate: 1_550,
  firstAt: AT,
  lastAt: AT + 60_000,
  ...more,
});

describe('words about an event type', () => {
  it('say how much came, how fast, and when, over all sources', () => {
    const facts = typeFacts([rate('a'), rate('b', { firstAt: AT + 120_000, lastAt: AT + 180_000 })], []);
    expect(typeWords('order.paid', 7_412, facts.get('order.paid'), AT + 180_000, 'utc')).toBe(
      'order.paid: 7,412 events, 12.4/s, 3.1 kB/s, first 14:02, last now',
    );
  });

  it('count only the sources that are shown, and say nothing of a rate that is none', () => {
    const facts = typeFacts([rate('a'), rate('b', { rate: 0, byteRate: 0 })], ['b']);
    expect(typeWords('order.paid', 1, facts.get('order.paid'), AT + 72_000, 'utc')).toBe(
      'order.paid: 1 event, first 14:02, last 12 s ago',
    );
  });

  it('keep to the count for a type that has not come in this run', () => {
    expect(typeWords('old', 3, undefined, AT, 'utc')).toBe('old: 3 events');
  });
});
