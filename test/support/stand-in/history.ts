/** A made-up history of any length: every event follows from its number, so that none has to be kept. */
import type { ViewFilter } from '@shared/feed';
import { PREVIEW_LENGTH, type EventDetail, type EventRow } from '@shared/stream-event';
import { hostileEvent } from './hostile';
import { filterTests, isIndividual, queryTest, type Test } from './matches';
import { textChunk, TEXT_EVERY } from './texts';
import { makeEvent } from './words';

/** Different events; they come again and again. */
const POOL = 997;
/** ms between two events of the past. */
const SPACING = 45;
const GAP_EVERY = 90;
const MISSING_EVERY = 4_001;

type Made = ReturnType<typeof makeEvent> & Pick<EventRow, 'problem'>;

const ODD: readonly Made[] = [
  {
    sourceId: 'orders',
    channel: '',
    type: '',
    level: null,
    kind: 'state',
    data: 'open over SSE after 184 ms, HTTP/2.',
  },
  {
    sourceId: 'arena',
    channel: '',
    type: '',
    level: 'error',
    kind: 'state',
    data: 'refused the connection; next attempt in 4 s.',
  },
  {
    sourceId: 'arena',
    channel: 'arena',
    type: '',
    level: null,
    kind: 'sent',
    data: '{"subscribe":["scores","chat"],"since":88201}',
  },
  {
    sourceId: 'orders',
    channel: 'orders/eu/paid',
    type: 'order.paid',
    level: null,
    problem: 'not-json',
    data: '{"order":"EU-20417","total":129.90,"curr',
  },
  {
    sourceId: 'notify',
    channel: 'CommentStream:item:7',
    type: 'comment',
    level: null,
    problem: 'bad-utf8',
    data: '{"item":7,"author":"j\u{fffd}rg","text":"Gr\u{fffd}\u{fffd}e"}',
  },
  {
    sourceId: 'local-demo',
    channel: 'logs/api',
    type: 'log',
    level: 'warning',
    problem: 'cut',
    data: `{"level":"warning","msg":"${'dump '.repeat(60)}"}`,
  },
];

/** What an event that breaks its schema leaves beside it. */
const FINDING: Made = {
  sourceId: 'orders',
  channel: 'orders/eu/paid',
  type: '',
  level: 'warning',
  kind: 'finding',
  data: 'order.paid: /total must be number (was string "129.90").',
};

/** An event with other things inside its strings, to be read in the inspector. */
const WRAPPED: Made = {
  sourceId: 'notify',
  channel: 'hooks/payments',
  type: 'hook.received',
  level: null,
  data: JSON.stringify({
    receivedAt: 1_763_735_527_402,
    body: JSON.stringify({ order: 'EU-20417', lines: [{ sku: 'A-17', note: '{"gift":true}' }] }),
    token:
      'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiI0MiIsIm5hbWUiOiJBZGEiLCJpYXQiOjE3NjM3MzE5MjcsImV4cCI6MTc2MzczNTUyN30.c2lnbmF0dXJl',
    packed: 'eyJzdGF0dXMiOiJwYWlkIiwidG90YWwiOjEyOS45fQ==',
    image: 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk',
    form: 'status=paid&amount=129.90&note=thank%20you',
    callback: 'https://ada:secret@shop.example:8443/hooks/payments?order=EU-20417&retry=2#done',
    xml: '<?xml version="1.0"?><order id="20417"><line sku="A-17">2</line><note/></order>',
    text: '# Paid\n\n- order **EU-20417**\n- total 129.90',
  }),
};

export type SeqTest = (seq: number) => boolean;

export interface StandInHistory {
  readonly first: number;
  readonly next: number;
  /** One more event arrives now. */
  append(): void;
  row(seq: number): EventRow;
  detail(seq: number): EventDetail | null;
  /** Whether an event passes a filter, and whether it does without its type part. */
  tester(filter: ViewFilter): { readonly rows: SeqTest; readonly base: SeqTest };
  marker(query: string): SeqTest;
}

export function madeUpHistory(
  length: number,
  names: ReadonlyMap<string, string>,
  texts = false,
  hostile = false,
  findings = false,
): StandInHistory {
  const pool: Made[] = Array.from({ length: POOL }, (_, i) =>
    i % 60 === 31
      ? ODD[Math.floor(i / 60) % ODD.length]!
      : i % 40 === 7
        ? findings
          ? FINDING
          : WRAPPED
        : hostile
          ? hostileEvent(makeEvent(), i)
          : makeEvent(),
  );
  const start = Date.now();
  const arrivals: number[] = [];
  let next = length + 1;

  const place = (seq: number): number => Math.imul(seq, 2_654_435_761) >>> 0;
  const poolIndex = (seq: number): number => place(seq) % POOL;
  const timeOf = (seq: number): number =>
    seq <= length ? start - (length - seq) * SPACING - (place(seq) % SPACING) : arrivals[seq - length - 1]!;
  const isGap = (seq: number): boolean => seq % GAP_EVERY === 0;
  const isMissing = (seq: number): boolean => seq % MISSING_EVERY < 2 && seq > 2;

  const isText = (seq: number): boolean => texts && seq % TEXT_EVERY === 0;
  function madeAt(seq: number): Made {
    if (!isText(seq)) return pool[poolIndex(seq)]!;
    const data = textChunk(seq / TEXT_EVERY);
    return { sourceId: 'local-demo', channel: 'llm/chat', type: 'message', level: null, data };
  }

  function row(seq: number): EventRow {
    const made = madeAt(seq);
    const lost = seq % (2 * GAP_EVERY) === 0;
    const kind = isText(seq)
      ? 'event'
      : isMissing(seq)
        ? 'missing'
        : isGap(seq)
          ? 'gap'
          : (made.kind ?? 'event');
    const sentence = lost
      ? 'gap: 27 events lost. The server replayed from 88235.'
      : 'reconnected after 3.2 s, resumed from id 1041.';
    return {
      seq,
      kind,
      sourceId: made.sourceId,
      receivedAt: timeOf(kind === 'finding' ? seq - 1 : seq),
      type: kind === 'event' ? made.type : '',
      id: kind === 'event' ? String(seq) : kind === 'finding' ? String(seq - 1) : null,
      channel: made.channel,
      preview: kind === 'gap' ? sentence : made.data.slice(0, PREVIEW_LENGTH),
      size: made.data.length + 40,
      level: ['event', 'state', 'finding'].includes(kind) ? made.level : null,
      gap:
        kind === 'gap'
          ? {
              downMs: 3_200,
              resumedFrom: '1041',
              verdict: lost ? 'lost' : 'resumed',
              missing: lost ? 27 : null,
              sentence,
            }
          : null,
      ...(made.problem && kind === 'event' && { problem: made.problem }),
    };
  }

  function detail(seq: number): EventDetail | null {
    const { kind, ...rest } = row(seq);
    if (kind === 'missing' || seq < 1 || seq >= next) return null;
    const { data } = madeAt(seq);
    const frame =
      kind === 'comment' ? `:${data}\n\n` : `event: ${rest.type}\nid: ${rest.id}\ndata: ${data}\n\n`;
    return {
      ...rest,
      kind,
      transport: 'sse',
      eventTime: kind === 'event' ? rest.receivedAt - 38 : null,
      lastEventId: rest.id ?? '',
      data: kind === 'gap' ? rest.preview : data,
      raw: new TextEncoder().encode(frame),
      truncated: rest.problem === 'cut',
    };
  }

  /** All events of one place in the pool are alike, but for gaps and missing ones, which stand in for some. */
  function bySeq(test: Test, individual: boolean): SeqTest {
    const known = new Map<number, boolean>();
    const look: SeqTest = (seq) => test({ ...row(seq), data: madeAt(seq).data });
    if (individual) return look;
    return (seq) => {
      if (isText(seq)) return look(seq);
      const key = (poolIndex(seq) * 2 + Number(isGap(seq))) * 2 + Number(isMissing(seq));
      let passed = known.get(key);
      if (passed === undefined) known.set(key, (passed = look(seq)));
      return passed;
    };
  }

  return {
    first: 1,
    get next() {
      return next;
    },
    append() {
      arrivals.push(Date.now());
      next += 1;
    },
    row,
    detail,
    tester(filter) {
      const { rows, base } = filterTests(filter, names);
      const individual = filter.range !== null || isIndividual(filter.query);
      return { rows: bySeq(rows, individual), base: bySeq(base, individual) };
    },
    marker: (query) => bySeq(queryTest(query, names), isIndividual(query)),
  };
}
