import { defineStore } from 'pinia';
import { watch } from 'vue';
import type { WindowOpening } from '@shared/window-opening';
import { call } from '../bridge';
import { useApp } from './app';
import { useFeed } from './feed';

/** Further windows of the app: each has its own view, filter and selection on the same events. */
export const useWindows = defineStore('windows', () => {
  const app = useApp();
  const feed = useFeed();

  /**
   * Opens one; null for one that starts as the first did.
   * @throws StreamgaugeError `too-many-windows`
   */
  const open = (opening: WindowOpening | null): Promise<void> => call('app.openWindow', opening);

  /** What this window shows. Through JSON: a filter may hold reactive lists, which cannot be cloned into another process. */
  const shown = (): WindowOpening => ({
    view: app.view,
    filter: JSON.parse(JSON.stringify(feed.filter)) as WindowOpening['filter'],
    mark: feed.mark,
  });

  /** Opens one that shows what this one shows. */
  const openThis = (): Promise<void> => open(shown());

  /** Shows what the window was opened for. */
  function arrive({ view, filter, mark }: WindowOpening): void {
    app.view = view;
    feed.setFilter(filter);
    feed.setMark(mark);
  }
  /** Tells what the window shows, from now on: it comes back to it when its page has stopped, to the view with the next start. */
  function tellView(): void {
    watch(shown, (now) => void call('app.shows', now).catch(() => undefined), { immediate: true });
  }
  return { open, openThis, arrive, tellView };
});
