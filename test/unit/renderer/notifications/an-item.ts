import type { NotificationItem } from '@shared/notification';

export function anItem(seq: number, part: Partial<NotificationItem> = {}): NotificationItem {
  return {
    seq,
    sourceId: 'notify',
    channel: 'user:42',
    receivedAt: 1_000_000 - seq,
    level: 'info',
    priority: 'normal',
    title: `Title ${seq}`,
    body: '',
    read: false,
    ...part,
  };
}
