import { ACTIONS, type ActionId, type Place } from './catalogue';
import { useActions } from './actions';
import { useKeyBindings } from './key-bindings';
import { isCharacterKey, isTextField, keyOf } from './key-of';

/**
 * The `keydown` listener of a part of the window: does the action that the key means there, and keeps the key from the rest
 * of the window. Fields in it keep the characters that are typed.
 *
 * @param applies says for an action of this place whether the key is ours at this moment
 */
export function usePlaceKeys(
  place: Exclude<Place, 'window'>,
  applies: (id: ActionId, event: KeyboardEvent) => boolean = () => true,
): (event: KeyboardEvent) => void {
  const actions = useActions();
  const bindings = useKeyBindings();
  return (event) => {
    const id = actionOf(event, place, bindings.actionAt);
    if (id === null || 'fixed' in ACTIONS[id] || !actions.handlerOf(id) || !applies(id, event)) return;
    event.preventDefault();
    void actions.run(id);
  };
}

/** The action that a key press means in a place; null when it means none, or is text that somebody types. */
export function actionOf(
  event: KeyboardEvent,
  place: Place,
  actionAt: (place: Place, key: string) => ActionId | null,
): ActionId | null {
  if (event.defaultPrevented || event.isComposing) return null;
  const key = keyOf(event);
  // Out here, a field inside a shadow root goes by the name of its host.
  const target = event.composedPath()[0] ?? event.target;
  if (key === null || (isCharacterKey(key) && isTextField(target))) return null;
  return actionAt(place, key);
}
