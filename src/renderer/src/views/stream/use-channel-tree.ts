import { computed, shallowRef, type ComputedRef } from 'vue';
import type { ChannelRate } from '@shared/feed';
import { useChannelMarks } from '../../stores/channel-marks';
import { useFeed } from '../../stores/feed';
import { useLooked } from '../../stores/looked';
import { useRates } from '../../stores/rates';
import { useTimeCursor } from '../../stores/time-cursor';
import { channelLines, countFound, type ChannelLine, type LineChoice } from './channel-lines';
import { asItWas, ChannelTree, type ChannelOrder, type CountedChannel } from './channel-tree';
import { useSideFilter } from './side-filter';

/** The channels of the sources that are looked at, now or at the moment that is looked back at, as lines of a tree. */
export interface ShownChannels {
  readonly lines: ComputedRef<readonly ChannelLine[]>;
  /** Channels there are, and how many pass the filter: null while there is none. */
  readonly size: ComputedRef<number>;
  readonly found: ComputedRef<number | null>;
  /** What of it is muted. */
  readonly muted: ComputedRef<{ readonly channels: number; readonly events: number }>;
  readonly allClosed: ComputedRef<boolean>;
  /** What is counted of each of them. */
  figures(): Generator<ChannelRate>;
  toggle(keys: readonly string[], open: boolean): void;
  toggleAll(): void;
}

export function useChannelTree(order: () => ChannelOrder): ShownChannels {
  const feed = useFeed();
  const filter = useSideFilter();
  const looked = useLooked();
  const marks = useChannelMarks();
  const rates = useRates();
  const timeCursor = useTimeCursor();

  const tree = new ChannelTree();
  const opened = shallowRef<ReadonlyMap<string, boolean>>(new Map());

  const passes = (sourceId: string): boolean => {
    const { sources } = feed.filter;
    return sources.length === 0 || sources.includes(sourceId);
  };
  function* counted(): Generator<CountedChannel> {
    if (timeCursor.channels) {
      for (const at of timeCursor.channels)
        if (passes(at.sourceId))
          yield { rate: asItWas(at), unread: false, muted: marks.isMuted(at.sourceId, at.channel) };
      return;
    }
    for (const [key, rate] of rates.channels) {
      if (!passes(rate.sourceId)) continue;
      const muted = marks.isMuted(rate.sourceId, rate.channel);
      const unread = !muted && looked.unreadOfChannel(key, rate.events) > 0;
      yield { rate, unread, muted, lateAt: rates.lateFrom(key) };
    }
  }
  function* figures(): Generator<ChannelRate> {
    for (const { rate } of counted()) yield rate;
  }

  /** Counted anew each second; an object, so that everything that reads it follows. */
  const tally = computed(() => {
    const names = new Set<string>();
    let events = 0;
    tree.update(
      (function* () {
        for (const each of counted()) {
          if (each.muted) {
            names.add(each.rate.channel);
            events += each.rate.events;
          }
          yield each;
        }
      })(),
    );
    return { size: tree.size, muted: { channels: names.size, events } };
  });
  const choice = computed<LineChoice>(() => ({
    opened: opened.value,
    words: filter.words,
    order: order(),
    pinned: pinnedHere(),
    onlyMuted: filter.onlyMuted && tally.value.muted.channels > 0,
  }));
  const pinnedHere = (): string[] => [
    ...new Set(
      marks.pinned
        // A whole source is pinned in the list of sources.
        .filter(({ sourceId, channel }) => channel !== '' && (sourceId === '' || passes(sourceId)))
        .map(({ channel }) => channel),
    ),
  ];
  const lines = computed(() => (tally.value, channelLines(tree, choice.value)));
  const isNarrowed = computed(() => choice.value.words.length > 0 || choice.value.onlyMuted);
  const branches = computed(() => lines.value.filter(({ node }) => node.children.size > 0));

  function toggle(keys: readonly string[], open: boolean): void {
    const next = new Map(opened.value);
    for (const key of keys) next.set(key, open);
    opened.value = next;
  }

  function toggleAll(): void {
    // First, since it may count anew.
    const open = branches.value.every((line) => !line.open);
    toggle(tree.branches(), open);
  }

  return {
    lines,
    size: computed(() => tally.value.size),
    found: computed(() => (isNarrowed.value ? (tally.value, countFound(tree, choice.value)) : null)),
    muted: computed(() => tally.value.muted),
    allClosed: computed(() => branches.value.length > 0 && branches.value.every((line) => !line.open)),
    figures,
    toggle,
    toggleAll,
  };
}
