import { describe, expect, it } from 'vitest';
import type { ChannelRate } from '@shared/feed';
import { channelDetails } from '@/views/stream/channel-details';

const channel = (name: string, more: Partial<ChannelRate> = {}): ChannelRate => ({
  sourceId: 'a',
  channel: name,
  events: 1,
  rate: 0,
  byteRate: 0,
  firstAt: 10,
  lastAt: 20,
  last: { seq: 1, type: 'message', preview: '1' },
  ...more,
});

describe('details of a channel', () => {
  it('sum up what is at and below it, over all sources', () => {
    const details = channelDetails('orders', [
      channel('orders', { events: 2, rate: 1, byteRate: 100, sizes: [1, 1] }),
      channel('orders/eu', { events: 3, firstAt: 5, lastAt: 90, sizes: [0, 2, 1] }),
      channel('orders/eu', { events: 40, sourceId: 'b', last: { seq: 7, type: 'paid', preview: '7' } }),
      channel('ordersheet', { events: 1_000 }),
    ]);
    expect(details).toEqual({
      path: 'orders',
      channels: 2,
      events: 45,
      rate: 1,
      byteRate: 100,
      firstAt: 5,
      lastAt: 90,
      last: { seq: 7, type: 'paid', preview: '7' },
      lastChannel: 'orders/eu',
      sizes: [1, 3, 1],
      sources: [
        { sourceId: 'b', events: 40 },
        { sourceId: 'a', events: 5 },
      ],
    });
  });

  it('do not know when a branch was first seen while they do not know it of one of its channels', () => {
    const channels = [channel('x/a', { firstAt: 5 }), channel('x/b', { firstAt: null }), channel('x/c')];
    expect(channelDetails('x', channels)?.firstAt).toBeNull();
    expect(channelDetails('x/a', channels)?.firstAt).toBe(5);
  });

  it('are none of a channel that is gone', () => {
    expect(channelDetails('x', [channel('y')])).toBeNull();
  });
});
