import { computed, type ComputedRef } from 'vue';
import { MAX_MORE_CHANNELS, type ChannelRate } from '@shared/feed';
import { MAX_MARKED_NAME, useChannelMarks } from '../../stores/channel-marks';
import { useCharts } from '../../stores/charts';
import { useFeed } from '../../stores/feed';
import type { MenuEntry } from '../../ui/menu-entry';
import type { ChannelLine } from './channel-lines';
import { channelMenu } from './channel-menu';
import type { ChannelNode } from './channel-tree';
import { withoutChannel } from './exclusion-terms';
import { lastNumber } from './last-number';
import { useSideActions } from './use-side-actions';

/** What the channel tree does with its lines. */
export interface ChannelActions {
  /** Channels that filter the events. */
  readonly chosen: ComputedRef<readonly string[]>;
  /** Shows only this channel, or all again when it was the only one; `add` puts it to the others or takes it away. */
  pick(path: string, add: boolean): void;
  entriesOf(line: ChannelLine): MenuEntry[];
  /** Does what was chosen for a line; answers whether an event was selected by it. */
  act(action: string, line: ChannelLine): Promise<boolean>;
}

/**
 * @param newest the newest event at and below a channel; null without any
 * @param figures the channels of the sources that are looked at
 */
export function useChannelActions(
  newest: (path: string) => number | null,
  figures: () => Iterable<ChannelRate>,
): ChannelActions {
  const feed = useFeed();
  const charts = useCharts();
  const marks = useChannelMarks();
  const side = useSideActions();

  const chosen = computed(() => {
    const { channel, moreChannels } = feed.filter;
    return channel === null ? [] : [channel, ...moreChannels];
  });
  const choose = (paths: readonly string[]): void =>
    feed.setFilter({ channel: paths[0] ?? null, moreChannels: paths.slice(1, 1 + MAX_MORE_CHANNELS) });

  function pick(path: string, add: boolean): void {
    const has = chosen.value.includes(path);
    if (!add) choose(has && chosen.value.length === 1 ? [] : [path]);
    else choose(has ? chosen.value.filter((other) => other !== path) : [...chosen.value, path]);
  }

  const isPinned = ({ path }: ChannelNode): boolean =>
    path !== '' && marks.pinned.some(({ channel }) => channel === path);

  function entriesOf({ node }: ChannelLine): MenuEntry[] {
    const has = chosen.value.includes(node.path);
    return channelMenu({
      chosen: has,
      alone: has && chosen.value.length === 1,
      others: chosen.value.length > 0,
      pinned: isPinned(node),
      muted: node.muted,
      hasNumber: lastNumber(node.path, figures()) !== null,
      markable: node.path.length <= MAX_MARKED_NAME,
    });
  }

  async function act(action: string, { node }: ChannelLine): Promise<boolean> {
    const isMarkable = node.path.length <= MAX_MARKED_NAME;
    switch (action) {
      case 'only':
        pick(node.path, false);
        break;
      case 'add':
        pick(node.path, true);
        break;
      case 'exclude':
        side.exclude(withoutChannel(node));
        break;
      case 'pin':
        if (isMarkable) await side.togglePin(node.path, isPinned(node));
        break;
      case 'mute':
        if (isMarkable) await side.toggleMute(node.path, node.muted, feed.filter.sources, node.path);
        break;
      case 'chart': {
        const series = lastNumber(node.path, figures());
        if (series) charts.pin(series);
        break;
      }
      case 'copy':
        await side.copyName(node.path);
        break;
      case 'inspect': {
        const seq = newest(node.path);
        return seq !== null && side.inspect(seq);
      }
    }
    return false;
  }

  return { chosen, pick, entriesOf, act };
}
