import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Rates, SourceRate, TypeRate } from '@shared/feed';
import { useRates } from '@/stores/rates';

const source = (sourceId: string): SourceRate => ({
  sourceId,
  events: 1,
  rate: 0,
  byteRate: 0,
  spark: [],
  firstAt: null,
  lastAt: null,
  sizes: [],
});
const type = (sourceId: string, name: string, events: number): TypeRate => ({
  sourceId,
  type: name,
  events,
  rate: 0,
  byteRate: 0,
  firstAt: 1,
  lastAt: 2,
});
const push = (sources: string[], types: TypeRate[], more: Partial<Rates> = {}): Rates => ({
  sources: sources.map(source),
  channels: [],
  types,
  channelsFolded: 0,
  spark: [],
  ...more,
});
const counts = (): unknown =>
  [...useRates().types.values()].map(({ sourceId, type: name, events }) => [sourceId, name, events]);

describe('rates in the window', () => {
  beforeEach(() => setActivePinia(createPinia()));

  it('keeps types that a push does not name, and takes in those that it does', () => {
    const rates = useRates();
    rates.take(push(['a', 'b'], [type('a', 'paid', 1), type('b', 'paid', 5)]));
    rates.take(push(['a', 'b'], [type('a', 'paid', 2)]));
    expect(counts()).toEqual([
      ['a', 'paid', 2],
      ['b', 'paid', 5],
    ]);
  });

  it('lets go of the types of a source that is gone', () => {
    const rates = useRates();
    rates.take(push(['a', 'b'], [type('a', 'paid', 1), type('b', 'paid', 5)]));
    rates.take(push(['b'], []));
    expect(counts()).toEqual([['b', 'paid', 5]]);
    expect(rates.ofSource('a').events).toBe(0);
  });

  it('starts over with a push that has everything', () => {
    const rates = useRates();
    rates.take(push(['a'], [type('a', 'paid', 1)]));
    rates.take(push(['a'], [type('a', 'sent', 1)], { reset: true }));
    expect(counts()).toEqual([['a', 'sent', 1]]);
  });
});
