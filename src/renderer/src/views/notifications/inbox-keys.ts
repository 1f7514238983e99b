/** What a key does in the inbox list. */
export type InboxCommand =
  'next' | 'previous' | 'first' | 'last' | 'open' | 'toggle-read' | 'close' | 'search';

const COMMANDS: Readonly<Record<string, InboxCommand>> = {
  ArrowDown: 'next',
  j: 'next',
  ArrowUp: 'previous',
  k: 'previous',
  Home: 'first',
  End: 'last',
  Enter: 'open',
  u: 'toggle-read',
  Escape: 'close',
  '/': 'search',
};

/** Plain keys only: with a modifier they belong to the window. Caps lock makes no difference. */
export function inboxCommand(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'>,
): InboxCommand | null {
  if (event.ctrlKey || event.altKey || event.metaKey) return null;
  if (event.shiftKey && event.key !== '/') return null;
  return COMMANDS[event.key.length === 1 ? event.key.toLowerCase() : event.key] ?? null;
}
