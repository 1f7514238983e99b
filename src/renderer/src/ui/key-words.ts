import { t, type MessageKey } from '../i18n/i18n';

/** Whether the keyboard has Command instead of Ctrl as its main modifier. */
const isMac = /Mac|iPhone|iPad/u.test(navigator.userAgent);

const ON_MAC: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧' };

/** Keys that keyboards of each language print differently; all others have one sign everywhere. */
const NAMED: Readonly<Record<string, MessageKey>> = {
  Ctrl: 'common.key.ctrl',
  Alt: 'common.key.alt',
  Shift: 'common.key.shift',
  Enter: 'common.key.enter',
  Space: 'common.key.space',
  Tab: 'common.key.tab',
  Esc: 'common.key.esc',
  Backspace: 'common.key.backspace',
  Delete: 'common.key.delete',
  Insert: 'common.key.insert',
  Home: 'common.key.home',
  End: 'common.key.end',
  PageUp: 'common.key.pageUp',
  PageDown: 'common.key.pageDown',
  Up: 'common.key.up',
  Down: 'common.key.down',
  Left: 'common.key.left',
  Right: 'common.key.right',
  Menu: 'common.key.menu',
};

/**
 * The caps of a shortcut as the keyboards of the window's language print them: `Ctrl Shift C` gives three, in German
 * `Strg Umschalt C`, on macOS `⌘ ⇧ C`.
 */
export function keyWords(keys: string, mac = isMac): string[] {
  return keys
    .split(' ')
    .filter((key) => key !== '')
    .map((key) => {
      const glyph = mac ? ON_MAC[key] : undefined;
      const name = NAMED[key];
      return glyph ?? (name === undefined ? key : t(name));
    });
}

/** The same within a sentence. */
export const keyText = (keys: string): string => keyWords(keys).join(' ');

/** Whether the main modifier is held: Command on macOS, Ctrl elsewhere. */
export function hasMainModifier(event: KeyboardEvent | MouseEvent, mac = isMac): boolean {
  return mac ? event.metaKey : event.ctrlKey;
}
