import { describe, expect, it } from 'vitest';
import { coverOf } from '@shared/channel-marks';

describe('marks of channels', () => {
  it('cover the channel and all below it, and nothing that only begins alike', () => {
    const covers = coverOf([{ sourceId: 'a', channel: 'orders' }]);
    expect(['orders', 'orders/eu', 'orders:7'].map((channel) => covers('a', channel))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['orders2', 'order', ''].some((channel) => covers('a', channel))).toBe(false);
    expect(covers('b', 'orders')).toBe(false);
  });

  it('cover a whole source, or every source', () => {
    expect(coverOf([{ sourceId: 'a', channel: '' }])('a', 'anything')).toBe(true);
    const covers = coverOf([{ sourceId: '', channel: 'logs' }]);
    expect(covers('a', 'logs/api') && covers('b', 'logs')).toBe(true);
  });

  it('cover nothing when there are none', () => {
    expect(coverOf([])('a', '')).toBe(false);
  });
});
