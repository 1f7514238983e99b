/** The hub of the stand-in: a snapshot that lives, and the calls that change it. */
import {
  NO_FAULTS,
  type AccessMode,
  type FaultName,
  OWN_CLIENT,
  type Faults,
  type HubClient,
  type HubSnapshot,
  type HubToken,
  type SceneId,
  type ScenePace,
  type SceneStatus,
  type TokenDraft,
} from '@shared/hub';

const minute = 60_000;
const t = Date.now();

const client = (id: string, agent: string, more: Partial<HubClient>): HubClient => ({
  id,
  agent,
  transport: 'sse',
  remoteAddress: '127.0.0.1',
  user: null,
  channels: ['**'],
  connectedAt: t - 9 * minute,
  sent: 0,
  skipped: 0,
  behind: 0,
  lagMs: 0,
  queuedBytes: 0,
  faults: [],
  ...more,
});
const scene = (
  id: SceneId,
  title: string,
  channels: string[],
  rate: number,
  published: number,
  running = true,
): SceneStatus => ({ id, title, channels, running, rate, burst: 1, payloadBytes: 0, published });
const token = (id: string, more: Partial<HubToken>): HubToken => ({
  id,
  name: id,
  start: 'sg_7fd2',
  scopes: ['subscribe'],
  channels: ['**'],
  createdAt: t - 90 * minute,
  lastUsedAt: null,
  ...more,
});

/** A hub that has been up for a while, with people on it. */
export function runningHub(): HubSnapshot {
  const channels: [string, number, number, HubSnapshot['channels'][number]['policy']?][] = [
    ['demo/counter', 4, 500],
    ['demo/progress', 2, 100],
    ['logs/api', 3, 1_000],
    ['logs/worker', 1, 1_000],
    ['orders/eu/created', 5, 500, 'lossless'],
    ['orders/eu/paid', 5, 500, 'lossless'],
    ['battle:arena:3', 1, 200, 'latest'],
    ['metrics/host-a', 2, 60, 'latest'],
    ['NotificationStream:user:42', 3, 200],
  ];
  return {
    state: { phase: 'running', url: 'http://127.0.0.1:4870', port: 4870, since: t - 72 * minute },
    access: 'publish',
    clients: [
      client('c1', 'Streamgauge', { user: OWN_CLIENT, transport: 'websocket', sent: 104_880, lagMs: 1 }),
      client('c2', 'Chrome 131', {
        user: 'web-dev',
        channels: ['NotificationStream:user:*'],
        sent: 8_402,
        behind: 2,
        lagMs: 4,
        queuedBytes: 220,
      }),
      client('c3', 'curl 8.5', { channels: ['orders/**'], sent: 6_240, lagMs: 3, faults: ['delay'] }),
      client('c4', 'Firefox 133', {
        transport: 'websocket',
        user: 'web-dev',
        channels: ['orders/eu/*', 'logs/api'],
        sent: 14_107,
        behind: 6,
        lagMs: 11,
      }),
      client('c5', 'node 22', {
        user: 'ops-laptop',
        channels: ['metrics/*'],
        sent: 7_344,
        behind: 412,
        lagMs: 2_800,
        skipped: 31,
        queuedBytes: 812_000,
      }),
      client('c6', 'python-requests 2.32', {
        transport: 'polling',
        channels: ['battle:**'],
        sent: 2_016,
        behind: 48,
        lagMs: 1_000,
      }),
    ],
    channels: channels.map(([name, clients, history, policy = 'skip']) => ({
      name,
      clients,
      published: history * 3,
      history,
      policy,
    })),
    scenes: [
      scene('counter', 'Counter', ['demo/counter'], 2, 500),
      scene('progress', 'Progress', ['demo/progress'], 3, 100),
      scene('logs', 'Logs', ['logs/api', 'logs/worker'], 9, 1_000),
      scene('orders', 'Orders', ['orders/eu/*', 'orders/us/*'], 10, 900),
      scene('battle', 'Battle', ['battle:arena:*'], 4, 48, false),
      scene('notifications', 'Notifications', ['NotificationStream:user:*'], 0.5, 200),
      scene('metrics', 'Metrics', ['metrics/host-*'], 60, 60, false),
      scene('llm', 'LLM chat', ['llm/chat'], 30, 30),
    ],
    faults: {
      ...NO_FAULTS,
      delay: { on: true, ms: 250, jitterMs: 100 },
      buffer: { on: true, kibibytes: 16 },
    },
    tokens: [
      token('web-dev', { lastUsedAt: t - 2_000 }),
      token('ci-publisher', {
        start: 'sg_c018',
        scopes: ['publish'],
        channels: ['orders/**'],
        lastUsedAt: t - 4 * minute,
      }),
      token('ops-laptop', { start: 'sg_a9e4', scopes: ['subscribe', 'publish'] }),
    ],
    published: 104_882,
    history: { events: 8_204, limit: 10_000, bytes: 3_281_000, limitBytes: 16 * 1_048_576, persisted: false },
    backplane: { phase: 'none' },
    warnings: [],
  };
}

/** The same hub, off: nobody is on it. */
export const stoppedHub = (): HubSnapshot => ({
  ...runningHub(),
  state: { phase: 'stopped' },
  access: 'open',
  clients: [],
  channels: [],
  scenes: runningHub().scenes.map((one) => ({ ...one, running: false })),
  faults: NO_FAULTS,
  tokens: [],
  published: 0,
  history: { events: 0, limit: 10_000, bytes: 0, limitBytes: 16 * 1_048_576, persisted: false },
});

/** A hub with so many clients that not all of them are listed. */
export const crowdedHub = (count: number): HubSnapshot => ({
  ...runningHub(),
  clients: Array.from({ length: count }, (_, i) =>
    client(`c${i}`, `browser ${i}`, { sent: i * 31, behind: i % 9, lagMs: i % 40 === 7 ? 2_500 : 3 }),
  ),
});

/** A hub that has lost the others and has a full disk. */
export const troubledHub = (): HubSnapshot => ({
  ...runningHub(),
  backplane: {
    phase: 'lost',
    since: Date.now() - 42_000,
    reason: {
      code: 'backplane-lost',
      message: 'The link to Redis at 127.0.0.1:6379 is lost.',
      hint: 'It is tried again by itself.',
    },
    waiting: 318,
    dropped: 0,
  },
  warnings: [
    {
      code: 'disk-full',
      message: 'The history could not be written: no space is left on the disk.',
      hint: 'It goes on in memory. Make room, and writing begins again.',
    },
  ],
});

export interface HubStandIn {
  snapshot(): HubSnapshot;
  /** Puts another one in its place and shows it. */
  become(snapshot: HubSnapshot): void;
  readonly handlers: Record<string, (argument: never) => unknown>;
}

export function hubStandIn(first: HubSnapshot, show: (snapshot: HubSnapshot) => void): HubStandIn {
  let hub = first;
  let nextId = 1_050;
  let beforeRevoking: HubSnapshot['tokens'] = [];
  const become = (next: HubSnapshot): void => show((hub = next));
  const change = (part: Partial<HubSnapshot>): void => become({ ...hub, ...part });
  const changeClients = (map: (one: HubClient) => HubClient | null): void =>
    change({ clients: hub.clients.map(map).filter((one) => one !== null) });

  setInterval(() => {
    if (hub.state.phase !== 'running') return;
    const made = new Map(
      hub.scenes.map((one) => [one.id, one.running ? Math.round(one.rate * (0.7 + Math.random() * 0.6)) : 0]),
    );
    const sum = [...made.values()].reduce((total, count) => total + count, 0);
    change({
      scenes: hub.scenes.map((one) => ({ ...one, published: one.published + made.get(one.id)! })),
      published: hub.published + sum,
      clients: hub.clients.map((one) => ({ ...one, sent: one.sent + (one.id === 'c1' ? sum : 1) })),
    });
  }, 1_000);

  return {
    snapshot: () => hub,
    become,
    handlers: {
      'hub.start': () => become({ ...runningHub(), faults: hub.faults }),
      'hub.stop': () => become({ ...hub, state: { phase: 'stopped' }, clients: [] }),
      'hub.scene': ({ id, running, pace }: { id: SceneId; running: boolean; pace: ScenePace }) =>
        change({ scenes: hub.scenes.map((one) => (one.id === id ? { ...one, running, ...pace } : one)) }),
      'hub.publish': () => ({ id: `3f9a1c0b.${nextId++}`, clients: Math.min(3, hub.clients.length) }),
      'hub.disconnect': (id: string) => changeClients((one) => (one.id === id ? null : one)),
      'hub.disconnectAll': () => change({ clients: [] }),
      'hub.dropNow': () => change({ clients: hub.clients.slice(0, 1) }),
      'hub.faults': ({ clientId, faults }: { clientId: string | null; faults: Faults }) => {
        const names = (Object.keys(faults) as FaultName[]).filter((name) => faults[name].on);
        if (clientId === null) change({ faults });
        else changeClients((one) => (one.id === clientId ? { ...one, faults: names } : one));
      },
      'hub.access': (access: AccessMode) => change({ access }),
      'hub.createToken': (draft: TokenDraft) => {
        const id = `t${nextId++}`;
        const made = token(id, { ...draft, channels: draft.channels ?? ['**'], start: 'sg_19bc' });
        change({ tokens: [...hub.tokens, made] });
        return { id, token: 'sg_19bcQh4x7VtYw2m0RkE5sNpLz8aJdU3f' };
      },
      'hub.revokeToken': (id: string) => {
        beforeRevoking = hub.tokens;
        change({ tokens: hub.tokens.filter((one) => one.id !== id) });
      },
      'hub.restoreToken': () => change({ tokens: beforeRevoking }),
    },
  };
}
