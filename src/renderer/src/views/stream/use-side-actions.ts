import { t, type MessageKey } from '../../i18n/i18n';
import { useApp } from '../../stores/app';
import { useChannelMarks } from '../../stores/channel-marks';
import { useFeed } from '../../stores/feed';
import { useToasts } from '../../stores/toasts';
import { visibleExcerpt } from '../../ui/visible-text';
import { narrowedBy } from './narrowed-query';

/** How long what was done can be undone, ms (DESIGN section 6). */
const UNDO_MS = 8_000;
const SAID_MS = 2_500;
/** Most of a name in a message. */
const MOST_OF_NAME = 80;

/** What the sidebar does with sources, captures and channels. Failures become toasts. */
export interface SideActions {
  /** Leaves out what a term of a query (`NOT source:a`) stands for. */
  exclude(term: string): void;
  /** Pins a channel, or lets it go; of the sources that are looked at. */
  togglePin(channel: string, isPinned: boolean): Promise<void>;
  /** Pins a source to the top of the list, or lets it go. */
  toggleSourcePin(id: string, isPinned: boolean, name: string): Promise<void>;
  /** Mutes a channel (`''` for all that its source sends), or lets it be heard again. `name` is what it is called. */
  toggleMute(channel: string, isMuted: boolean, sources: readonly string[], name: string): Promise<void>;
  copyName(name: string): Promise<void>;
  /** Selects an event in the table; answers whether it is still there. */
  inspect(seq: number): Promise<boolean>;
}

export function useSideActions(): SideActions {
  const app = useApp();
  const feed = useFeed();
  const marks = useChannelMarks();
  const toasts = useToasts();

  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      toasts.fail(error);
    }
  }
  function tell(key: MessageKey, name: string, undo: () => Promise<void>, body?: MessageKey): void {
    toasts.show({
      level: 'info',
      title: t(key, { name: visibleExcerpt(name, MOST_OF_NAME) }),
      ...(body && { body: t(body) }),
      stayMs: UNDO_MS,
      action: { label: t('common.undo'), run: () => void attempt(undo) },
    });
  }

  const exclude = (term: string): void => feed.setFilter({ query: narrowedBy(feed.filter.query, term) });

  const togglePin = (channel: string, isPinned: boolean): Promise<void> =>
    attempt(async () => {
      if (!isPinned) return marks.pin(channel, feed.filter.sources);
      const before = marks.pinned.filter((mark) => mark.channel === channel);
      await marks.unpin(channel);
      tell('stream.tree.unpinned', channel, () => marks.setPinned([...marks.pinned, ...before]));
    });

  const toggleSourcePin: SideActions['toggleSourcePin'] = (id, isPinned, name) =>
    attempt(async () => {
      if (!isPinned) return marks.pinSource(id);
      const before = marks.pinned;
      await marks.unpinSource(id);
      tell('stream.tree.unpinned', name, () => marks.setPinned(before));
    });

  const toggleMute: SideActions['toggleMute'] = (channel, isMuted, sources, name) =>
    attempt(async () => {
      const before = marks.muted;
      if (!isMuted) {
        await marks.mute(channel, sources);
        tell('stream.tree.muted', name, () => marks.unmute(channel, sources), 'stream.tree.mutedMeans');
        return;
      }
      await marks.unmute(channel, sources);
      const gone = before.filter((mark) => !marks.muted.some((left) => isSame(mark, left)));
      tell('stream.tree.unmuted', name, () => marks.setMuted([...marks.muted, ...gone]));
    });

  const copyName = (name: string): Promise<void> =>
    attempt(async () => {
      await app.copy(name);
      toasts.show({ level: 'success', title: t('stream.tree.nameCopied'), stayMs: SAID_MS });
    });

  async function inspect(seq: number): Promise<boolean> {
    const isThere = await feed.reveal(seq);
    if (!isThere) toasts.show({ level: 'warning', title: t('stream.tree.eventGone') });
    return isThere;
  }

  return { exclude, togglePin, toggleSourcePin, toggleMute, copyName, inspect };
}

interface Mark {
  readonly sourceId: string;
  readonly channel: string;
}
const isSame = (a: Mark, b: Mark): boolean => a.sourceId === b.sourceId && a.channel === b.channel;
