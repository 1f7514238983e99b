import { useActionHandlers, type ActionHandler, type ActionHandlers } from '../../actions/actions';
import type { ActionId } from '../../actions/catalogue';
import { usePlaceKeys } from '../../actions/use-place-keys';
import { t } from '../../i18n/i18n';
import { useFeed } from '../../stores/feed';

/** What can be done in the event list. */
export type TableAction =
  | { readonly name: 'move' | 'extend'; readonly by: number }
  | { readonly name: 'page' | 'extend-page'; readonly by: 1 | -1 }
  | { readonly name: 'oldest' | 'newest' | 'toggle-follow' | 'open' | 'close' | 'copy' | 'menu' }
  | { readonly name: 'extend-oldest' | 'extend-newest' | 'select-all' }
  | {
      readonly name: 'seek';
      readonly what: 'gap' | 'error' | 'marked' | 'channel';
      readonly direction: 'previous' | 'next';
    };

const TABLE_ACTIONS: Partial<Record<ActionId, TableAction>> = {
  'events.toggle-follow': { name: 'toggle-follow' },
  'events.previous': { name: 'move', by: -1 },
  'events.next': { name: 'move', by: 1 },
  'events.page-up': { name: 'page', by: -1 },
  'events.page-down': { name: 'page', by: 1 },
  'events.oldest': { name: 'oldest' },
  'events.newest': { name: 'newest' },
  'events.open': { name: 'open' },
  'events.close': { name: 'close' },
  'events.previous-on-channel': { name: 'seek', what: 'channel', direction: 'previous' },
  'events.next-on-channel': { name: 'seek', what: 'channel', direction: 'next' },
  'events.previous-gap': { name: 'seek', what: 'gap', direction: 'previous' },
  'events.next-gap': { name: 'seek', what: 'gap', direction: 'next' },
  'events.previous-error': { name: 'seek', what: 'error', direction: 'previous' },
  'events.next-error': { name: 'seek', what: 'error', direction: 'next' },
  'events.previous-marked': { name: 'seek', what: 'marked', direction: 'previous' },
  'events.next-marked': { name: 'seek', what: 'marked', direction: 'next' },
  'events.extend-previous': { name: 'extend', by: -1 },
  'events.extend-next': { name: 'extend', by: 1 },
  'events.extend-page-up': { name: 'extend-page', by: -1 },
  'events.extend-page-down': { name: 'extend-page', by: 1 },
  'events.extend-oldest': { name: 'extend-oldest' },
  'events.extend-newest': { name: 'extend-newest' },
  'events.select-all': { name: 'select-all' },
  'events.copy': { name: 'copy' },
  'events.menu': { name: 'menu' },
};

/** Says that the event list does these, from the palette as well, and gives its `keydown` listener. */
export function useTableKeys(perform: (action: TableAction) => unknown): (event: KeyboardEvent) => void {
  const feed = useFeed();

  const isEmpty = (): boolean => feed.shown.end === feed.shown.first;
  function blocked(action: TableAction): string | null {
    if (action.name === 'seek' && action.what === 'marked' && feed.mark === '') {
      return t('palette.blocked.noMark');
    }
    const needsEvent = action.name === 'copy' || (action.name === 'seek' && action.what === 'channel');
    if (needsEvent && feed.selected === null && !feed.selection.active) return t('palette.blocked.noEvent');
    return action.name === 'open' && isEmpty() ? t('palette.blocked.noEvent') : null;
  }
  const handlers = Object.fromEntries(
    Object.entries(TABLE_ACTIONS).map(([id, action]): [string, ActionHandler] => [
      id,
      { run: () => perform(action), blocked: () => blocked(action) },
    ]),
  ) as ActionHandlers;
  useActionHandlers(handlers);

  // Text that somebody marked is copied by the browser itself. What cannot be done by a key is passed over.
  return usePlaceKeys('events', (id) => {
    const action = TABLE_ACTIONS[id];
    if (action && blocked(action) !== null) return false;
    return id !== 'events.copy' || document.getSelection()?.isCollapsed !== false;
  });
}
