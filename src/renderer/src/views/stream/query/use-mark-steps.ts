import { t } from '../../../i18n/i18n';
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
    const none = way === 'next' ? 'stream.query.noLater' : 'stream.query.noEarlier';
    const title = t(feed.cursor === null ? 'stream.query.noMatch' : none);
    toasts.show({ level: 'info', title, stayMs: 2_500 });
  }
  return { step };
}
