import type { EventRow } from '@shared/stream-event';
import { DEFAULT_SETTINGS, type Settings } from '@shared/settings';
import { useFeed } from '@/stores/feed';
import EventTable from '@/views/stream/EventTable.vue';
import { sources } from '../../../support/stand-in/scenario';
import { HOSTILE, madeRow } from '../../made-events';
import { STILL_MS } from '../../still';
import { defineStory } from '../../story';
import { until } from '../../until';
import { give } from '../../with-stores';

const list = sources();
const sentence = 'reconnected after 3.2 s, resumed from id 88235.';
const gap = { downMs: 3_200, resumedFrom: '88235', verdict: 'resumed', missing: null, sentence } as const;
const note = { type: '', id: null, size: 0 } as const;
const log = (level: EventRow['level'], text: string) =>
  ({
    sourceId: 'local-demo',
    type: 'log',
    channel: 'logs/api',
    level,
    preview: `{"level":"${level}","msg":"${text}"}`,
    size: 96,
  }) as const;

const kinds: readonly EventRow[] = [
  madeRow({ seq: 940 }),
  madeRow({ seq: 941, ...log('info', 'GET /health 200 in 3 ms') }),
  madeRow({ seq: 942, ...log('success', 'catalog 2.41.0 is up') }),
  madeRow({ seq: 943, ...log('warning', 'POST /hooks/payments took 912 ms') }),
  madeRow({ seq: 944, ...log('error', 'POST /hooks/payments returned 502 after 3 tries') }),
  madeRow({ seq: 945, ...note, kind: 'comment', channel: '', preview: 'keep-alive', size: 13 }),
  madeRow({ seq: 946, ...note, kind: 'gap', channel: '', preview: sentence, gap }),
  madeRow({
    seq: 947,
    ...note,
    kind: 'gap',
    channel: '',
    preview: 'gap: 27 events lost. The server replayed from 88262.',
    gap: {
      ...gap,
      verdict: 'lost',
      missing: 27,
      sentence: 'gap: 27 events lost. The server replayed from 88262.',
    },
  }),
  madeRow({ seq: 948, ...note, kind: 'state', channel: '', preview: 'open over SSE after 184 ms, HTTP/2.' }),
  madeRow({
    seq: 949,
    ...note,
    kind: 'state',
    level: 'error',
    sourceId: 'arena',
    channel: '',
    preview: 'refused the connection; next attempt in 4 s.',
  }),
  madeRow({
    seq: 950,
    ...note,
    kind: 'sent',
    sourceId: 'local-demo',
    channel: 'arena',
    preview: '{"subscribe":["scores"]}',
  }),
  madeRow({ seq: 951, ...note, kind: 'missing', channel: '', preview: '' }),
  madeRow({ seq: 952, problem: 'not-json', preview: '{"order":"EU-20417","total":129.90,"curr' }),
  madeRow({ seq: 953, problem: 'bad-utf8', preview: '{"author":"j\ufffdrg","text":"Gr\ufffd\ufffde"}' }),
  madeRow({ seq: 954, problem: 'cut', size: 18_400_000 }),
  madeRow({ seq: 955, type: HOSTILE, channel: HOSTILE, id: HOSTILE, preview: HOSTILE }),
  madeRow({ seq: 956, type: 'message', id: null, channel: '', preview: '' }),
  madeRow({ seq: 957, marked: true }),
  madeRow({ seq: 958 }),
  madeRow({ seq: 959 }),
];

/** A window that shows these rows, and has not read what comes after them. */
function show(rows: readonly EventRow[], settings: Partial<Settings> = {}, more = 0): void {
  give({ sources: list, settings: { ...DEFAULT_SETTINGS, clock: 'utc', ...settings } });
  const feed = useFeed();
  feed.rows = { from: 0, rows };
  feed.live = { first: 0, end: rows.length + more };
  feed.shown = feed.live;
  feed.totals = { received: 48_214, stored: 48_214, evicted: 0, dropped: 0 };
}
const orders = Array.from({ length: 6 }, (_, i) =>
  madeRow({
    seq: 970 + i,
    values: {
      ...(i !== 2 && { 'order.total': (129.9 * (i + 1)).toFixed(2) }),
      'customer.name': i === 3 ? `"${HOSTILE}` : '"Ada',
      paid: i === 4 ? 'null' : String(i % 2 === 0),
      lines: '[{"sku":"A-17","qty":2}]',
    },
  }),
);
const field = (path: string, width: number | null = null) => ({ kind: 'field', path, width }) as const;
const event = (column: 'time' | 'type' | 'data' | 'size') =>
  ({ kind: 'event', column, width: null }) as const;

/** Data is coloured when the rows have rested. */
const coloured = (root: HTMLElement): Promise<void> => until(() => root.querySelector('.dt bdi'));

export default defineStory(
  EventTable,
  { of: 'views/stream/EventTable.vue', width: 960, within: 'v-stream gal-table' },
  [
    {
      name: 'Rows of every kind, the last one selected',
      props: {},
      act: coloured,
      stores: () => {
        show(kinds, {}, 1);
        useFeed().cursor = kinds.length - 1;
      },
    },
    {
      name: 'Columns of the payload',
      props: {},
      act: coloured,
      stores: () =>
        show(orders, {
          tables: {
            '': {
              columns: [
                event('time'),
                event('type'),
                field('order.total'),
                field('customer.name', 160),
                field('paid'),
                field('lines'),
                event('data'),
                event('size'),
              ],
            },
          },
        }),
    },
    {
      name: 'Several selected, with times between rows, paused',
      props: {},
      act: coloured,
      stores: () => {
        show(
          orders.map(({ values: _, ...row }) => row),
          { rowTime: 'delta', rowHeight: 28 },
        );
        const feed = useFeed();
        feed.following = false;
        feed.pausedAt = STILL_MS - 42_000;
        feed.live = { first: 0, end: 130 };
        feed.moveTo(1);
        feed.extendTo(3);
      },
    },
    { name: 'Compact', props: {}, act: coloured, stores: () => show(kinds.slice(0, 9), { rowHeight: 20 }) },
  ],
);
