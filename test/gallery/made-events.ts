import { SIZE_CLASSES, type ChannelRate, type Rates, type SourceRate } from '@shared/feed';
import type { EventDetail, EventRow } from '@shared/stream-event';
import { STILL_MS } from './still';

/** Text as a stranger may send it: it turns the direction of writing, holds control characters, and does not end. */
export const HOSTILE = `\u202eexe.gnp\u202c\u0007\u001b[31m<b>&amp;<b>\u200b${'Donaudampfschifffahrts'.repeat(6)}`;

const ORDER =
  '{"order":"EU-20417","total":129.90,"currency":"EUR","paid":true,"coupon":null,"lines":[{"sku":"A-17","qty":2},{"sku":"C-3","qty":1}]}';

/** A row of the event list; without anything told, an order that was paid. */
export const madeRow = (part: Partial<EventRow> & { readonly seq: number }): EventRow => ({
  kind: 'event',
  sourceId: 'orders',
  receivedAt: STILL_MS - (1_000 - part.seq) * 340,
  type: 'order.paid',
  id: String(88_000 + part.seq),
  channel: 'orders/eu/paid',
  preview: ORDER,
  size: ORDER.length + 52,
  level: null,
  gap: null,
  ...part,
});

/** All of an event. */
export function madeDetail(part: Partial<EventDetail> & { readonly seq: number }): EventDetail {
  const data = part.data ?? ORDER;
  const row = madeRow({ ...part, preview: data.slice(0, 240) });
  const frame = `event: ${row.type}\nid: ${row.id}\n${data
    .split('\n')
    .map((line) => `data: ${line}\n`)
    .join('')}\n`;
  const raw = part.raw ?? new TextEncoder().encode(frame);
  return {
    transport: 'sse',
    eventTime: row.receivedAt - 38,
    lastEventId: row.id ?? '',
    truncated: false,
    ...row,
    kind: 'event',
    size: raw.length,
    ...part,
    data,
    raw,
  };
}

/** How many events there were of each size, most of them around the `middle`th size. */
export const madeSizes = (middle = 3.4): number[] =>
  Array.from({ length: SIZE_CLASSES }, (_, at) => Math.round(9_000 * Math.exp(-((at - middle) ** 2) / 1.6)));

export const madeSourceRate = (sourceId: string, part: Partial<SourceRate> = {}): SourceRate => ({
  sourceId,
  events: 18_204,
  rate: 18.4,
  byteRate: 28_100,
  spark: Array.from({ length: 20 }, (_, i) => 10 + 4 * Math.sin(i / 2)),
  firstAt: STILL_MS - 3_600_000,
  lastAt: STILL_MS - 200,
  sizes: madeSizes(),
  ...part,
});

export const madeChannelRate = (
  sourceId: string,
  channel: string,
  part: Partial<ChannelRate> = {},
): ChannelRate => ({
  sourceId,
  channel,
  events: 1_204,
  rate: 3.1,
  byteRate: 960,
  firstAt: STILL_MS - 3_600_000,
  lastAt: STILL_MS - 900,
  last: { seq: 900, type: 'order.paid', preview: ORDER.slice(0, 120) },
  sizes: madeSizes(),
  ...part,
});

/** Channels of three sources, among them one of many levels and one with the name of a stranger. */
export function madeChannels(): ChannelRate[] {
  return [
    madeChannelRate('orders', 'orders/eu/paid', { events: 6_240 }),
    madeChannelRate('orders', 'orders/eu/refunded', { events: 118, rate: 0, lastAt: STILL_MS - 240_000 }),
    madeChannelRate('orders', 'orders/us/paid', { events: 2_010, rate: 0.4 }),
    madeChannelRate('notify', 'NotificationStream:user:42', {
      last: { seq: 901, type: 'notification', preview: '{"level":"error","title":"Payment webhook failed"}' },
    }),
    madeChannelRate('notify', 'NotificationStream:user:1180', { events: 7, rate: 0 }),
    madeChannelRate('local-demo', 'logs/api/v2/eu-west-1/checkout/payments', {
      events: 104_880,
      rate: 41.2,
      last: { seq: 902, type: 'log', preview: '{"level":"info","msg":"GET /health 200 in 3 ms"}' },
    }),
    madeChannelRate('local-demo', HOSTILE, { events: 1, rate: 0, lastAt: STILL_MS - 7_200_000 }),
  ];
}

/** Rates of these sources, with `madeChannels`. */
export const madeRates = (sourceIds: readonly string[]): Rates => ({
  sources: sourceIds.map((id) => madeSourceRate(id)),
  channels: madeChannels(),
  types: [],
  reset: true,
  channelsFolded: 0,
  spark: [],
});
