import { describe, expect, it } from 'vitest';
import { collapsed, countInbox, grouped, mentions, passes } from '@/views/notifications/inbox-groups';
import { anItem } from './an-item';

const nameOf = (id: string): string => id.toUpperCase();

describe('repeats', () => {
  it('fold into one row when title, channel, source and level are the same, the newest standing for all', () => {
    const same = { title: 'Webhook failed', level: 'error' } as const;
    const rows = collapsed([
      anItem(9, same),
      anItem(8, { title: 'Other' }),
      anItem(7, { ...same, read: true }),
      anItem(6, { ...same, channel: 'user:77' }),
      anItem(5, { ...same, level: 'warning' }),
      anItem(4, same),
    ]);
    expect(rows.map((row) => [row.latest.seq, row.items.length, row.unread])).toEqual([
      [9, 3, 2],
      [8, 1, 1],
      [6, 1, 1],
      [5, 1, 1],
    ]);
  });

  it('keep the key of their row when another one comes, so that it stays open', () => {
    const [before] = collapsed([anItem(1, { title: 'Again' })]);
    const [after] = collapsed([anItem(2, { title: 'Again' }), anItem(1, { title: 'Again' })]);
    expect(after!.key).toBe(before!.key);
  });
});

describe('groups', () => {
  const items = [
    anItem(6, { level: 'info' }),
    anItem(5, { level: 'error', priority: 'normal' }),
    anItem(4, { level: 'warning', priority: 'high' }),
    anItem(3, { level: 'error', priority: 'high', sourceId: 'orders' }),
  ];

  it('by level: urgent errors first, then the worst level, and no empty groups', () => {
    expect(grouped(items, 'level', 0, nameOf).map(({ title, count }) => `${title} ${count}`)).toEqual([
      'Error, high priority 1',
      'Error 1',
      'Warning 1',
      'Info 1',
    ]);
  });

  it('by source: the one that spoke last first, under its name', () => {
    expect(grouped(items, 'source', 0, nameOf).map(({ title, count }) => [title, count])).toEqual([
      ['NOTIFY', 3],
      ['ORDERS', 1],
    ]);
  });

  it('by time: from the last minutes to long ago', () => {
    const now = 100_000_000;
    const aged = [10_000, 30 * 60_000, 23 * 3_600_000, 26 * 3_600_000].map((ageMs, i) =>
      anItem(9 - i, { receivedAt: now - ageMs }),
    );
    expect(grouped(aged, 'time', now, nameOf).map(({ title }) => title)).toEqual([
      'Last 5 minutes',
      'Last hour',
      'Last 24 hours',
      'Older',
    ]);
  });

  it('give rows of different groups different keys, even when they say the same', () => {
    const now = 100_000_000;
    const twice = [
      anItem(2, { title: 'Again', receivedAt: now }),
      anItem(1, { title: 'Again', receivedAt: now - 3_000_000 }),
    ];
    const keys = grouped(twice, 'time', now, nameOf).flatMap(({ rows }) => rows.map(({ key }) => key));
    expect(new Set(keys).size).toBe(2);
  });
});

describe('filter and search', () => {
  it('takes a channel only together with its source', () => {
    const filter = { kind: 'channel', sourceId: 'notify', channel: 'user:42' } as const;
    expect(passes(anItem(1), filter)).toBe(true);
    expect(passes(anItem(1, { sourceId: 'orders' }), filter)).toBe(false);
  });

  it('finds text in title, body and channel, whatever its case', () => {
    const item = anItem(1, { title: 'Webhook FAILED', body: 'after 3 tries' });
    for (const text of ['failed', 'TRIES', 'User:42', '']) expect(mentions(item, text)).toBe(true);
    expect(mentions(item, 'disk')).toBe(false);
  });

  it('counts by level, priority, source and channel, the busiest first', () => {
    const counts = countInbox([
      anItem(4, { level: 'error', priority: 'high' }),
      anItem(3, { channel: 'user:77' }),
      anItem(2, { channel: 'user:77' }),
      anItem(1, { sourceId: 'orders', channel: '' }),
    ]);
    expect(counts.levels).toEqual({ info: 3, success: 0, warning: 0, error: 1 });
    expect(counts.priorities).toEqual({ low: 0, normal: 3, high: 1 });
    expect(counts.sources).toEqual([
      {
        id: 'notify',
        count: 3,
        channels: [
          { name: 'user:77', count: 2 },
          { name: 'user:42', count: 1 },
        ],
      },
      { id: 'orders', count: 1, channels: [] },
    ]);
  });
});
