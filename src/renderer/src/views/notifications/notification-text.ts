import type { NotificationItem } from '@shared/notification';
import { t } from '../../i18n/i18n';

/** What is copied of a notification: how bad it is, what it says, where it came from, and when (ISO 8601, UTC). */
export function notificationText(
  { level, title, body, channel, receivedAt }: NotificationItem,
  sourceName: string,
): string {
  const lines = [
    `${t(`common.levelName.${level}`)}: ${title}`,
    body,
    [sourceName, channel].filter((part) => part !== '').join(' / '),
    new Date(receivedAt).toISOString(),
  ];
  return lines.filter((line) => line !== '').join('\n');
}
