import { computed } from 'vue';
import { useChannelMarks } from '../../stores/channel-marks';
import { useFeed } from '../../stores/feed';
import { useLooked } from '../../stores/looked';
import { useRates } from '../../stores/rates';
import { withoutSource } from './exclusion-terms';
import type { SideStanding } from './source-menu';
import { useSideActions } from './use-side-actions';

/** What sources and captures of the sidebar have in common. */
export interface SourceChoice {
  standing(id: string): SideStanding;
  /** Unread events of it that are muted. */
  mutedUnread(id: string): number;
  /** Only this one, or everything again when it was the only one; `add` puts it to the others or takes it away. */
  choose(id: string, add: boolean): void;
  /** Does what was chosen in its menu; `'inspected'` when an event was selected by it, `'other'` when it is not for here. */
  act(id: string, name: string, action: string): Promise<'done' | 'inspected' | 'other'>;
}

export function useSourceChoice(): SourceChoice {
  const feed = useFeed();
  const looked = useLooked();
  const marks = useChannelMarks();
  const rates = useRates();
  const side = useSideActions();

  /** By source, its newest event that names a channel. */
  const newest = computed(() => {
    const seqs = new Map<string, number>();
    for (const { sourceId, last } of rates.channels.values())
      if (last.seq > (seqs.get(sourceId) ?? 0)) seqs.set(sourceId, last.seq);
    return seqs;
  });
  const quiet = computed(() => {
    const unread = new Map<string, number>();
    if (marks.muted.length === 0) return unread;
    for (const [key, { sourceId, channel, events }] of rates.channels) {
      if (!marks.isMuted(sourceId, channel)) continue;
      unread.set(sourceId, (unread.get(sourceId) ?? 0) + Math.max(0, looked.unreadOfChannel(key, events)));
    }
    return unread;
  });
  function standing(id: string): SideStanding {
    const { sources } = feed.filter;
    const chosen = sources.includes(id);
    return {
      chosen,
      alone: chosen && sources.length === 1,
      muted: marks.isSourceMuted(id),
      pinned: marks.pinnedSources.includes(id),
      hasEvents: newest.value.has(id),
    };
  }
  function choose(id: string, add: boolean): void {
    const { sources } = feed.filter;
    const has = sources.includes(id);
    if (add) feed.setFilter({ sources: has ? sources.filter((other) => other !== id) : [...sources, id] });
    else feed.setFilter({ sources: has && sources.length === 1 ? [] : [id] });
  }
  async function act(id: string, name: string, action: string): Promise<'done' | 'inspected' | 'other'> {
    switch (action) {
      case 'only':
        choose(id, false);
        return 'done';
      case 'add':
        choose(id, true);
        return 'done';
      case 'exclude':
        side.exclude(withoutSource(name));
        return 'done';
      case 'mute':
        await side.toggleMute('', marks.isSourceMuted(id), [id], name);
        return 'done';
      case 'pin':
        await side.toggleSourcePin(id, marks.pinnedSources.includes(id), name);
        return 'done';
      case 'copy-name':
        await side.copyName(name);
        return 'done';
      case 'inspect': {
        const seq = newest.value.get(id);
        return seq !== undefined && (await side.inspect(seq)) ? 'inspected' : 'done';
      }
      default:
        return 'other';
    }
  }
  return { standing, mutedUnread: (id) => quiet.value.get(id) ?? 0, choose, act };
}
