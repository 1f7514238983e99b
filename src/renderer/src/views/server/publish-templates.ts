import { EMPTY_DRAFT, type PublishDraft } from './publish-draft';

export interface PublishTemplate {
  readonly id: 'notification' | 'order' | 'text';
  readonly draft: PublishDraft;
}

const json = (value: unknown): string => JSON.stringify(value, null, 2);

export const PUBLISH_TEMPLATES: readonly PublishTemplate[] = [
  {
    id: 'notification',
    draft: {
      ...EMPTY_DRAFT,
      channel: 'NotificationStream:user:42',
      event: 'notification',
      priority: 'high',
      data: json({
        level: 'error',
        title: 'Payment webhook failed',
        user: 42,
        attempts: 3,
      }),
    },
  },
  {
    id: 'order',
    draft: {
      ...EMPTY_DRAFT,
      channel: 'orders/eu/created',
      event: 'order.created',
      data: json({ order: 'EU-20417', total: 118.4, currency: 'EUR', items: [{ sku: 'A-17', qty: 2 }] }),
    },
  },
  {
    id: 'text',
    draft: {
      ...EMPTY_DRAFT,
      channel: 'demo/text',
      event: 'message',
      data: 'first line\nsecond line',
    },
  },
];
