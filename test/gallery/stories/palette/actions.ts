import { useActions } from '@/actions/actions';
import { sources } from '../../../support/stand-in/scenario';
import { give } from '../../with-stores';

const none = (): void => undefined;

/** Stores for the palette: sources, and the actions that a window would have. */
export function manyActions(): void {
  give({ sources: sources() });
  useActions().add({
    'source.add': { run: none },
    'events.toggle-follow': { run: none },
    'history.export': { run: none, blocked: () => 'The history is empty' },
    'hub.stop': { run: none, blocked: () => 'The hub is off' },
    'theme.choose': {
      run: none,
      choices: () => [
        { id: 'system', title: 'Match system', checked: true },
        { id: 'light', title: 'Light' },
        { id: 'dark', title: 'Dark' },
      ],
    },
    'source.reconnect': {
      run: none,
      choices: () => sources().map(({ config }) => ({ id: config.id, title: config.name })),
      usual: () => null,
    },
  });
}
