import { describe, expect, it } from 'vitest';
import {
  collapsed,
  countInbox,
  grouped,
  mentions,
  REPEAT_MS,
  spanOf,
} from '@/views/notifications/inbox-groups';
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

describe('repeats with a break between them', () => {
  const at = (minute: number, seq: number) =>
    anItem(seq, { title: 'Again', receivedAt: 1_000_000_000 + minute * 60_000 });

  it('are rows of their own, each with its span', () => {
    const rows = collapsed([at(100, 6), at(98, 5), at(60, 4), at(50, 3), at(40, 2)]);
    expect(rows.map((row) => [row.items.length, spanOf(row) / 60_000])).toEqual([
      [2, 2],
      [3, 20],
    ]);
    expect(collapsed([at(0, 2), { ...at(0, 1), receivedAt: at(0, 2).receivedAt - REPEAT_MS }])).toHaveLength(
      1,
    );
  });

  it('leave the key of an older row as it is when a new one begins', () => {
    const older = [at(40, 2), at(39, 1)];
    const [before] = collapsed(older);
    const after = collapsed([at(100, 3), ...older]);
    expect(after.map(({ key }) => key)).toEqual([expect.not.stringMatching(`^${before!.key}$`), before!.key]);
  });

  it('keep the key of their row when the oldest of them are let go', () => {
    const all = Array.from({ length: 50 }, (_, i) => at(50 - i, 50 - i));
    expect(collapsed(all.slice(0, 20))[0]!.key).toBe(collapsed(all)[0]!.key);
  });

  it('do not fold into what a rule says in the same words', () => {
    const rule = { id: 'r', name: 'Errors' };
    expect(collapsed([at(2, 2), { ...at(1, 1), rule }])).toHaveLength(2);
  });

  it('are pinned when one of them is', () => {
    expect(collapsed([at(2, 2), { ...at(1, 1), pinned: true }])[0]!.pinned).toBe(true);
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
  it('finds text in title, body, channel and the name of the rule, whatever its case', () => {
    const rule = { id: 'r', name: 'Reach me' };
    const item = anItem(1, { title: 'Webhook FAILED', body: 'after 3 tries', rule });
    for (const text of ['failed', 'TRIES', 'User:42', 'reach', '']) expect(mentions(item, text)).toBe(true);
    expect(mentions(item, 'disk')).toBe(false);
  });

  it('counts what is pinned, and by rule under its newest name', () => {
    const counts = countInbox([
      anItem(4, { rule: { id: 'a', name: 'A' }, pinned: true }),
      anItem(3, { rule: { id: 'b', name: 'New name' } }),
      anItem(2, { rule: { id: 'b', name: 'Old name' } }),
    ]);
    expect(counts.pinned).toBe(1);
    expect(counts.rules).toEqual([
      { id: 'b', name: 'New name', count: 2 },
      { id: 'a', name: 'A', count: 1 },
    ]);
  });

  it('counts what each choice would leave, in an order that stays', () => {
    const items = [
      anItem(5, { level: 'error', sourceId: 'orders', read: true }),
      anItem(4, { level: 'error' }),
      anItem(3, { level: 'warning' }),
      anItem(2, { level: 'warning', read: true }),
      anItem(1, { level: 'info' }),
    ];
    const counts = countInbox(items, [
      { kind: 'level', level: 'error' },
      { kind: 'source', sourceId: 'orders' },
    ]);
    expect(counts.levels).toEqual({ info: 0, success: 0, warning: 0, error: 1 });
    expect(counts.sources.map(({ id, count }) => [id, count])).toEqual([
      ['notify', 1],
      ['orders', 1],
    ]);
    expect(counts.unread).toBe(0);
    expect(countInbox(items, [{ kind: 'unread' }]).levels).toEqual({
      info: 1,
      success: 0,
      warning: 1,
      error: 1,
    });
    expect(countInbox(items).unread).toBe(3);
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
