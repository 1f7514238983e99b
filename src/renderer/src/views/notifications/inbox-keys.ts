import { useActionHandlers, type ActionHandlers } from '../../actions/actions';
import { usePlaceKeys } from '../../actions/use-place-keys';

const COMMANDS = [
  'next',
  'previous',
  'first',
  'last',
  'open',
  'toggle-read',
  'pin',
  'mute',
  'remove',
  'rule',
  'close',
  'search',
] as const;

/** What a key does in the inbox list. */
export type InboxCommand = (typeof COMMANDS)[number];

/** Says that the inbox does these, and gives its `keydown` listener. */
export function useInboxKeys(perform: (command: InboxCommand) => void): (event: KeyboardEvent) => void {
  const handlers = Object.fromEntries(
    COMMANDS.map((command) => [`inbox.${command}`, { run: () => perform(command) }]),
  ) as ActionHandlers;
  useActionHandlers(handlers);
  return usePlaceKeys('inbox', (id, { target }) => {
    if (!(target instanceof HTMLElement) || target.closest('input, [role="radio"], .rules-p')) return false;
    // Enter on any other button presses that button.
    return id !== 'inbox.open' || target.dataset['row'] !== undefined;
  });
}
