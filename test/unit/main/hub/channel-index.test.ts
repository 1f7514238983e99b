import { describe, expect, it } from 'vitest';
import { ChannelIndex, type Subscriber } from '../../../../src/main/hub/channel-index';
import { parseSubscription } from '../../../../src/main/hub/subscription';

const subscriber = (...channels: string[]): Subscriber => ({ subscription: parseSubscription(channels) });

describe('ChannelIndex', () => {
  it('E5: counts who listens to a channel, whoever came first', () => {
    const index = new ChannelIndex();
    const early = subscriber('orders/**');
    index.add(early);
    index.publishedTo('orders/eu');
    const late = subscriber('orders/eu', 'orders/*');
    index.add(late);
    expect([...index.publishedTo('orders/eu')]).toEqual([early, late]);
    index.remove(early);
    expect(index.list()).toEqual([{ name: 'orders/eu', clients: 1, published: 2 }]);
  });

  it('is bounded: the channel that was quiet for longest is forgotten, its listeners are not', () => {
    const index = new ChannelIndex();
    const everything = subscriber('**');
    index.add(everything);
    for (let i = 0; i < 5_000; i++) index.publishedTo(`c${i}`);
    index.publishedTo('c0');
    index.publishedTo('new');
    expect(index.publishedTo('c1').has(everything)).toBe(true);
    expect(index.list().find(({ name }) => name === 'c1')).toMatchObject({ published: 1 });
    expect(index.list().find(({ name }) => name === 'c0')).toMatchObject({ published: 2 });
    expect(index.list()).toHaveLength(1_000);
    index.remove(everything);
    expect(index.list().every(({ clients }) => clients === 0)).toBe(true);
  });
});
