import { LEVELS, PRIORITIES, type Level, type NotificationItem, type Priority } from '@shared/notification';
import { t } from '../../i18n/i18n';

export type Grouping = 'level' | 'source' | 'time';

/** What of the inbox is shown. */
export type InboxFilter =
  | { readonly kind: 'all' }
  | { readonly kind: 'unread' }
  | { readonly kind: 'level'; readonly level: Level }
  | { readonly kind: 'priority'; readonly priority: Priority }
  | { readonly kind: 'source'; readonly sourceId: string }
  | { readonly kind: 'channel'; readonly sourceId: string; readonly channel: string };

/** Notifications that say the same, as one line: the newest stands for all. */
export interface InboxRow {
  /** The same as long as the message repeats. */
  readonly key: string;
  readonly latest: NotificationItem;
  /** Newest first. */
  readonly items: readonly NotificationItem[];
  readonly unread: number;
}

export interface InboxGroup {
  readonly key: string;
  readonly title: string;
  readonly level: Level | null;
  readonly rows: readonly InboxRow[];
  /** Notifications in it, repeats counted. */
  readonly count: number;
}

const MINUTE = 60_000;
const AGES: readonly {
  readonly key: 'minutes' | 'hour' | 'day' | 'older';
  readonly upTo: number;
}[] = [
  { key: 'minutes', upTo: 5 * MINUTE },
  { key: 'hour', upTo: 60 * MINUTE },
  { key: 'day', upTo: 1_440 * MINUTE },
  { key: 'older', upTo: Infinity },
];

/** The worst first, as they stand in the list of levels and of groups. */
export const LEVELS_WORST_FIRST: readonly Level[] = ['error', 'warning', 'success', 'info'];

export function passes(item: NotificationItem, filter: InboxFilter): boolean {
  switch (filter.kind) {
    case 'all':
      return true;
    case 'unread':
      return !item.read;
    case 'level':
      return item.level === filter.level;
    case 'priority':
      return item.priority === filter.priority;
    case 'source':
      return item.sourceId === filter.sourceId;
    case 'channel':
      return item.sourceId === filter.sourceId && item.channel === filter.channel;
  }
}

/** Whether a text (any case) is in what a person reads of a notification. */
export function mentions(item: NotificationItem, text: string): boolean {
  if (text === '') return true;
  return `${item.title}\n${item.body}\n${item.channel}`.toLowerCase().includes(text.toLowerCase());
}

/** Folds what has title, channel, source and level in common into one row. Takes and gives newest first. */
export function collapsed(items: readonly NotificationItem[]): InboxRow[] {
  const byKey = new Map<string, NotificationItem[]>();
  for (const item of items) {
    const key = `${item.level}\n${item.sourceId}\n${item.channel}\n${item.title}`;
    const same = byKey.get(key);
    if (same) same.push(item);
    else byKey.set(key, [item]);
  }
  return [...byKey].map(([key, same]) => ({
    key,
    latest: same[0]!,
    items: same,
    unread: same.reduce((sum, item) => sum + (item.read ? 0 : 1), 0),
  }));
}

/** Sorts notifications (newest first) into titled groups, empty ones left out. `now` is epoch ms. */
export function grouped(
  items: readonly NotificationItem[],
  by: Grouping,
  now: number,
  sourceName: (id: string) => string,
): InboxGroup[] {
  const buckets = new Map<string, { title: string; level: Level | null; items: NotificationItem[] }>();
  const bucket = (key: string, title: string, level: Level | null): NotificationItem[] => {
    const had = buckets.get(key) ?? { title, level, items: [] };
    buckets.set(key, had);
    return had.items;
  };
  // The order of the groups is that in which they are named first.
  if (by === 'level') {
    bucket('error-high', t('notifications.group.urgent'), 'error');
    for (const level of LEVELS_WORST_FIRST) bucket(level, t(`common.level.${level}`), level);
  } else if (by === 'time')
    for (const age of AGES) bucket(age.key, t(`notifications.group.${age.key}`), null);

  for (const item of items) {
    if (by === 'level') {
      const isUrgent = item.level === 'error' && item.priority === 'high';
      bucket(isUrgent ? 'error-high' : item.level, '', item.level).push(item);
    } else if (by === 'source') bucket(item.sourceId, sourceName(item.sourceId), null).push(item);
    else bucket(AGES.find((age) => now - item.receivedAt < age.upTo)!.key, '', null).push(item);
  }
  return [...buckets]
    .filter(([, { items: some }]) => some.length > 0)
    .map(([key, { title, level, items: some }]) => ({
      key,
      title,
      level,
      // A message can be in two groups of different age: its rows must not share a key.
      rows: collapsed(some).map((row) => ({ ...row, key: `${key}\n${row.key}` })),
      count: some.length,
    }));
}

/** How many notifications there are by everything that can be filtered for. */
export interface InboxCounts {
  readonly levels: Readonly<Record<Level, number>>;
  readonly priorities: Readonly<Record<Priority, number>>;
  /** Largest first, each with its channels, largest first. */
  readonly sources: readonly {
    readonly id: string;
    readonly count: number;
    readonly channels: readonly { readonly name: string; readonly count: number }[];
  }[];
}

export function countInbox(items: readonly NotificationItem[]): InboxCounts {
  const levels = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>;
  const priorities = Object.fromEntries(PRIORITIES.map((priority) => [priority, 0])) as Record<
    Priority,
    number
  >;
  const sources = new Map<string, { count: number; channels: Map<string, number> }>();
  for (const item of items) {
    levels[item.level] += 1;
    priorities[item.priority] += 1;
    const source = sources.get(item.sourceId) ?? { count: 0, channels: new Map<string, number>() };
    sources.set(item.sourceId, source);
    source.count += 1;
    if (item.channel !== '') source.channels.set(item.channel, (source.channels.get(item.channel) ?? 0) + 1);
  }
  return {
    levels,
    priorities,
    sources: [...sources]
      .map(([id, { count, channels }]) => ({
        id,
        count,
        channels: [...channels]
          .map(([name, many]) => ({ name, count: many }))
          .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name)),
      }))
      .sort((a, b) => b.count - a.count),
  };
}
