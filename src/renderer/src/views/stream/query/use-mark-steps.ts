import { useFeed } from '../../../stores/feed';
import { useToasts } from '../../../stores/toasts';

/** Goes from one highlighted event to the next. */
export function useMarkSteps(): { step(direction: 'next' | 'previous'): Promise<void> } {
  const feed = useFeed();
  const toasts = useToasts();

  async function step(direction: 'next' | 'previous'): Promise<void> {
    // Without a cursor the newest match is the first to see, whichever way: nothing comes after the end.
    const way = feed.cursor === null ? 'previous' : direction;
    if (await feed.seek('marked', way, feed.cursor ?? feed.shown.end)) return;
    const where = feed.cursor === null ? 'No' : way === 'next' ? 'No later' : 'No earlier';
    toasts.show({ level: 'info', title: `${where} match in this view.`, stayMs: 2_500 });
  }
  return { step };
}
