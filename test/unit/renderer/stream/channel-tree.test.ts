import { describe, expect, it } from 'vitest';
import type { LastValue } from '@shared/feed';
import { ChannelTree, type ChannelLine } from '@/views/stream/channel-tree';

const channel = (
  name: string,
  events = 1,
  more: {
    rate?: number;
    lastAt?: number;
    unread?: boolean;
    sourceId?: string;
    last?: LastValue;
  } = {},
) => ({
  rate: {
    sourceId: more.sourceId ?? 'a',
    channel: name,
    events,
    rate: more.rate ?? 0,
    byteRate: 0,
    firstAt: 1,
    lastAt: more.lastAt ?? 1,
    last: more.last ?? { seq: 1, type: 'message', preview: '' },
  },
  unread: more.unread ?? false,
});
const draw = (lines: readonly ChannelLine[]): string[] =>
  lines.map(({ node, open }) => `${'  '.repeat(node.depth)}${node.text}${open ? ' v' : ''}`);
const NOTHING = new Map<string, boolean>();

describe('the channel tree', () => {
  it('makes a level of each part between colons and slashes', () => {
    const tree = new ChannelTree();
    tree.update([channel('user:42:messages'), channel('orders/eu'), channel('user:7')]);
    expect(draw(tree.lines(NOTHING))).toEqual([
      'orders v',
      '  eu',
      'user v',
      '  7',
      '  42 v',
      '    messages',
    ]);
  });

  it('keeps names apart that differ only in their separator', () => {
    const tree = new ChannelTree();
    tree.update([channel('a:b'), channel('a/b')]);
    expect(tree.lines(NOTHING).map(({ node }) => node.path)).toEqual(['a', 'a:b', 'a/b']);
    expect(tree.size).toBe(2);
  });

  it('counts branches together, over all sources', () => {
    const tree = new ChannelTree();
    tree.update([
      channel('orders/eu', 10, { rate: 2, lastAt: 50 }),
      channel('orders/us', 5, { rate: 1, lastAt: 90, unread: true }),
      channel('orders/eu', 3, { sourceId: 'b', lastAt: 60 }),
    ]);
    const [orders, eu] = tree.lines(NOTHING).map(({ node }) => node);
    expect(orders).toMatchObject({ events: 18, rate: 3, lastAt: 90, unread: true });
    expect(eu).toMatchObject({ events: 13, lastAt: 60, unread: false });
    expect(tree.size).toBe(2);
  });

  it('has the newest value of a channel over all sources, and of a branch only its own', () => {
    const value = (seq: number) => ({ seq, type: 'message', preview: `value ${seq}` });
    const tree = new ChannelTree();
    tree.update([
      channel('orders/eu', 1, { last: value(7) }),
      channel('orders/eu', 1, { sourceId: 'b', last: value(9) }),
      channel('logs', 1, { last: value(8) }),
      channel('logs/api', 1, { last: value(3) }),
    ]);
    const values = tree.lines(NOTHING).map(({ node }) => [node.path, node.last?.preview]);
    expect(values).toEqual([
      ['logs', 'value 8'],
      ['logs/api', 'value 3'],
      ['orders', undefined],
      ['orders/eu', 'value 9'],
    ]);
  });

  it('counts the channels of a branch, each once however many sources name it', () => {
    const tree = new ChannelTree();
    const names = ['orders', 'orders/eu', 'orders/eu', 'orders/us/paid'];
    tree.update(names.map((name, i) => channel(name, 1, { sourceId: `s${i}` })));
    const counts = tree.lines(NOTHING).map(({ node }) => [node.path, node.channels]);
    expect(counts).toEqual([
      ['orders', 3],
      ['orders/eu', 1],
      ['orders/us', 1],
      ['orders/us/paid', 1],
    ]);
    tree.update([channel('orders')]);
    expect(tree.lines(NOTHING)[0]!.node.channels).toBe(1);
  });

  it('counts anew with each update instead of adding up', () => {
    const tree = new ChannelTree();
    tree.update([channel('a', 4)]);
    tree.update([channel('a', 6)]);
    expect(tree.lines(NOTHING)[0]!.node.events).toBe(6);
  });

  it('lets go of channels that are gone', () => {
    const tree = new ChannelTree();
    tree.update([channel('a/b'), channel('a/c')]);
    tree.update([channel('a/c')]);
    expect(draw(tree.lines(NOTHING))).toEqual(['a v', '  c']);
  });

  it('remembers what was opened and closed by hand', () => {
    const tree = new ChannelTree();
    tree.update([channel('a/b/c')]);
    expect(draw(tree.lines(new Map([['a/b', false]])))).toEqual(['a v', '  b']);
  });

  it('starts a branch with very many children closed', () => {
    const tree = new ChannelTree();
    tree.update(Array.from({ length: 5_000 }, (_, i) => channel(`user:${i}`)));
    expect(draw(tree.lines(NOTHING))).toEqual(['user']);
  });

  it('filters to matches, the way to them and everything below them', () => {
    const tree = new ChannelTree();
    tree.update([channel('orders/eu/paid'), channel('orders/us/paid'), channel('logs/eu')]);
    expect(draw(tree.lines(NOTHING, 'EU'))).toEqual(['logs v', '  eu', 'orders v', '  eu v', '    paid']);
  });

  it('sorts numbers as numbers', () => {
    const tree = new ChannelTree();
    tree.update([channel('u:10'), channel('u:9'), channel('u:100')]);
    expect(tree.lines(NOTHING).map(({ node }) => node.text)).toEqual(['u', '9', '10', '100']);
  });

  it('shows a name for a level that has none', () => {
    const tree = new ChannelTree();
    tree.update([channel('a::b')]);
    expect(tree.lines(NOTHING).map(({ node }) => node.text)).toEqual(['a', ':', 'b']);
  });
});
