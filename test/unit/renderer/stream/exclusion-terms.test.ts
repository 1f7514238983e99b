import { describe, expect, it } from 'vitest';
import { parseQuery } from '@shared/query/parse';
import { ChannelTree } from '@/views/stream/channel-tree';
import { withoutChannel, withoutSource } from '@/views/stream/exclusion-terms';

const term = (path: string, ...channels: string[]): string => {
  const tree = new ChannelTree();
  tree.update(
    channels.map((channel) => ({
      rate: {
        sourceId: 'a',
        channel,
        events: 1,
        rate: 0,
        byteRate: 0,
        firstAt: 1,
        lastAt: 1,
        last: { seq: 1, type: 'message', preview: '' },
      },
      unread: false,
    })),
  );
  return withoutChannel(tree.find(path)!);
};

describe('terms that leave something out', () => {
  it('name a channel alone when nothing is below it', () => {
    expect(term('orders/eu', 'orders/eu')).toBe('NOT channel:orders/eu');
  });

  it('name what is below a branch, and the branch when events name it', () => {
    expect(term('orders', 'orders/eu', 'orders/us')).toBe('NOT channel:orders/*');
    expect(term('user', 'user', 'user:42')).toBe('NOT (channel:user OR channel:user:*)');
  });

  it('can be read whatever the names hold', () => {
    for (const text of [term('a b"(c)*', 'a b"(c)*/d', 'a b"(c)*'), withoutSource('web shop: "EU"')])
      expect(parseQuery(text), text).toMatchObject({ ok: true, node: { kind: 'not' } });
  });
});
