/** A stand-in for the main process: the bridge of `@shared/ipc` over made-up events, in an ordinary browser. */
import type { EnvironmentsDraft } from '@shared/environment';
import {
  RATE_SECONDS,
  type FeedMessage,
  type FeedRequest,
  type RateBucket,
  type ViewFilter,
} from '@shared/feed';
import { FEED_PORT_MESSAGE, type CallAnswer, type Pushes, type StreamgaugeBridge } from '@shared/ipc';
import { DEFAULT_SETTINGS, type Settings } from '@shared/settings';
import type { EventDetail } from '@shared/stream-event';
import { connectionsStandIn } from './connections';
import { noEnvironments, savedEnvironments, someEnvironments } from './environments';
import { crowdedHub, hubStandIn, runningHub, stoppedHub, troubledHub } from './hub';
import { noRecordings, recordingsStandIn, someRecordings } from './recordings';
import { notifications, sources } from './scenario';
import { displayName, makeEvent } from './words';

const options = new URLSearchParams(location.search);
const empty = options.has('empty');
const perSecond = Number(options.get('rate') ?? 24);
let settings: Settings = {
  ...DEFAULT_SETTINGS,
  theme: (options.get('theme') as Settings['theme']) ?? 'system',
};

const LIMIT = 20_000;
const events: EventDetail[] = [];
let nextSeq = 1;
let running = !empty;
let sourceList = empty ? [] : sources();
let environments = empty || options.has('no-environments') ? noEnvironments() : someEnvironments();
let inboxItems = empty ? [] : notifications();
const listeners = new Map<string, Set<(value: never) => void>>();
const push = <N extends keyof Pushes>(name: N, value: Pushes[N]): void =>
  listeners.get(name)?.forEach((listener) => (listener as (value: Pushes[N]) => void)(value));

function firstHub(): Pushes['hub'] {
  if (empty || options.has('hub-off')) return stoppedHub();
  if (options.has('trouble')) return troubledHub();
  return options.has('clients') ? crowdedHub(Number(options.get('clients'))) : runningHub();
}
const hub = hubStandIn(firstHub(), (value) => push('hub', value));
const recordings = recordingsStandIn(
  empty || options.has('no-recordings') ? noRecordings() : someRecordings(),
  (value) => push('recordings', value),
);

function append(at = Date.now()): void {
  const made = makeEvent();
  const id = made.kind === 'comment' ? null : String(88_000 + nextSeq);
  const raw = new TextEncoder().encode(
    made.kind === 'comment' ? `:${made.data}\n\n` : `event: ${made.type}\nid: ${id}\ndata: ${made.data}\n\n`,
  );
  const gap =
    nextSeq % 90 === 0
      ? {
          downMs: 3_200,
          resumedFrom: '1041',
          verdict: nextSeq % 180 === 0 ? ('lost' as const) : ('resumed' as const),
          missing: nextSeq % 180 === 0 ? 27 : null,
          sentence:
            nextSeq % 180 === 0
              ? 'gap: 27 events lost. The server replayed from 88235.'
              : 'reconnected after 3.2 s, resumed from id 1041.',
        }
      : null;
  events.push({
    seq: nextSeq++,
    kind: gap ? 'gap' : (made.kind ?? 'event'),
    sourceId: made.sourceId,
    receivedAt: at,
    type: made.type,
    id,
    channel: made.channel,
    preview: made.data.slice(0, 240),
    size: raw.length,
    level: made.level,
    gap,
    transport: 'sse',
    lastEventId: id ?? '',
    data: made.data,
    raw,
    truncated: false,
  });
  if (events.length > LIMIT) events.splice(0, events.length - LIMIT);
}
if (!empty) for (let i = 3_000; i > 0; i--) append(Date.now() - i * 45);

const passes = (f: ViewFilter, e: EventDetail, ignoreTypes = false): boolean => {
  if (f.sources.length > 0 && !f.sources.includes(e.sourceId)) return false;
  if (e.kind === 'gap') return true;
  if (e.kind === 'comment' && !f.comments) return false;
  if (
    f.channel !== null &&
    e.channel !== f.channel &&
    !e.channel.startsWith(`${f.channel}/`) &&
    !e.channel.startsWith(`${f.channel}:`)
  )
    return false;
  if (!ignoreTypes && f.types.length > 0 && !f.types.includes(e.type)) return false;
  if (!ignoreTypes && f.excludedTypes.includes(e.type)) return false;
  return (
    f.text === '' ||
    `${e.data}${e.type}${e.channel}${e.id ?? ''}`.toLowerCase().includes(f.text.toLowerCase())
  );
};

function serveFeed(port: MessagePort): void {
  let view = 0;
  let filter: ViewFilter | null = null;
  let matched: EventDetail[] = [];
  let seen = 0;
  let follow = 0;
  let number = 0;
  let acked = 0;
  let reset = true;
  let beat = 0;
  const post = (message: FeedMessage): void => port.postMessage(message);
  setInterval(() => {
    if (!filter || acked < number) return;
    const fresh = events.filter((e) => e.seq > seen && passes(filter!, e));
    seen = events.at(-1)?.seq ?? 0;
    matched = matched.concat(fresh);
    if (fresh.length === 0 && !reset) return;
    const buckets = new Map<number, RateBucket>();
    const from = Math.floor(Date.now() / 1_000) - RATE_SECONDS;
    for (const e of matched) {
      const second = Math.floor(e.receivedAt / 1_000);
      if (second < from || e.kind === 'gap') continue;
      const b = buckets.get(second) ?? { second, events: 0, errors: 0 };
      buckets.set(second, { second, events: b.events + 1, errors: b.errors + (e.level === 'error' ? 1 : 0) });
    }
    const counts = new Map<string, number>();
    for (const e of events)
      if (e.kind === 'event' && passes(filter, e, true)) counts.set(e.type, (counts.get(e.type) ?? 0) + 1);
    number += 1;
    post({
      kind: 'update',
      number,
      view,
      first: 0,
      end: matched.length,
      tail: follow > 0 ? matched.slice(-follow) : [],
      totals: {
        received: nextSeq - 1,
        stored: events.length,
        evicted: nextSeq - 1 - events.length,
        bytes: 61_000_000,
        limitEvents: 100_000,
        limitBytes: 256 * 1_048_576,
      },
      ...(reset || beat++ % 8 === 0
        ? {
            types: [...counts].map(([type, count]) => ({ type, count })).sort((a, b) => b.count - a.count),
            rate: [...buckets.values()].sort((a, b) => a.second - b.second),
            rateReset: true,
          }
        : {}),
    });
    reset = false;
  }, 33);
  port.onmessage = ({ data }: MessageEvent<FeedRequest>) => {
    if (data.kind === 'view') {
      view = data.view;
      filter = data.filter;
      matched = [];
      seen = 0;
      reset = true;
    } else if (data.kind === 'follow') {
      follow = data.rows;
      reset = true;
    } else if (data.kind === 'ack') acked = data.number;
    else if (data.kind === 'rows')
      post({ kind: 'rows', view, from: data.from, rows: matched.slice(data.from, data.from + data.count) });
    else if (data.kind === 'find') {
      const position = matched.findIndex((e) => e.seq === data.seq);
      post({
        kind: 'found',
        view,
        position: position < 0 ? null : position,
        seq: position < 0 ? null : data.seq,
      });
    } else {
      const wanted = (e: EventDetail): boolean =>
        data.what === 'gap' ? e.kind === 'gap' : e.level === 'error';
      const order =
        data.direction === 'next'
          ? [...matched.keys()].slice(data.from + 1)
          : [...matched.keys()].slice(0, data.from).reverse();
      const position = order.find((i) => wanted(matched[i]!)) ?? null;
      post({ kind: 'found', view, position, seq: position === null ? null : matched[position]!.seq });
    }
  };
}

const connections = connectionsStandIn(
  () => sourceList,
  (list) => push('sources', (sourceList = [...list])),
);

const inbox = (): Pushes['inbox'] => ({
  items: inboxItems,
  unread: inboxItems.filter((item) => !item.read).length,
  dropped: 0,
});
const spark = (n: number, scale: number): number[] =>
  Array.from({ length: n }, (_, i) => scale * (1 + 0.4 * Math.sin(i / 2 + Date.now() / 3_000)));
function rates(): Pushes['rates'] {
  const byChannel = new Map<string, { events: number; lastAt: number; sourceId: string; channel: string }>();
  for (const e of events) {
    if (e.channel === '') continue;
    const key = `${e.sourceId}\n${e.channel}`;
    const had = byChannel.get(key);
    byChannel.set(key, {
      sourceId: e.sourceId,
      channel: e.channel,
      events: (had?.events ?? 0) + 1,
      lastAt: e.receivedAt,
    });
  }
  return {
    sources: sourceList.map((s, i) => ({
      sourceId: s.config.id,
      events: 18_000 - i * 900,
      rate: s.state.phase === 'open' ? 18.4 / (i + 1) : 0,
      byteRate: 28_100,
      spark: s.state.phase === 'open' ? spark(20, 10) : [],
    })),
    channels: [...byChannel.values()].map((c) => ({ ...c, rate: Date.now() - c.lastAt < 1_000 ? 3.1 : 0 })),
    channelsFolded: 0,
    spark: spark(40, 80),
  };
}

const handlers: Record<string, (argument: never) => unknown> = {
  'app.start': () => ({
    app: {
      version: '0.1.0',
      electron: 'none',
      chrome: 'stand-in',
      node: 'none',
      platform: 'linux',
      dataPath: '/home/ada/.config/Streamgauge',
    },
    settings,
    sources: sourceList,
    environments,
    hub: hub.snapshot(),
    recordings: recordings.state(),
    inbox: inbox(),
    rates: rates(),
    notices: options.has('notice')
      ? [
          {
            id: 'n1',
            level: 'warning',
            code: 'corrupt-file',
            message: 'sources.json could not be read and was set aside as sources.json.corrupt-20261121.',
            hint: 'The last good copy is in use. Nothing was lost since 14:02.',
          },
        ]
      : [],
    secretsKept: { kept: false, reason: 'This system has no keyring that Streamgauge can use.' },
  }),
  'settings.save': (value: Settings) => (settings = value),
  'environments.save': (draft: EnvironmentsDraft) => (environments = savedEnvironments(environments, draft)),
  'app.pickText': (kind: 'certificate' | 'private-key' | 'authorities' | 'body') => ({
    name: kind,
    text:
      kind === 'body'
        ? '{ "stream": true }'
        : `-----BEGIN ${kind === 'private-key' ? 'PRIVATE KEY' : 'CERTIFICATE'}-----\nMIIB\n-----END ${kind === 'private-key' ? 'PRIVATE KEY' : 'CERTIFICATE'}-----\n`,
  }),
  'events.detail': (seq: number) => events.find((e) => e.seq === seq) ?? null,
  'hub.startDemo': () => {
    running = true;
    sourceList = sources().slice(2, 3);
    hub.become(runningHub());
    inboxItems = notifications();
    push('sources', sourceList);
    push('inbox', inbox());
    return 'local-demo';
  },
  ...hub.handlers,
  ...recordings.handlers,
  'sources.test': () => ({
    ok: true,
    sentence: 'Connected over SSE in 184 ms. First event after 212 ms. HTTP/1.1.',
  }),
  ...connections.handlers,
  'sources.remove': (id: string) =>
    push('sources', (sourceList = sourceList.filter((s) => s.config.id !== id))),
  'sources.add': (draft: { url: string; name: string }) => {
    if (draft.url.includes('bad')) return Promise.reject(new Error('Start with http:// or https://.'));
    const made = {
      ...sources()[0]!,
      config: {
        ...sources()[0]!.config,
        id: `s${Date.now()}`,
        name: draft.name || displayName('new source'),
        url: draft.url,
        displayUrl: draft.url,
      },
    };
    push('sources', (sourceList = [...sourceList, made]));
    return made.config.id;
  },
  'inbox.markRead': (seq: number | 'all') => {
    inboxItems = inboxItems.map((item) =>
      seq === 'all' || item.seq === seq ? { ...item, read: true } : item,
    );
    push('inbox', inbox());
  },
  'inbox.markUnread': (seq: number) => {
    inboxItems = inboxItems.map((item) => (item.seq === seq ? { ...item, read: false } : item));
    push('inbox', inbox());
  },
  'inbox.clear': () => {
    inboxItems = [];
    push('inbox', inbox());
  },
  'app.copy': (text: string) => void navigator.clipboard?.writeText(text).catch(() => undefined),
  'feed.open': () => {
    const { port1, port2 } = new MessageChannel();
    serveFeed(port1);
    window.postMessage(FEED_PORT_MESSAGE, location.origin, [port2]);
  },
};

const bridge: StreamgaugeBridge = {
  async call(name, argument) {
    try {
      // As between processes: what cannot be cloned cannot be sent.
      const value = await handlers[name]?.(structuredClone(argument) as never);
      return { ok: true, value } as CallAnswer<typeof name>;
    } catch (error) {
      return { ok: false, problem: { code: 'stand-in', message: (error as Error).message } };
    }
  },
  on(name, listener) {
    const set = listeners.get(name) ?? new Set();
    listeners.set(name, set);
    set.add(listener as never);
    return () => void set.delete(listener as never);
  },
};
Object.defineProperty(window, 'streamgauge', { value: bridge });

setInterval(() => {
  if (!running) return;
  for (let i = 0; i < Math.max(1, perSecond / 20); i++)
    if (Math.random() < perSecond / 20 || perSecond >= 20) append();
}, 50);
setInterval(() => {
  if (running) push('rates', rates());
}, 1_000);
