import type { NotificationItem } from '@shared/notification';
import { t } from '../../i18n/i18n';
import { bodyOf, titleOf } from './item-words';

/** What is copied of a notification: how bad it is, what it says, where it came from, and when (ISO 8601, UTC). */
export function notificationText(item: NotificationItem, sourceName: string): string {
  const { level, channel, receivedAt } = item;
  const lines = [
    `${t(`common.levelName.${level}`)}: ${titleOf(item)}`,
    bodyOf(item),
    [sourceName, channel].filter((part) => part !== '').join(' / '),
    new Date(receivedAt).toISOString(),
  ];
  return lines.filter((line) => line !== '').join('\n');
}
