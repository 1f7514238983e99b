import type { NotificationItem } from '@shared/notification';
import { t, type MessageKey } from '../../i18n/i18n';
import { useChannelMarks } from '../../stores/channel-marks';
import { useNotifying } from '../../stores/notifying';
import { useSources } from '../../stores/sources';
import { useToasts } from '../../stores/toasts';
import { tailOf, whole } from '../../ui/format';
import { visibleExcerpt, visibleText } from '../../ui/visible-text';

const UNDO_MS = 8_000;
const SAID_MS = 4_000;
const LONGEST = 60;
/** As in the settings. */
const MAX_MUTED_SOURCES = 200;

/** Where a notification is from. */
export type Origin = Pick<NotificationItem, 'sourceId' | 'channel'>;

export interface InboxMutes {
  isChannelMuted(origin: Origin): boolean;
  isSourceMuted(sourceId: string): boolean;
  /** Its channel, or the source of what has none. */
  isMuted(origin: Origin): boolean;
  toggleChannel(origin: Origin): Promise<void>;
  toggleSource(sourceId: string): Promise<void>;
  /** What the key does: the channel, or the source of what has none. */
  toggle(origin: Origin): Promise<void>;
}

/** Silences channels and sources from the inbox, with a way back. Failures become toasts. */
export function useInboxMutes(): InboxMutes {
  const marks = useChannelMarks();
  const notifying = useNotifying();
  const sources = useSources();
  const toasts = useToasts();

  const sourceName = (id: string): string => visibleExcerpt(sources.nameOf(id), LONGEST);

  /** `''`: all that its source sends. */
  const channelName = ({ sourceId, channel }: Origin): string =>
    channel === '' ? sourceName(sourceId) : tailOf(visibleText(channel), LONGEST);

  function said(title: MessageKey, means: MessageKey | null, name: string, undo: () => Promise<void>): void {
    toasts.show({
      level: 'info',
      title: t(title, { name }),
      ...(means !== null && { body: t(means) }),
      stayMs: UNDO_MS,
      action: { label: t('common.undo'), run: () => void undo().catch(toasts.fail) },
    });
  }
  async function attempt(change: () => Promise<void>): Promise<void> {
    try {
      await change();
    } catch (error) {
      toasts.fail(error);
    }
  }

  const toggleChannel = (origin: Origin): Promise<void> =>
    attempt(async () => {
      const { sourceId, channel } = origin;
      const before = marks.muted;
      const of = sourceId === '' ? [] : [sourceId];
      const back = (): Promise<void> => marks.setMuted(before);
      if (marks.isMuted(sourceId, channel)) {
        await marks.unmute(channel, of);
        said('notifications.mute.undone', null, channelName(origin), back);
        return;
      }
      await marks.mute(channel, of);
      said('notifications.mute.doneChannel', 'notifications.mute.meansChannel', channelName(origin), back);
    });

  const toggleSource = (id: string): Promise<void> =>
    attempt(async () => {
      if (notifying.isSourceMuted(id)) {
        await notifying.unmuteSource(id);
        said('notifications.mute.undone', null, sourceName(id), () => notifying.muteSource(id));
        return;
      }
      if (notifying.mutedSources.length >= MAX_MUTED_SOURCES) {
        const title = t('notifications.mute.full', { n: whole(MAX_MUTED_SOURCES) });
        toasts.show({ level: 'warning', title, stayMs: SAID_MS });
        return;
      }
      await notifying.muteSource(id);
      said('notifications.mute.doneSource', 'notifications.mute.meansSource', sourceName(id), () =>
        notifying.unmuteSource(id),
      );
    });

  async function toggle(origin: Origin): Promise<void> {
    if (origin.channel !== '') await toggleChannel(origin);
    else if (origin.sourceId !== '') await toggleSource(origin.sourceId);
    else toasts.show({ level: 'info', title: t('notifications.mute.nothing'), stayMs: SAID_MS });
  }

  const isChannelMuted = ({ sourceId, channel }: Origin): boolean => marks.isMuted(sourceId, channel);

  return {
    isChannelMuted,
    isSourceMuted: notifying.isSourceMuted,
    isMuted: (origin) =>
      origin.channel === '' ? notifying.isSourceMuted(origin.sourceId) : isChannelMuted(origin),
    toggleChannel,
    toggleSource,
    toggle,
  };
}
