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

  /** Opens one that shows what this one shows. */
  function openThis(): Promise<void> {
    // Through JSON: a filter may hold reactive lists, which cannot be cloned into another process.
    const filter = JSON.parse(JSON.stringify(feed.filter)) as WindowOpening['filter'];
    return open({ view: app.view, filter, mark: feed.mark });
  }

  /** Shows what the window was opened for. */
  function arrive({ view, filter, mark }: WindowOpening): void {
    app.view = view;
    feed.setFilter(filter);
    feed.setMark(mark);
  }
  /** Tells which view the window shows, from now on: it comes back to it with the next start. */
  function tellView(): void {
    watch(
      () => app.view,
      (view) => void call('app.shows', view).catch(() => undefined),
      { immediate: true },
    );
  }
  return { open, openThis, arrive, tellView };
});
