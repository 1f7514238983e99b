import { MessageSquareText, Pencil, Trash2 } from '@lucide/vue';
import type { Transport } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';
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
export function connectionMenu({ config, state }: SourceSnapshot): MenuEntry[] {
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
    { id: 'edit-id', label: t('connections.menu.editId'), icon: Pencil },
    { id: 'explain', label: t('connections.menu.explain'), icon: MessageSquareText },
    'separator',
    ...copyEntries(),
    ...clearCopyEntries(),
    'separator',
    { id: 'remove', label: t('connections.menu.remove'), icon: Trash2, danger: true },
  ];
}

/** The transport that a choice of the menu switches to, or null. */
export function switchChoice(choice: string): Transport | null {
  return choice.startsWith(SWITCH) ? (choice.slice(SWITCH.length) as Transport) : null;
}
