import { useEventListener } from '@vueuse/core';
import { useApp } from '../stores/app';
import { useActions } from './actions';
import { factsOf } from './catalogue';
import { useKeyBindings } from './key-bindings';
import { actionOf } from './use-place-keys';

/** Takes the keys that work anywhere in the window. A dialog or an open menu keeps all keys to itself. */
export function useWindowKeys(): void {
  const actions = useActions();
  const app = useApp();
  const bindings = useKeyBindings();
  useEventListener(window, 'keydown', (event: KeyboardEvent) => {
    if (document.querySelector('[role="dialog"], [role="menu"]')) return;
    const id = actionOf(event, 'window', bindings.actionAt);
    if (id === null || !actions.handlerOf(id)) return;
    // The palette takes somebody to the view of an action; a key that slipped does not.
    const { view } = factsOf(id);
    if (view !== undefined && view !== app.view) return;
    event.preventDefault();
    // A held key does it once: nobody wants forty windows.
    if (!event.repeat || id.startsWith('zoom.')) void actions.run(id);
  });
}
