import type { ActionId } from '../../actions/catalogue';
import { useKeyBindings } from '../../actions/key-bindings';
import { keyOf } from '../../actions/key-of';
import { hasMainModifier } from '../../ui/key-words';

/** What a key does in the channel tree. */
export type TreeAction =
  | { readonly name: 'move' | 'page'; readonly by: 1 | -1 }
  | { readonly name: 'first' | 'last' | 'open' | 'close' | 'open-sisters' | 'menu' | 'about' | 'escape' }
  | { readonly name: 'choose'; readonly add: boolean }
  | { readonly name: 'pin' | 'mute' };

const PLAIN: Readonly<Record<string, TreeAction>> = {
  ArrowDown: { name: 'move', by: 1 },
  ArrowUp: { name: 'move', by: -1 },
  PageDown: { name: 'page', by: 1 },
  PageUp: { name: 'page', by: -1 },
  Home: { name: 'first' },
  End: { name: 'last' },
  ArrowRight: { name: 'open' },
  ArrowLeft: { name: 'close' },
  '*': { name: 'open-sisters' },
  Enter: { name: 'choose', add: false },
  ' ': { name: 'choose', add: false },
  Escape: { name: 'escape' },
  ContextMenu: { name: 'menu' },
};

/** What has keys that can be changed. */
const CHANGEABLE: Partial<Record<ActionId, TreeAction>> = {
  'tree.details': { name: 'about' },
  'tree.mute': { name: 'mute' },
  'tree.pin': { name: 'pin' },
};

/** The action of a key press; null when the key belongs to somebody else. */
export function treeAction(event: KeyboardEvent): TreeAction | null {
  if (event.key === 'F10' && event.shiftKey) return { name: 'menu' };
  const adds = event.altKey || hasMainModifier(event);
  if (event.key === 'Enter' && adds) return { name: 'choose', add: true };
  const key = keyOf(event);
  const id = key === null ? null : useKeyBindings().actionAt('tree', key);
  const changeable = id === null ? undefined : CHANGEABLE[id];
  if (changeable) return changeable;
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  return PLAIN[event.key] ?? null;
}
