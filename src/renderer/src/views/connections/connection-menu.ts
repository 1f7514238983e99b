import { Filter, Hash, Link, MessageSquareText, Pause, Pencil, Play, RotateCw, Trash2 } from '@lucide/vue';
import type { ConnectionState, Transport } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';
import { keysFor } from '../../actions/key-bindings';
import { clearCopyEntries, copyEntries } from '../../app/copy-menu';
import { t } from '../../i18n/i18n';
import type { MenuEntry } from '../../ui/menu-entry';

const NAMES: Readonly<Record<Transport, string>> = {
  websocket: 'WebSocket',
  sse: 'SSE',
  polling: 'Polling',
};
const SWITCH = 'switch-';

/** What can be done with a connection beyond the buttons in its head. */
export const connectionMenu = (source: SourceSnapshot): MenuEntry[] =>
  deeperEntries(source, [...copyEntries(), ...clearCopyEntries()]);

function deeperEntries({ config, state }: SourceSnapshot, copies: readonly MenuEntry[]): MenuEntry[] {
  const current = 'transport' in state ? state.transport : null;
  const several = config.transports.length > 1;
  return [
    ...(several
      ? [
          { heading: t('connections.menu.switch') },
          ...config.transports.map((transport) => ({
            id: SWITCH + transport,
            label: NAMES[transport],
            checked: transport === current,
            disabled: state.phase === 'paused' || (state.phase === 'open' && transport === current),
          })),
          'separator' as const,
        ]
      : []),
    { id: 'edit-id', label: t('connections.menu.editId'), icon: Hash },
    { id: 'explain', label: t('connections.menu.explain'), icon: MessageSquareText },
    'separator',
    ...copies,
    'separator',
    {
      id: 'remove',
      label: t('connections.menu.remove'),
      icon: Trash2,
      keys: keysFor('source.remove'),
      danger: true,
    },
  ];
}

/**
 * What a connection's line in the list has: the buttons of its head too, and the way to its events. Copies with secrets in
 * the clear are the head's alone, as in the sidebar of the stream: with them, the menu would not fit its height.
 */
export function connectionRowMenu(source: SourceSnapshot): MenuEntry[] {
  const { phase } = source.state;
  return [
    phase === 'paused'
      ? { id: 'resume', label: t('common.resume'), icon: Play, keys: keysFor('source.resume') }
      : { id: 'retry', label: retryWord(phase), icon: RotateCw, keys: keysFor('source.reconnect') },
    ...(phase === 'paused'
      ? []
      : [{ id: 'pause', label: t('common.pause'), icon: Pause, keys: keysFor('source.pause') }]),
    { id: 'edit', label: t('common.edit'), icon: Pencil, keys: keysFor('source.edit') },
    'separator',
    { id: 'only', label: t('connections.menu.only'), icon: Filter, keys: keysFor('source.only') },
    {
      id: 'copy-address',
      label: t('common.copyAddress'),
      icon: Link,
      keys: keysFor('source.copy-address'),
    },
    'separator',
    ...deeperEntries(source, copyEntries()),
  ];
}

/** What connecting anew is called: waiting for the next try, it is that try. */
export const retryWord = (phase: ConnectionState['phase']): string =>
  t(phase === 'waiting' || phase === 'stopped' ? 'connections.head.retryNow' : 'connections.head.reconnect');

/** The transport that a choice of the menu switches to, or null. */
export function switchChoice(choice: string): Transport | null {
  return choice.startsWith(SWITCH) ? (choice.slice(SWITCH.length) as Transport) : null;
}
