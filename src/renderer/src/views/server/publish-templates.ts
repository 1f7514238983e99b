import type { PublishDraft } from './publish-draft';

export interface PublishTemplate {
  readonly id: string;
  readonly label: string;
  readonly draft: PublishDraft;
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

export const PUBLISH_TEMPLATES: readonly PublishTemplate[] = [
  {
    id: 'notification',
    label: 'Notification',
    draft: {
      channel: 'NotificationStream:user:42',
      event: 'notification',
      data: json({
        level: 'error',
        priority: 'high',
        title: 'Payment webhook failed',
        message: 'POST /hooks/payments returned 502 after 3 tries',
        attempts: 3,
      }),
      id: '',
      retry: '',
    },
  },
  {
    id: 'order',
    label: 'Order update',
    draft: {
      channel: 'orders/eu/created',
      event: 'order.created',
      data: json({ order: 'EU-20417', total: 118.4, currency: 'EUR', items: [{ sku: 'A-17', qty: 2 }] }),
      id: '',
      retry: '',
    },
  },
  {
    id: 'text',
    label: 'Plain text',
    draft: {
      channel: 'demo/text',
      event: 'message',
      data: 'first line\nsecond line',
      id: '',
      retry: '',
    },
  },
];
