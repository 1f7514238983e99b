import { hasMainModifier } from '../ui/key-words';

const isMac = /Mac|iPhone|iPad/u.test(navigator.userAgent);

const NAMES: Readonly<Record<string, string>> = {
  ' ': 'Space',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  Escape: 'Esc',
  ContextMenu: 'Menu',
};
/** Keys that are no key by themselves. */
const MODIFIERS = new Set([
  'Control',
  'Shift',
  'Alt',
  'Meta',
  'AltGraph',
  'CapsLock',
  'Dead',
  'Unidentified',
]);

type Press = Pick<
  KeyboardEvent,
  'key' | 'code' | 'ctrlKey' | 'shiftKey' | 'altKey' | 'metaKey' | 'getModifierState'
>;

/**
 * A key press as key caps in the order of this house: `Ctrl Alt Shift C`, `Down`, `?`. `Ctrl` is the main modifier, Command
 * on macOS. Caps lock makes no difference; a sign that takes Shift (`?`) goes without it, since keyboards differ there; a
 * letter that is not on a Latin keyboard goes by its place on one.
 *
 * @returns null for a modifier alone, and for a press with the other system key, which is not ours
 */
export function keyOf(event: Press, mac = isMac): string | null {
  if (MODIFIERS.has(event.key)) return null;
  // On Windows AltGr is Ctrl and Alt, and what it writes is a sign.
  const isSign =
    event.ctrlKey && event.altKey && event.key.length === 1 && event.getModifierState('AltGraph');
  if (!isSign && (mac ? event.ctrlKey : event.metaKey)) return null;
  const main = !isSign && hasMainModifier(event as KeyboardEvent, mac);
  const key = nameOf(event);
  const takesShift = key.length > 1 || /[A-Z]/u.test(key);
  return [
    ...(main ? ['Ctrl'] : []),
    ...(event.altKey && !isSign ? ['Alt'] : []),
    ...(event.shiftKey && takesShift ? ['Shift'] : []),
    key,
  ].join(' ');
}

function nameOf({ key, code }: Press): string {
  const name = NAMES[key];
  if (name !== undefined) return name;
  if (key.length > 1) return key;
  // What Option writes on macOS, and letters of other scripts.
  const place = key > '~' ? /^(?:Key|Digit)([A-Z0-9])$/u.exec(code)?.[1] : undefined;
  return place ?? key.toUpperCase();
}

/** Whether it writes a character, alone or with Shift (WCAG 2.1.4). */
export function isCharacterKey(keys: string): boolean {
  const last = keys.startsWith('Shift ') ? keys.slice('Shift '.length) : keys;
  return [...last].length === 1;
}

/** Whether somebody types there, so that characters are text. */
export function isTextField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  return (
    target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)
  );
}
