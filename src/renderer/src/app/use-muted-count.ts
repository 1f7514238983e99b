import { onScopeDispose, ref, watch, type Ref } from 'vue';
import { call } from '../bridge';
import { useFeed } from '../stores/feed';

/** How often it is counted anew while somebody looks, ms after the last answer. */
const EVERY_MS = 2_000;

/**
 * How many events of the history only their channel's mute keeps out of the list, while `shown`; null while that is not
 * known, and when nothing is muted.
 */
export function useMutedCount(shown: Ref<boolean>): Readonly<Ref<number | null>> {
  const feed = useFeed();
  const count = ref<number | null>(null);
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  async function ask(): Promise<void> {
    const mine = ++asked;
    const { filter } = feed;
    try {
      const { events } = await call('history.count', { ...filter, mutedChannels: [] });
      if (mine !== asked) return;
      // While the history is searched, what matches is not known yet.
      if (feed.search === null) count.value = Math.max(0, events - feed.matched);
    } catch {
      if (mine !== asked) return;
      count.value = null;
    }
    timer = setTimeout(() => void ask(), EVERY_MS);
  }
  function stop(): void {
    asked += 1;
    clearTimeout(timer);
  }
  watch(
    [shown, () => feed.filter],
    ([isShown, filter]) => {
      stop();
      count.value = null;
      if (isShown && filter.mutedChannels.length > 0) void ask();
    },
    { immediate: true },
  );
  onScopeDispose(stop);
  return count;
}
