import { ref, watch, type Ref } from 'vue';
import { call } from '../../../bridge';
import { useFeed } from '../../../stores/feed';

/** Between two questions, ms. */
const ASK_EVERY_MS = 2_000;

/**
 * How many of the events that the list shows are highlighted; null while that is not known, or nothing is. One question is
 * under way at a time, and none while nothing changes.
 */
export function useMarkedCount(on: () => boolean): Readonly<Ref<number | null>> {
  const feed = useFeed();
  const marked = ref<number | null>(null);
  let asking = false;
  let askedAt = -Infinity;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** `again`: only because of what has arrived. */
  function schedule(again: boolean): void {
    if (timer !== undefined || asking) return;
    if (again) timer = setTimeout(ask, Math.max(0, askedAt + ASK_EVERY_MS - performance.now()));
    else void ask();
  }
  async function ask(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    if (!on() || feed.mark === '') return;
    asking = true;
    askedAt = performance.now();
    const { filter, mark } = feed;
    try {
      const { events } = await call('history.count', { ...filter, query: mark });
      if (on() && feed.filter === filter && feed.mark === mark) marked.value = events;
    } catch {
      // The bar goes without a number until the next time.
    } finally {
      asking = false;
      if (feed.filter !== filter || feed.mark !== mark) schedule(false);
    }
  }

  watch(
    [on, () => feed.mark, () => feed.filter],
    () => {
      marked.value = null;
      clearTimeout(timer);
      timer = undefined;
      schedule(false);
    },
    { immediate: true },
  );
  watch(
    () => feed.live,
    () => on() && feed.mark !== '' && schedule(true),
  );
  return marked;
}
