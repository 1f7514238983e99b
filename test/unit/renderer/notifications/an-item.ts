import type { NotificationItem } from '@shared/notification';

/** Its id is its `seq` and 100. */
export function anItem(seq: number, part: Partial<NotificationItem> = {}): NotificationItem {
  return {
    id: seq + 100,
    seq,
    sourceId: 'notify',
    channel: 'user:42',
    receivedAt: 1_000_000 - seq,
    level: 'info',
    priority: 'normal',
    title: `Title ${seq}`,
    body: '',
    read: false,
    pinned: false,
    count: 1,
    rule: null,
    ...part,
  };
}
