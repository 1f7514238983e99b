import { describe, expect, it } from 'vitest';
import type { LastValue } from '@shared/feed';
import { ALL_LINES, channelLines, countFound, type ChannelLine } from '@/views/stream/channel-lines';
import { ChannelTree } from '@/views/stream/channel-tree';
import { filterWords } from '@/views/stream/name-match';

const channel = (
  name: string,
  events = 1,
  more: {
    rate?: number;
    lastAt?: number;
    unread?: boolean;
    sourceId?: string;
    last?: LastValue;
    muted?: boolean;
    lateAt?: number;
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
  ...(more.muted !== undefined && { muted: more.muted }),
  ...(more.lateAt !== undefined && { lateAt: more.lateAt }),
});
const draw = (lines: readonly ChannelLine[]): string[] =>
  lines.map(({ label, depth, open }) => `${'  '.repeat(depth)}${label}${open ? ' v' : ''}`);
const all = (tree: ChannelTree): ChannelLine[] => channelLines(tree, ALL_LINES);
const filtered = (tree: ChannelTree, text: string): string[] =>
  draw(channelLines(tree, { ...ALL_LINES, words: filterWords(text) }));

describe('the channel tree', () => {
  it('makes a level of each part between colons and slashes', () => {
    const tree = new ChannelTree();
    tree.update([channel('user:42:messages'), channel('orders/eu'), channel('user:7')]);
    expect(draw(all(tree))).toEqual(['orders v', '  eu', 'user v', '  7', '  42 v', '    messages']);
  });

  it('keeps names apart that differ only in their separator', () => {
    const tree = new ChannelTree();
    tree.update([channel('a:b'), channel('a/b')]);
    expect(all(tree).map(({ node }) => node.path)).toEqual(['a', 'a:b', 'a/b']);
    expect(tree.size).toBe(2);
  });

  it('counts branches together, over all sources', () => {
    const tree = new ChannelTree();
    tree.update([
      channel('orders/eu', 10, { rate: 2, lastAt: 50 }),
      channel('orders/us', 5, { rate: 1, lastAt: 90, unread: true }),
      channel('orders/eu', 3, { sourceId: 'b', lastAt: 60 }),
    ]);
    const [orders, eu] = all(tree).map(({ node }) => node);
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
    const values = all(tree).map(({ node }) => [node.path, node.last?.preview]);
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
    const counts = all(tree).map(({ node }) => [node.path, node.channels]);
    expect(counts).toEqual([
      ['orders', 3],
      ['orders/eu', 1],
      ['orders/us', 1],
      ['orders/us/paid', 1],
    ]);
    tree.update([channel('orders')]);
    expect(all(tree)[0]!.node.channels).toBe(1);
  });

  it('counts anew with each update instead of adding up', () => {
    const tree = new ChannelTree();
    tree.update([channel('a', 4)]);
    tree.update([channel('a', 6)]);
    expect(all(tree)[0]!.node.events).toBe(6);
  });

  it('lets go of channels that are gone', () => {
    const tree = new ChannelTree();
    tree.update([channel('a/b'), channel('a/c')]);
    tree.update([channel('a/c')]);
    expect(draw(all(tree))).toEqual(['a v', '  c']);
  });

  it('remembers what was opened and closed by hand', () => {
    const tree = new ChannelTree();
    tree.update([channel('a/b/c')]);
    expect(draw(channelLines(tree, { ...ALL_LINES, opened: new Map([['a/b', false]]) }))).toEqual([
      'a v',
      '  b',
    ]);
  });

  it('starts a branch with very many children closed', () => {
    const tree = new ChannelTree();
    tree.update(Array.from({ length: 5_000 }, (_, i) => channel(`user:${i}`)));
    expect(draw(all(tree))).toEqual(['user']);
  });

  it('filters to matches, the way to them and everything below them', () => {
    const tree = new ChannelTree();
    tree.update([channel('orders/eu/paid'), channel('orders/us/paid'), channel('logs/eu')]);
    expect(filtered(tree, 'EU')).toEqual(['logs v', '  eu', 'orders v', '  eu v', '    paid']);
  });

  it('sorts numbers as numbers', () => {
    const tree = new ChannelTree();
    tree.update([channel('u:10'), channel('u:9'), channel('u:100')]);
    expect(all(tree).map(({ node }) => node.text)).toEqual(['u', '9', '10', '100']);
  });

  it('shows a name for a level that has none', () => {
    const tree = new ChannelTree();
    tree.update([channel('a::b')]);
    expect(all(tree).map(({ node }) => node.text)).toEqual(['a', ':', 'b']);
  });

  it('finds names that hold every word, across levels, and counts them', () => {
    const tree = new ChannelTree();
    tree.update([channel('orders/eu/paid'), channel('orders/us/paid'), channel('logs/eu')]);
    expect(filtered(tree, 'paid us')).toEqual(['orders v', '  us v', '    paid']);
    expect(filtered(tree, 'eu/pa')).toEqual(['orders v', '  eu v', '    paid']);
    const found = (text: string): number => countFound(tree, { ...ALL_LINES, words: filterWords(text) });
    expect([found('eu'), found('paid us'), found('nothing'), found('')]).toEqual([2, 1, 0, 3]);
  });

  it('keeps the way to a match open even when it was closed by hand', () => {
    const tree = new ChannelTree();
    tree.update([channel('orders/eu')]);
    const opened = new Map([['orders', false]]);
    expect(draw(channelLines(tree, { ...ALL_LINES, opened, words: ['eu'] }))).toEqual(['orders v', '  eu']);
    expect(draw(channelLines(tree, { ...ALL_LINES, opened }))).toEqual(['orders']);
  });

  it('has what is pinned at the top whatever the order, under its whole name, and in its branch as well', () => {
    const tree = new ChannelTree();
    tree.update([channel('orders/eu', 5), channel('orders/us', 9), channel('logs', 7)]);
    const pinned = ['orders/eu', 'gone', 'orders'];
    const lines = channelLines(tree, { ...ALL_LINES, pinned, order: 'events' });
    expect(draw(lines)).toEqual(['orders/eu', 'orders', 'orders v', '  us', '  eu', 'logs']);
    expect(lines.map(({ place, sisters }) => [place, sisters])).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [1, 2],
      [2, 2],
      [4, 4],
    ]);
    expect(lines.filter((line) => line.pinned).map(({ node }) => node.path)).toEqual(['orders/eu', 'orders']);
    expect(lines.findIndex((line) => line.endsPinned)).toBe(1);
    expect(new Set(lines.map(({ key }) => key)).size).toBe(lines.length);
  });

  it('opens a pinned branch apart from the branch itself', () => {
    const tree = new ChannelTree();
    tree.update([channel('orders/eu')]);
    const choice = { ...ALL_LINES, pinned: ['orders'] };
    const key = channelLines(tree, choice)[0]!.key;
    expect(draw(channelLines(tree, { ...choice, opened: new Map([[key, true]]) }))).toEqual([
      'orders v',
      '  eu',
      'orders v',
      '  eu',
    ]);
  });

  it('orders by what came last to the minute, so that lines do not change places every second', () => {
    const tree = new ChannelTree();
    const newest = (): string[] => draw(channelLines(tree, { ...ALL_LINES, order: 'newest' }));
    tree.update([channel('a', 1, { lastAt: 60_000 }), channel('b', 1, { lastAt: 200_000 })]);
    expect(newest()).toEqual(['b', 'a']);
    tree.update([channel('a', 1, { lastAt: 200_001 }), channel('b', 1, { lastAt: 200_000 })]);
    expect(newest()).toEqual(['a', 'b']);
    tree.update([channel('a', 1, { lastAt: 200_001 }), channel('b', 1, { lastAt: 200_900 })]);
    expect(newest()).toEqual(['a', 'b']);
  });

  it('counts a branch as muted, and as late, when everything in it is', () => {
    const tree = new ChannelTree();
    const node = (path: string) => tree.find(path)!;
    tree.update([
      channel('orders/eu', 1, { muted: true, lateAt: 500 }),
      channel('orders/us', 1, { lateAt: 900 }),
    ]);
    expect([node('orders').muted, node('orders/eu').muted]).toEqual([false, true]);
    expect([node('orders').lateAt, node('orders/eu').lateAt]).toEqual([900, 500]);
    tree.update([
      channel('orders/eu', 1, { muted: true, lateAt: 500 }),
      channel('orders/us', 1, { muted: true }),
    ]);
    expect(node('orders').muted).toBe(true);
    expect(node('orders').lateAt).toBe(Infinity);
    expect(draw(channelLines(tree, { ...ALL_LINES, onlyMuted: true }))).toEqual(['orders v', '  eu', '  us']);
  });

  it('shows nothing but what is muted when asked for that', () => {
    const tree = new ChannelTree();
    tree.update([channel('orders/eu', 1, { muted: true }), channel('orders/us'), channel('logs')]);
    const choice = { ...ALL_LINES, onlyMuted: true };
    expect(draw(channelLines(tree, choice))).toEqual(['orders v', '  eu']);
    expect(countFound(tree, choice)).toBe(1);
  });
});
