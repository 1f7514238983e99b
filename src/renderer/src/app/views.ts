import { shallowRef, watchEffect, type Component, type ShallowRef } from 'vue';
import type { ViewName } from '@shared/window-opening';
import { useApp } from '../stores/app';
import { lazyPart, type LazyPart } from './lazy-part';

type LazyViewName = Exclude<ViewName, 'stream'>;

/** The views beside the stream view, which the first script has. */
const LAZY_VIEWS: Readonly<Record<LazyViewName, LazyPart>> = {
  connections: lazyPart(() => import('../views/connections/ConnectionsView.vue')),
  notifications: lazyPart(() => import('../views/notifications/NotificationsView.vue')),
  server: lazyPart(() => import('../views/server/ServerView.vue')),
  settings: lazyPart(() => import('../views/settings/SettingsView.vue')),
};

export const lazyView = (view: LazyViewName): Component => LAZY_VIEWS[view].component;

/** Loads a view, unless it is there. Resolves also when it cannot be loaded: what is shown then says so. */
export const loadView = (view: ViewName): Promise<void> =>
  view === 'stream' ? Promise.resolve() : LAZY_VIEWS[view].load();

export const VIEW_LOADS: readonly (() => Promise<void>)[] = Object.values(LAZY_VIEWS).map(({ load }) => load);

/** The view on the screen: the one that was there before, until the one that is asked for has been loaded. */
export function useShownView(): Readonly<ShallowRef<ViewName | null>> {
  const app = useApp();
  const shown = shallowRef<ViewName | null>(null);
  watchEffect(
    () => {
      const { view } = app;
      if (view === 'stream' || LAZY_VIEWS[view].state.value !== 'absent') shown.value = view;
      else void loadView(view);
    },
    { flush: 'sync' },
  );
  return shown;
}
