import type { ViewName } from '@shared/ipc';
import { hasMainModifier } from '../ui/key-words';

/** What a key does anywhere in the window. */
export type ShellCommand =
  | { readonly name: 'show-view'; readonly view: ViewName }
  | { readonly name: 'add-source' | 'export' | 'import' }
  | { readonly name: 'next-pane'; readonly step: 1 | -1 }
  | { readonly name: 'filter' }
  | { readonly name: 'shortcuts' };

const VIEW_KEYS: Readonly<Record<string, ViewName>> = {
  '1': 'stream',
  '2': 'connections',
  '3': 'notifications',
  '4': 'server',
  ',': 'settings',
};

const COMMAND_KEYS: Readonly<Record<string, 'add-source' | 'export' | 'import'>> = {
  n: 'add-source',
  e: 'export',
  o: 'import',
};

/** Whether somebody types there, so that single letters are text. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return (
    target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)
  );
}

/** The command of a key press, or null when the key belongs to whatever has the focus. */
export function shellCommand(event: KeyboardEvent): ShellCommand | null {
  if (event.key === 'F6') return { name: 'next-pane', step: event.shiftKey ? -1 : 1 };
  if (hasMainModifier(event) && !event.altKey && !event.shiftKey) {
    const view = VIEW_KEYS[event.key];
    if (view) return { name: 'show-view', view };
    const command = COMMAND_KEYS[event.key.toLowerCase()];
    return command ? { name: command } : null;
  }
  // Out here, a field inside a shadow root goes by the name of its host.
  const target = event.composedPath()[0] ?? event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || isTextField(target)) return null;
  if (event.key === '?') return { name: 'shortcuts' };
  return event.key === '/' ? { name: 'filter' } : null;
}
