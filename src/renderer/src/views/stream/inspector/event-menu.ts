import {
  Braces,
  Copy,
  Download,
  FileCode,
  Hash,
  Megaphone,
  Pin,
  PinOff,
  RotateCw,
  Send,
  StepForward,
  Waypoints,
} from '@lucide/vue';
import { t } from '../../../i18n/i18n';
import type { MenuEntry } from '../../../ui/menu-entry';

/** What the menu has to know of the event. */
export interface EventMenuFacts {
  /** All of the event is here. */
  readonly loaded: boolean;
  readonly hasId: boolean;
  readonly isJson: boolean;
  readonly isPinned: boolean;
  /** Its source can go on after it. */
  readonly resumable: boolean;
  /** Whether the box that sends messages is open; null where the source takes none. */
  readonly sends: boolean | null;
  readonly isSent: boolean;
}

/** What can be done with the event that is open. */
export function eventMenu(facts: EventMenuFacts): MenuEntry[] {
  const { loaded, hasId, isJson, isPinned, resumable, sends, isSent } = facts;
  return [
    { id: 'data', label: t('inspector.menu.copyData'), icon: Copy, disabled: !loaded },
    { id: 'pretty', label: t('inspector.menu.copyPretty'), icon: Braces, disabled: !loaded || !isJson },
    { id: 'frame', label: t('inspector.menu.copyFrame'), icon: FileCode, disabled: !loaded },
    { id: 'stream-frame', label: t('inspector.menu.copyStreamFrame'), icon: FileCode, disabled: !loaded },
    { id: 'id', label: t('inspector.menu.copyId'), icon: Hash, disabled: !hasId },
    'separator',
    isPinned
      ? { id: 'unpin', label: t('inspector.diff.unpin'), icon: PinOff }
      : { id: 'pin', label: t('inspector.diff.pin'), icon: Pin, disabled: !loaded },
    { id: 'join', label: t('inspector.menu.join'), icon: Waypoints },
    { id: 'export', label: t('inspector.menu.export'), icon: Download, disabled: !loaded },
    'separator',
    { id: 'publish', label: t('inspector.menu.publish'), icon: Megaphone, disabled: !loaded },
    ...(sends === null
      ? []
      : [
          {
            id: 'resend',
            label: isSent ? t('inspector.menu.sendAgain') : t('inspector.menu.sendThis'),
            icon: RotateCw,
            disabled: !loaded,
          },
          { id: 'send', label: t('inspector.menu.send'), icon: Send, checked: sends },
        ]),
    { id: 'resume', label: t('inspector.resume'), icon: StepForward, disabled: !resumable },
  ];
}
