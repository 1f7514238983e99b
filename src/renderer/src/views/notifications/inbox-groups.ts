import { LEVELS, PRIORITIES, type Level, type NotificationItem, type Priority } from '@shared/notification';
import { t } from '../../i18n/i18n';
import { bodyOf, titleOf } from './item-words';
import { missedFacets, type InboxFacet, type InboxFilter } from './inbox-filter';

export type Grouping = 'level' | 'source' | 'time';

/** Notifications that say the same, as one line: the newest stands for all. */
export interface InboxRow {
  /** The same as long as the message repeats. */
  readonly key: string;
  readonly latest: NotificationItem;
  /** Newest first. */
  readonly items: readonly NotificationItem[];
  readonly unread: number;
  /** One of them is. */
  readonly pinned: boolean;
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
/** Longest time between two notifications that say the same and are still one row, ms. */
export const REPEAT_MS = 15 * MINUTE;
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

/** Whether a text (any case) is in what a person reads of a notification. */
export function mentions(item: NotificationItem, text: string): boolean {
  if (text === '') return true;
  const said = `${titleOf(item)}\n${bodyOf(item)}\n${item.channel}\n${item.rule?.name ?? ''}`;
  return said.toLowerCase().includes(text.toLowerCase());
}

/**
 * Folds what has title, channel, source, level and rule in common into one row, as long as it repeats without a break of
 * `REPEAT_MS`. Takes and gives newest first.
 */
export function collapsed(items: readonly NotificationItem[]): InboxRow[] {
  const runs = new Map<string, NotificationItem[][]>();
  const inOrder: { readonly same: string; readonly run: NotificationItem[] }[] = [];
  for (const item of items) {
    const same = `${item.level}\n${item.sourceId}\n${item.channel}\n${item.rule?.id ?? ''}\n${item.title}`;
    const had = runs.get(same) ?? [];
    const oldest = had.at(-1)?.at(-1);
    if (oldest && oldest.receivedAt - item.receivedAt <= REPEAT_MS) {
      had.at(-1)!.push(item);
      continue;
    }
    const run = [item];
    runs.set(same, [...had, run]);
    inOrder.push({ same, run });
  }
  return inOrder.map(({ same, run }) => {
    // Counted from the oldest run on: neither a repeat nor a new run changes the key of one that is open.
    const all = runs.get(same)!;
    return {
      key: `${same}\n${all.length - 1 - all.indexOf(run)}`,
      latest: run[0]!,
      items: run,
      unread: run.reduce((sum, item) => sum + (item.read ? 0 : 1), 0),
      pinned: run.some(({ pinned }) => pinned),
    };
  });
}

/** From the oldest of a row to its latest, ms. */
export const spanOf = ({ items, latest }: InboxRow): number =>
  Math.max(0, latest.receivedAt - items.at(-1)!.receivedAt);

/** The ids of all that a row stands for. */
export const idsOf = ({ items }: InboxRow): number[] => items.map(({ id }) => id);

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

/** How many notifications there are by everything that can be filtered for, each as if nothing of its own facet were chosen. */
export interface InboxCounts {
  readonly unread: number;
  readonly pinned: number;
  /** Most first, whatever is chosen. */
  readonly rules: readonly { readonly id: string; readonly name: string; readonly count: number }[];
  readonly levels: Readonly<Record<Level, number>>;
  readonly priorities: Readonly<Record<Priority, number>>;
  /** Largest first, each with its channels, largest first, whatever is chosen. */
  readonly sources: readonly {
    readonly id: string;
    readonly count: number;
    readonly channels: readonly { readonly name: string; readonly count: number }[];
  }[];
}

/** A counter that also knows how many there are without the filter, for an order that stays. */
interface Tally {
  count: number;
  all: number;
}

const byAll = (a: Tally, b: Tally): number => b.all - a.all;

export function countInbox(items: readonly NotificationItem[], filter: InboxFilter = []): InboxCounts {
  const levels = Object.fromEntries(LEVELS.map((level) => [level, 0])) as Record<Level, number>;
  const priorities = Object.fromEntries(PRIORITIES.map((priority) => [priority, 0])) as Record<
    Priority,
    number
  >;
  const sources = new Map<string, Tally & { channels: Map<string, Tally> }>();
  const rules = new Map<string, Tally & { name: string }>();
  let unread = 0;
  let pinned = 0;
  for (const item of items) {
    const missed = missedFacets(item, filter);
    /** 1 when it passes what is chosen of all other facets. */
    const of = (facet: InboxFacet): 0 | 1 =>
      missed.size === 0 || (missed.size === 1 && missed.has(facet)) ? 1 : 0;
    if (!item.read) unread += of('unread');
    if (item.pinned) pinned += of('pinned');
    levels[item.level] += of('level');
    priorities[item.priority] += of('priority');
    if (item.rule) {
      // The newest has the name as it is now.
      const { id, name } = item.rule;
      add(
        tallyOf(rules, id, () => ({ ...NONE, name })),
        of('rule'),
      );
    }
    const source = tallyOf(sources, item.sourceId, () => ({ ...NONE, channels: new Map<string, Tally>() }));
    add(source, of('place'));
    if (item.channel !== '')
      add(
        tallyOf(source.channels, item.channel, () => ({ ...NONE })),
        of('place'),
      );
  }
  return {
    unread,
    pinned,
    rules: [...rules]
      .sort(([, a], [, b]) => byAll(a, b))
      .map(([id, { name, count }]) => ({ id, name, count })),
    levels,
    priorities,
    sources: [...sources]
      .sort(([, a], [, b]) => byAll(a, b))
      .map(([id, { count, channels }]) => ({
        id,
        count,
        channels: [...channels]
          .sort(([name, a], [other, b]) => byAll(a, b) || name.localeCompare(other))
          .map(([name, { count: many }]) => ({ name, count: many })),
      })),
  };
}

const NONE: Tally = { count: 0, all: 0 };

function tallyOf<T>(tallies: Map<string, T>, key: string, made: () => T): T {
  const known = tallies.get(key);
  if (known) return known;
  const fresh = made();
  tallies.set(key, fresh);
  return fresh;
}

function add(tally: Tally, counted: number): void {
  tally.all += 1;
  tally.count += counted;
}
