import { defineStore } from 'pinia';
import { computed } from 'vue';
import { coverOf, EVERY_SOURCE } from '@shared/channel-marks';
import { MAX_CHANNEL_MARKS, type ChannelMark } from '@shared/settings';
import { isWithin } from './looked';
import { useSettings } from './settings';

/** Longest name that can be marked, UTF-16 code units: as in the settings. */
export const MAX_MARKED_NAME = 256;

/**
 * Channels that are pinned or muted, each with everything below it. A mark is of one source, or with `''` of every source;
 * a channel `''` is all of its source.
 */
export const useChannelMarks = defineStore('channel-marks', () => {
  const settings = useSettings();
  const pinned = computed(() => settings.settings.pinnedChannels);
  const muted = computed(() => settings.settings.mutedChannels);

  const isCovered = computed(() => coverOf(muted.value));

  /** Whether the events of a channel of a source are muted, by itself, a branch above it or its source. */
  const isMuted = (sourceId: string, channel: string): boolean => isCovered.value(sourceId, channel);

  /** Ids of sources that are pinned as a whole, in the order in which that was done. */
  const pinnedSources = computed(() =>
    pinned.value.filter(({ channel }) => channel === '').map(({ sourceId }) => sourceId),
  );
  /** As `setMuted`. */
  const pinSource = (id: string): Promise<void> => setPinned(withMarks(pinned.value, '', [id]));
  const unpinSource = (id: string): Promise<void> =>
    setPinned(pinned.value.filter((mark) => mark.channel !== '' || mark.sourceId !== id));

  /** Whether a whole source is muted. */
  const isSourceMuted = (sourceId: string): boolean =>
    muted.value.some((mark) => mark.sourceId === sourceId && mark.channel === '');

  /** @throws StreamgaugeError when the settings cannot be saved */
  const setMuted = (marks: readonly ChannelMark[]): Promise<void> =>
    settings.change({ mutedChannels: [...marks] });
  /** As `setMuted`. */
  const setPinned = (marks: readonly ChannelMark[]): Promise<void> =>
    settings.change({ pinnedChannels: [...marks] });

  /** @param sources of which it is meant; empty for every source */
  const pin = (channel: string, sources: readonly string[]): Promise<void> =>
    setPinned(withMarks(pinned.value, channel, sources));
  const unpin = (channel: string): Promise<void> =>
    setPinned(pinned.value.filter((mark) => mark.channel !== channel));
  /** As `pin`. */
  const mute = (channel: string, sources: readonly string[]): Promise<void> =>
    setMuted(withMarks(muted.value, channel, sources));
  /**
   * Takes away every mark that keeps a channel quiet: on it, on what is above it and on what is below it. With `''` those of
   * whole sources.
   *
   * @param sources whose marks go; empty for those of all sources
   */
  function unmute(channel: string, sources: readonly string[]): Promise<void> {
    const touches = (mark: ChannelMark): boolean =>
      mark.channel === channel ||
      (mark.channel !== '' &&
        channel !== '' &&
        (isWithin(channel, mark.channel) || isWithin(mark.channel, channel)));
    const isOfThese = ({ sourceId }: ChannelMark): boolean =>
      sources.length === 0 || sourceId === EVERY_SOURCE || sources.includes(sourceId);
    return setMuted(muted.value.filter((mark) => !(touches(mark) && isOfThese(mark))));
  }

  return {
    pinned,
    pinnedSources,
    muted,
    isMuted,
    isSourceMuted,
    pin,
    unpin,
    pinSource,
    unpinSource,
    mute,
    unmute,
    setMuted,
    setPinned,
  };
});

/** Marks with one more channel; when there are as many as there may be, the oldest gives way. */
function withMarks(
  marks: readonly ChannelMark[],
  channel: string,
  sources: readonly string[],
): ChannelMark[] {
  const isSame = (mark: ChannelMark): boolean => mark.channel === channel;
  if (marks.some((mark) => isSame(mark) && mark.sourceId === EVERY_SOURCE)) return [...marks];
  const ids = sources.length === 0 ? [EVERY_SOURCE] : sources;
  const others = marks.filter(
    (mark) => !isSame(mark) || (sources.length > 0 && !ids.includes(mark.sourceId)),
  );
  return [...others, ...ids.map((sourceId) => ({ sourceId, channel }))].slice(-MAX_CHANNEL_MARKS);
}
