/** A key press as a browser reports it, from the key caps of this house: `Ctrl Shift N`, `Down`, `?`. */
export function pressOf(keys: string): KeyboardEventInit {
  const words = keys.split(' ');
  const name = words.at(-1)!;
  const held = words.slice(0, -1);
  const isLetter = /^[A-Z]$/u.test(name);
  const shiftKey = held.includes('Shift');
  const key = NAMES[name] ?? (isLetter && !shiftKey ? name.toLowerCase() : name);
  return {
    key,
    code: isLetter ? `Key${name}` : '',
    shiftKey: shiftKey || key === '?' || key === '+',
    ctrlKey: held.includes('Ctrl'),
    altKey: held.includes('Alt'),
    bubbles: true,
    cancelable: true,
  };
}

const NAMES: Readonly<Record<string, string>> = {
  Space: ' ',
  Up: 'ArrowUp',
  Down: 'ArrowDown',
  Left: 'ArrowLeft',
  Right: 'ArrowRight',
  Esc: 'Escape',
  Menu: 'ContextMenu',
};
