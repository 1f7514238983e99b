import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import { useChannelMarks } from './channel-marks';
import { useFeed } from './feed';

/** Keeps the events of muted channels out of the list; or lets them in for as long as they are asked for. */
export const useFeedMuted = defineStore('feed-muted', () => {
  const feed = useFeed();
  const marks = useChannelMarks();

  const any = computed(() => marks.muted.length > 0);
  /** What is muted is in the list all the same. */
  const shows = computed(() => any.value && feed.filter.mutedChannels.length === 0);

  const hide = (): void => feed.setFilter({ mutedChannels: [...marks.muted] });
  const show = (): void => feed.setFilter({ mutedChannels: [] });

  watch(
    () => marks.muted,
    (now, before) => {
      // Muting one more is not to be looked at the others; one less leaves that as it is.
      const isMore = !before || now.length > before.length;
      if (isMore || !(before.length > 0 && feed.filter.mutedChannels.length === 0)) hide();
    },
    { immediate: true },
  );

  return { any, shows, show, hide };
});
