import type { EventRow } from '@shared/stream-event';

export const displayName = (id: string): string => id.replaceAll('-', ' ');

type Made = Pick<EventRow, 'sourceId' | 'channel' | 'type' | 'level'> & {
  data: string;
  kind?: EventRow['kind'];
};

const pick = <T>(list: readonly T[]): T => list[Math.floor(Math.random() * list.length)]!;
const money = (): number => Math.round(Math.random() * 20_000) / 100;

/** One event as it might come from the scenario's sources. */
export function makeEvent(): Made {
  const dice = Math.random();
  if (dice < 0.05)
    return { sourceId: 'notify', channel: '', type: '', level: null, data: ' keep-alive', kind: 'comment' };
  if (dice < 0.4) {
    const what = pick(['created', 'paid', 'paid', 'refunded']);
    return {
      sourceId: 'orders',
      channel: `orders/eu/${what}`,
      type: `order.${what}`,
      level: null,
      data: JSON.stringify({
        order: `EU-${20_000 + Math.floor(Math.random() * 999)}`,
        total: money(),
        currency: 'EUR',
        items: [
          { sku: 'A-17', qty: 2 },
          { sku: 'B-3', qty: 1 },
        ],
        customer: { id: 42, tier: 'gold', email: null },
      }),
    };
  }
  if (dice < 0.6) {
    const level = pick(['info', 'info', 'success', 'warning', 'error'] as const);
    return {
      sourceId: 'notify',
      channel: `NotificationStream:user:${pick([42, 77, 1180])}`,
      type: 'notification',
      level,
      data: JSON.stringify({
        level,
        title: pick(['New sign-in', 'Payment webhook failed', 'Import stopped', 'Deploy finished']),
        priority: 'high',
        body: 'POST /hooks/payments returned 502 after 3 tries',
        attempts: [
          { status: 502, ms: 611 },
          { status: 502, ms: 588 },
        ],
        latencyMs: 1840,
        retryable: true,
        ticket: null,
      }),
    };
  }
  if (dice < 0.75) {
    return {
      sourceId: 'notify',
      channel: `CommentStream:item:${pick([7, 19])}`,
      type: 'comment',
      level: null,
      data: JSON.stringify({
        item: 7,
        author: pick(['mira', 'jonas', 'sol']),
        text: 'Could be the cache. Can you try again with <b>no-cache</b>?',
      }),
    };
  }
  if (dice < 0.9) {
    const level = pick(['info', 'info', 'warning', 'error'] as const);
    return {
      sourceId: 'local-demo',
      channel: `logs/${pick(['api', 'worker'])}`,
      type: 'log',
      level: level === 'info' ? null : level,
      data: JSON.stringify({
        level,
        msg: 'GET /v2/items 200',
        ms: Math.floor(Math.random() * 900),
        trace: Math.random().toString(16).slice(2, 14),
      }),
    };
  }
  return {
    sourceId: 'wikimedia',
    channel: 'recentchange',
    type: 'message',
    level: null,
    data: JSON.stringify({
      meta: { domain: 'de.wikipedia.org', dt: new Date().toISOString() },
      title: 'Pegel (Wasserstand)',
      user: 'Tide',
      bot: false,
      length: { old: 1_204, new: 1_242 },
    }),
  };
}
