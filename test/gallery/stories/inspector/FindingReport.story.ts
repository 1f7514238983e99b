import type { EventDetail } from '@shared/stream-event';
import FindingReport from '@/views/stream/inspector/FindingReport.vue';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';

const finding: EventDetail = {
  seq: 48_215,
  kind: 'finding',
  sourceId: 'orders',
  receivedAt: STILL_MS,
  type: '',
  id: '48214',
  channel: 'orders/eu/paid',
  preview: '',
  size: 0,
  level: 'warning',
  gap: null,
  transport: 'sse',
  eventTime: null,
  lastEventId: '88240',
  data: 'order.paid: /total must be number (was string "129.90").',
  raw: new Uint8Array(0),
  truncated: false,
};
const event: EventDetail = {
  ...finding,
  seq: 48_214,
  kind: 'event',
  type: 'order.paid',
  data: '{"total":"129.90"}',
};
const shown = { finding, source: 'orders', clock: 'utc', followed: true } as const;

export default defineStory(
  FindingReport,
  { of: 'views/stream/inspector/FindingReport.vue', width: 344, within: 'inspector' },
  [
    { name: 'With its event', props: { ...shown, detail: () => Promise.resolve(event) } },
    { name: 'The event is gone', props: { ...shown, detail: () => Promise.resolve(null) } },
  ],
);
