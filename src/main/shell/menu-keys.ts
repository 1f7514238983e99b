/** What Electron calls keys that this house calls otherwise. */
const NAMES: Readonly<Record<string, string>> = { Ctrl: 'CmdOrCtrl', '+': 'Plus' };

/**
 * Keys of an action (`Ctrl Shift N`) as Electron writes them (`CmdOrCtrl+Shift+N`); undefined for those that a menu must not
 * take: it would get them before the page, and with them the letters that somebody types.
 */
export function acceleratorOf(keys: string): string | undefined {
  const words = keys.split(' ');
  const isFunctionKey = /^F\d{1,2}$/u.test(words.at(-1) ?? '');
  if (!words.includes('Ctrl') && !isFunctionKey) return undefined;
  return words.map((word) => NAMES[word] ?? word).join('+');
}
