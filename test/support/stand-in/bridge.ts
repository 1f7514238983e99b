/** A stand-in for the main process: the bridge of `@shared/ipc` over made-up events, in an ordinary browser. */
import type { EnvironmentsDraft } from '@shared/environment';
import { EMPTY_FILTER, LAST_VALUE_LENGTH, SIZE_CLASSES, type ViewFilter } from '@shared/feed';
import type { HistoryState, LeavingHistory } from '@shared/history';
import { FEED_PORT_MESSAGE, type CallAnswer, type Pushes, type StreamgaugeBridge } from '@shared/ipc';
import { DEFAULT_SETTINGS, type Settings } from '@shared/settings';
import type { WindowStart } from '@shared/window-start';
import { configurationStandIn } from './configuration';
import { connectionsStandIn } from './connections';
import { diagnosticsPreview } from './diagnostics';
import { changingPaths, earlierEvents } from './earlier';
import { noEnvironments, savedEnvironments, someEnvironments } from './environments';
import { serveFeed } from './feed';
import { madeUpHistory } from './history';
import { hostileSources } from './hostile';
import { crowdedHub, hubStandIn, runningHub, stoppedHub, troubledHub } from './hub';
import { noRecordings, recordingsStandIn, someRecordings } from './recordings';
import { noRules, rulesStandIn, someRules } from './rules';
import { notifications, sources } from './scenario';
import { seriesStandIn } from './series';
import { ORDER_SCHEMA_TEXT, shapesStandIn } from './shapes';
import { textsStandIn } from './texts';
import { someCaptures, someJobs, transfersStandIn } from './transfers';
import { updateStandIn } from './updates';
import { displayName } from './words';

const options = new URLSearchParams(location.search);
const empty = options.has('empty');
const perSecond = Number(options.get('rate') ?? 24);
let settings: Settings = {
  ...DEFAULT_SETTINGS,
  theme: (options.get('theme') as Settings['theme']) ?? 'system',
  language: (options.get('language') as Settings['language'] | null) ?? 'en',
};

let running = !empty;
let sourceList = empty ? [] : options.has('hostile') ? hostileSources(sources()) : sources();
let environments = empty || options.has('no-environments') ? noEnvironments() : someEnvironments();
let inboxItems = empty ? [] : notifications();
const inboxCleared = new Map<number, typeof inboxItems>();
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

const made = madeUpHistory(
  empty ? 0 : Number(options.get('rows') ?? 48_000),
  new Map(sourceList.map(({ config }) => [config.id, config.name])),
  options.has('llm'),
  options.has('hostile'),
  options.get('shapes') === 'attached',
);
const rules = rulesStandIn(
  empty || options.has('no-rules') ? noRules() : someRules(),
  (value) => push('rules', value),
  (query, only) => {
    const passes = made.tester({ ...EMPTY_FILTER, query, sources: [...only] }).rows;
    const found: number[] = [];
    for (let seq = Math.max(made.first, made.next - 20_000); seq < made.next; seq++)
      if (passes(seq)) found.push(seq);
    return { rows: found.slice(-20).reverse().map(made.row), events: found.length };
  },
);
let stale: (() => void)[] = [];
const LIMIT_BYTES = 2_000_000_000;

const connections = connectionsStandIn(
  () => sourceList,
  (list) => push('sources', (sourceList = [...list])),
);

const inbox = (): Pushes['inbox'] => ({
  items: inboxItems,
  unread: inboxItems.filter((item) => !item.read).length,
  dropped: 0,
  muted: options.has('muted') ? 3 : 0,
});
const shapes = shapesStandIn(empty ? 'learning' : options.get('shapes'), (value) => push('shapes', value));
const spark = (n: number, scale: number): number[] =>
  Array.from({ length: n }, (_, i) => scale * (1 + 0.4 * Math.sin(i / 2 + Date.now() / 3_000)));
function rates(): Pushes['rates'] {
  const channels = new Map<string, Pushes['rates']['channels'][number]>();
  const types = new Map<string, Pushes['rates']['types'][number]>();
  for (let seq = Math.max(made.first, made.next - 3_000); seq < made.next; seq++) {
    const { kind, sourceId, channel, type, receivedAt, preview } = made.row(seq);
    if (kind !== 'event') continue;
    const perSecond = Date.now() - receivedAt < 1_000 ? 3.1 : 0;
    const counted = { rate: perSecond, byteRate: perSecond * 312, firstAt: receivedAt, lastAt: receivedAt };
    const typeKey = `${sourceId}\n${type}`;
    const hadType = types.get(typeKey);
    types.set(typeKey, {
      ...counted,
      sourceId,
      type,
      events: (hadType?.events ?? 0) + 1,
      firstAt: hadType?.firstAt ?? receivedAt,
    });
    if (channel === '') continue;
    const key = `${sourceId}\n${channel}`;
    const had = channels.get(key);
    channels.set(key, {
      ...counted,
      sourceId,
      channel,
      events: (had?.events ?? 0) + 1,
      firstAt: had?.firstAt ?? receivedAt,
      last: { seq, type, preview: preview.slice(0, LAST_VALUE_LENGTH) },
    });
  }
  return {
    sources: sourceList.map((s, i) => ({
      sourceId: s.config.id,
      events: 18_000 - i * 900,
      rate: s.state.phase === 'open' ? 18.4 / (i + 1) : 0,
      byteRate: 28_100,
      spark: s.state.phase === 'open' ? spark(20, 10) : [],
      firstAt: Date.now() - 3_600_000,
      lastAt: Date.now() - 200,
      sizes: Array.from({ length: SIZE_CLASSES }, (_, at) =>
        Math.round(9_000 * Math.exp(-((at - 3.4) ** 2) / 1.6)),
      ),
    })),
    channels: [...channels.values()],
    types: [...types.values()],
    channelsFolded: 0,
    spark: spark(40, 80),
  };
}

const trouble = options.has('disk-full');
let leaving: readonly LeavingHistory[] = [];
function historyState(): HistoryState {
  const events = made.next - made.first;
  return {
    kept: true,
    problem: trouble
      ? {
          code: 'disk-full',
          message: 'The disk of the history is full.',
          hint: 'Free some space: what arrives is shown meanwhile, but not kept.',
        }
      : null,
    events,
    bytes: Math.min(LIMIT_BYTES, events * 1_265),
    stored: made.next - 1,
    evicted: options.has('evicted') ? 1_204_331 : 0,
    dropped: trouble ? 2_310 : 0,
    carried: options.has('evicted') ? 31 : 0,
    unindexed: options.has('evicted') ? 2 : 0,
    waitingBytes: trouble ? 31_400_000 : 0,
    notJson: Math.floor(events / 997),
    badUtf8: Math.floor(events / 1_500),
    cut: Math.floor(events / 2_300),
    damagedFiles: 0,
    damagedBytes: 0,
    tornBytes: 0,
    oldestAt: events > 0 ? made.row(made.first).receivedAt : null,
    sources: sourceList
      .map((s, i) => ({
        sourceId: s.config.id,
        events: Math.floor(events / 2 ** (i + 1)),
        bytes: Math.floor((events * 1_265) / 2 ** (i + 1)),
      }))
      .filter(({ sourceId }) => leaving.every((one) => one.sourceId !== sourceId)),
    cleared: null,
    leaving,
  };
}
const transfers = transfersStandIn(
  options.has('transfers')
    ? { captures: someCaptures(), jobs: someJobs() }
    : { captures: options.has('captures') ? someCaptures() : [], jobs: [] },
  push,
  (scope) => (scope.kind === 'selection' ? scope.seqs.length : made.next - made.first),
);

const handlers: Record<string, (argument: never) => unknown> = {
  'app.start': () => ({
    app: {
      version: '0.1.0',
      electron: 'none',
      chrome: 'stand-in',
      node: 'none',
      platform: 'linux',
      dataPath: '/home/ada/.config/Streamgauge',
      build: { commit: '74157a9f2c1b', date: '2026-03-02T09:30:00Z' },
    },
    settings,
    sources: sourceList,
    environments,
    hub: hub.snapshot(),
    recordings: recordings.state(),
    inbox: inbox(),
    rules: rules.state(),
    shapes: shapes.state(),
    rates: rates(),
    history: historyState(),
    configuration: { undoable: false },
    captures: transfers.captures(),
    jobs: transfers.jobs(),
    notices: options.has('update')
      ? [
          {
            id: 'update',
            level: 'info',
            code: 'update-found',
            message: 'Streamgauge 0.2.0 is there.',
            hint: 'This is 0.1.0.',
            action: 'download-update',
          },
        ]
      : options.has('notice')
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
    opening: null,
  }),
  'app.openWindow': () => void window.open(location.href),
  'app.desktop': () => ({ trayIsShown: !options.has('no-tray') }),
  'settings.save': (value: Settings) => (settings = value),
  ...configurationStandIn,
  'configuration.import': () => {
    push('configuration', { undoable: true });
    return configurationStandIn['configuration.import']();
  },
  'configuration.undo': () => {
    push('configuration', { undoable: false });
    return configurationStandIn['configuration.undo']();
  },
  'environments.save': (draft: EnvironmentsDraft) => (environments = savedEnvironments(environments, draft)),
  'app.pickText': (kind: 'certificate' | 'private-key' | 'authorities' | 'body' | 'schema') => ({
    name: kind === 'schema' ? 'orders.schema.json' : kind,
    text:
      kind === 'schema'
        ? ORDER_SCHEMA_TEXT
        : kind === 'body'
          ? '{ "stream": true }'
          : `-----BEGIN ${kind === 'private-key' ? 'PRIVATE KEY' : 'CERTIFICATE'}-----\nMIIB\n-----END ${kind === 'private-key' ? 'PRIVATE KEY' : 'CERTIFICATE'}-----\n`,
  }),
  'events.detail': (seq: number) =>
    new Promise((resolve) => setTimeout(() => resolve(made.detail(seq)), Number(options.get('lag') ?? 20))),
  'events.previous': ({ seq, most }: { seq: number; most: number }) => earlierEvents(made, seq, most),
  'events.changing': (seq: number) => changingPaths(made, seq),
  'events.clear': () => stale.forEach((say) => say()),
  'events.undoClear': () => true,
  'history.forget': (sourceId: string) => {
    const token = made.next;
    const of = historyState().sources.find((one) => one.sourceId === sourceId);
    const { events, bytes } = of ?? { events: 0, bytes: 0 };
    leaving = [...leaving, { token, sourceId, events, bytes, until: Date.now() + 10_000 }];
    push('history', historyState());
    return token;
  },
  'history.undoForget': (token: number) => {
    leaving = leaving.filter((one) => one.token !== token);
    push('history', historyState());
    return true;
  },
  'history.fields': () => ({
    fields: [
      {
        path: ['type'],
        count: 48_000,
        values: ['notification', 'order.paid', 'log', 'comment'].map((value) => ({ value, count: 9_000 })),
      },
      {
        path: ['data', 'level'],
        count: 9_000,
        values: ['error', 'warning', 'info', 'success'].map((value) => ({ value, count: 2_000 })),
      },
      { path: ['data', 'order'], count: 17_000, values: [{ value: 'EU-20417', count: 12 }] },
      { path: ['data', 'total'], count: 17_000, values: [] },
    ],
  }),
  'history.count': (filter: ViewFilter) => {
    const { rows } = made.tester(filter);
    const bySource = new Map<string, number>();
    let events = 0;
    for (let seq = Math.max(made.first, made.next - 100_000); seq < made.next; seq++) {
      if (!rows(seq)) continue;
      const { sourceId } = made.row(seq);
      events += 1;
      bySource.set(sourceId, (bySource.get(sourceId) ?? 0) + 1);
    }
    return { events, sources: [...bySource].map(([sourceId, count]) => ({ sourceId, events: count })) };
  },
  'history.channelsAt': (time: number) => {
    const { channels } = rates();
    return channels
      .filter(({ firstAt }) => firstAt !== null && firstAt <= time)
      .map(({ sourceId, channel, events, last }) => ({
        sourceId,
        channel,
        events: Math.ceil(events / 2),
        lastAt: time - 400,
        last,
      }));
  },
  ...rules.handlers,
  ...shapes.handlers,
  'shapes.breaks': (seq: number) => shapes.breaks(made.detail(seq)),
  ...seriesStandIn(made),
  ...textsStandIn(made),
  'app.update': updateStandIn((state) => push('update', state), options.get('update')),
  'app.previewDiagnostics': diagnosticsPreview,
  'app.saveDiagnostics': () => '/home/mara/streamgauge-diagnostics-2026-11-21.zip',
  'app.saveChart': ({ name, content }: { name: string; content: { format: string } }) =>
    `${name}.${content.format}`,
  ...transfers.handlers,
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
  'inbox.markRead': (ids: readonly number[] | 'all') => {
    const unread = inboxItems.filter(({ id, read }) => !read && (ids === 'all' || ids.includes(id)));
    inboxItems = inboxItems.map((item) => (unread.includes(item) ? { ...item, read: true } : item));
    push('inbox', inbox());
    return unread.map(({ id }) => id);
  },
  'inbox.markUnread': (ids: readonly number[]) => {
    inboxItems = inboxItems.map((item) => (ids.includes(item.id) ? { ...item, read: false } : item));
    push('inbox', inbox());
  },
  'inbox.pin': ({ ids, pinned }: { ids: readonly number[]; pinned: boolean }) => {
    inboxItems = inboxItems.map((item) => (ids.includes(item.id) ? { ...item, pinned } : item));
    push('inbox', inbox());
  },
  'inbox.clear': (ids: readonly number[] | 'all') => {
    const cleared = inboxItems.filter(({ id, pinned }) => !pinned && (ids === 'all' || ids.includes(id)));
    const token = inboxCleared.size + 1;
    inboxCleared.set(token, cleared);
    inboxItems = inboxItems.filter((item) => !cleared.includes(item));
    push('inbox', inbox());
    return { cleared: cleared.length, token };
  },
  'inbox.undo': (token: number) => {
    const cleared = inboxCleared.get(token) ?? [];
    inboxCleared.delete(token);
    inboxItems = [...cleared, ...inboxItems].sort((a, b) => b.receivedAt - a.receivedAt);
    push('inbox', inbox());
    return cleared.length > 0;
  },
  'app.copy': (text: string) => void navigator.clipboard?.writeText(text).catch(() => undefined),
  'feed.open': () => {
    const { port1, port2 } = new MessageChannel();
    const say = serveFeed(port1, made, {
      totals: () => {
        const { events, evicted, dropped } = historyState();
        return { received: made.next - made.first, stored: events, evicted, dropped };
      },
      lag: Number(options.get('lag') ?? 3),
      searchStep: Number(options.get('search') ?? 100_000),
    });
    stale = [say];
    window.postMessage(FEED_PORT_MESSAGE, location.origin, [port2]);
  },
};

/** What works although `failing` is asked for: without it there would be no window. */
const ALWAYS: ReadonlySet<string> = new Set(['app.start', 'feed.open']);
/** Starts that fail before one goes well. */
let failures = options.has('start-fails') ? 1 : 0;
// eslint-disable-next-line no-restricted-syntax -- a main process that is slow to answer is what this stands for
const waitFor = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

const bridge: StreamgaugeBridge = {
  start: {
    language: settings.language,
    view: (options.get('view') as WindowStart['view'] | null) ?? 'stream',
  },
  async call(name, argument) {
    try {
      if (options.has('failing') && !ALWAYS.has(name)) throw new Error('The main process does not answer.');
      if (name === 'app.start' && options.has('slow')) await waitFor(Number(options.get('slow') || 3_000));
      if (name === 'app.start' && failures-- > 0)
        throw new Error('The data folder cannot be written: /home/ada/.config/Streamgauge.');
      // As between processes: what cannot be cloned cannot be sent.
      const value = await handlers[name]?.(structuredClone(argument) as never);
      return { ok: true, value } as CallAnswer<typeof name>;
    } catch (error) {
      return { ok: false, problem: { code: 'stand-in', message: (error as Error).message } };
    }
  },
  importDropped: (files) => Promise.resolve({ ok: true, value: transfers.importDropped(files) }),
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
    if (Math.random() < perSecond / 20 || perSecond >= 20) made.append();
}, 50);
setInterval(() => {
  if (!running) return;
  push('rates', rates());
  push('history', historyState());
}, 1_000);
