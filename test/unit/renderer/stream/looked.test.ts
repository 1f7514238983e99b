import { createPinia, setActivePinia } from 'pinia';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Rates } from '@shared/feed';
import { isWithin, useLooked } from '@/stores/looked';
import { useRates } from '@/stores/rates';

const STILL = { rate: 0, byteRate: 0, firstAt: 1, lastAt: 1 };
const counted = (events: number): Rates => ({
  sources: [{ sourceId: 'a', events, ...STILL, spark: [], sizes: [] }],
  channels: [
    { sourceId: 'a', channel: 'orders/eu', events, ...STILL, last: { seq: 1, type: 'message', preview: '' } },
  ],
  types: [],
  channelsFolded: 0,
  spark: [],
});
const KEY = 'a\norders/eu';

describe('unread counts', () => {
  beforeEach(() => setActivePinia(createPinia()));

  it('are zero for what is on the screen', () => {
    const looked = useLooked();
    useRates().take(counted(10));
    looked.look({ sources: [], channels: [] });
    expect(looked.unreadOfSource('a', 10)).toBe(0);
    expect(looked.unreadOfChannel(KEY, 10)).toBe(0);
  });

  it('count what came while nobody looked, until somebody looks', () => {
    const looked = useLooked();
    useRates().take(counted(10));
    looked.look({ sources: [], channels: [] });
    useRates().take(counted(25));
    looked.look(null);
    expect(looked.unreadOfSource('a', 25)).toBe(15);
    expect(looked.unreadOfChannel(KEY, 25)).toBe(15);
    looked.look({ sources: ['a'], channels: [] });
    expect(looked.unreadOfSource('a', 25)).toBe(0);
  });

  it('go on for a source of which only one channel is shown', () => {
    const looked = useLooked();
    useRates().take(counted(10));
    looked.look({ sources: [], channels: [] });
    useRates().take(counted(12));
    looked.look({ sources: [], channels: ['orders'] });
    expect(looked.unreadOfSource('a', 12)).toBe(2);
    expect(looked.unreadOfChannel(KEY, 12)).toBe(0);
  });

  it('start again when the counters do', () => {
    const looked = useLooked();
    useRates().take(counted(10));
    looked.look({ sources: [], channels: [] });
    useRates().take(counted(3));
    looked.look(null);
    expect(looked.unreadOfSource('a', 3)).toBe(0);
  });

  it('know that orders/eu is within orders and orders2 is not', () => {
    expect(isWithin('orders/eu', 'orders')).toBe(true);
    expect(isWithin('orders:eu', 'orders')).toBe(true);
    expect(isWithin('orders', 'orders')).toBe(true);
    expect(isWithin('orders2', 'orders')).toBe(false);
  });
});
