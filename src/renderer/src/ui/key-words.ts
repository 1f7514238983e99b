/** Whether the keyboard has Command instead of Ctrl as its main modifier. */
const isMac = /Mac|iPhone|iPad/u.test(navigator.userAgent);

const ON_MAC: Readonly<Record<string, string>> = { Ctrl: '⌘', Alt: '⌥', Shift: '⇧' };

/** The caps of a shortcut as they are drawn here: `Ctrl Shift C` gives three, on macOS `⌘ ⇧ C`. */
export function keyWords(keys: string, mac = isMac): string[] {
  return keys
    .split(' ')
    .filter((key) => key !== '')
    .map((key) => (mac ? (ON_MAC[key] ?? key) : key));
}

/** Whether the main modifier is held: Command on macOS, Ctrl elsewhere. */
export function hasMainModifier(event: KeyboardEvent | MouseEvent, mac = isMac): boolean {
  return mac ? event.metaKey : event.ctrlKey;
}
