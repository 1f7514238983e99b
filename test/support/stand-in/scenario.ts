/** A workspace that looks like real life, for working on the window without a main process. */
import type {
  Attempt,
  ConnectionState,
  Negotiated,
  ResumeAudit,
  RungStatus,
  TlsFacts,
  Transport,
} from '@shared/connection';
import type { Problem } from '@shared/errors';
import type { Level, NotificationItem, Priority } from '@shared/notification';
import type { SourceSnapshot } from '@shared/source';
import { DEFAULT_SOURCE_OPTIONS } from '@shared/source-options';
import { displayName } from './words';

export const now = (): number => Date.now();
const minute = 60_000;

const attempt = (number: number, part: Partial<Attempt>): Attempt => ({
  number,
  transport: 'sse',
  startedAt: now() - minute,
  openedAt: null,
  endedAt: null,
  status: null,
  reason: null,
  lastEventIdSent: null,
  audit: null,
  events: 0,
  // As far as it came: those that never opened got no answer.
  times: {
    before: 0.2,
    lookup: 18.4,
    tcp: 24.1,
    proxyTls: null,
    tunnel: null,
    tls: part.openedAt === undefined || part.openedAt === null ? null : 41.7,
    answer: part.openedAt === undefined || part.openedAt === null ? null : 97.9,
    firstEvent: part.openedAt === undefined || part.openedAt === null ? null : 212.4,
    shared: false,
  },
  ...part,
});

const TLS: TlsFacts = {
  version: 'TLSv1.3',
  cipher: 'TLS_AES_256_GCM_SHA384',
  alpn: 'h2',
  subject: 'example.com',
  issuer: 'Let’s Encrypt',
  expiresAt: now() + 61.5 * 1_440 * minute,
  verified: true,
};

const via = (url: string, part: Partial<Negotiated> = {}): Negotiated => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', server: 'nginx/1.24.0' },
  protocol: 'HTTP/2',
  url,
  remoteAddress: '203.0.113.18:443',
  openedAfterMs: 184,
  tls: TLS,
  ...part,
});

const audit = (at: number, part: Partial<ResumeAudit> = {}): ResumeAudit => ({
  at,
  downMs: 3_100,
  sentId: '88102',
  verdict: 'complete',
  replayed: 14,
  duplicates: 2,
  missing: 0,
  sentence: 'sent Last-Event-ID 88102: 14 replayed, 0 missing, 2 duplicates dropped, gap 3.1 s',
  ...part,
});

const SSE_ONLY: readonly RungStatus[] = [{ transport: 'sse', state: 'carrying', reason: null, since: null }];
const rung = (
  transport: Transport,
  state: RungStatus['state'] = 'untried',
  reason: RungStatus['reason'] = null,
): RungStatus => ({ transport, state, reason, since: state === 'untried' ? null : now() - 11 * minute });

function source(
  id: string,
  url: string,
  state: ConnectionState,
  attempts: Attempt[],
  more: Partial<SourceSnapshot> = {},
): SourceSnapshot {
  return {
    config: {
      id,
      name: displayName(id),
      url,
      displayUrl: url,
      enabled: state.phase !== 'paused',
      headers: [
        { name: 'X-Tenant', value: 'eu-west', secret: false, enabled: true, missing: false },
        { name: 'Authorization', value: '••••4f9c', secret: true, enabled: true, missing: false },
      ],
      queryToken: null,
      resume: true,
      transports: (more.ladder ?? SSE_ONLY).map(({ transport }) => transport),
      startFromId: '',
      options: DEFAULT_SOURCE_OPTIONS,
      secrets: {},
      local: id === 'local-demo',
    },
    state,
    ladder: SSE_ONLY,
    attempts,
    counters: {
      events: 18_204,
      comments: 164,
      bytes: 18_400_000,
      wireBytes: 18_400_000,
      reconnects: Math.max(0, attempts.filter(({ openedAt }) => openedAt !== null).length - 1),
      duplicates: 2,
      invalidUtf8: 0,
      incomplete: 0,
      missing: 0,
    },
    numbers: {
      eventsPerSecond: 18.4,
      bytesPerSecond: 28_100,
      wireBytesPerSecond: 28_100,
      firstByteMs: 212,
      arrivals: { p50: 48, p99: 420, count: 1_024 },
      latency: { p50: 42, p99: 318, count: 1_024 },
      clockSkewMs: null,
      roundTripMs: null,
    },
    climbAt: null,
    sharedWith: [],
    warning: null,
    canSend: false,
    lastEventId: '88240',
    resumeProblem: null,
    lastByteAt: now() - 6_200,
    lastCommentAt: now() - 6_200,
    lastEventAt: now() - 9_000,
    usualIntervalMs: 15_000,
    serverRetryMs: 3_000,
    ...more,
  };
}

const refused = (name: string): Problem => ({
  code: 'refused',
  message: `${name} refused the connection.`,
  hint: 'Is the server up, and on this port?',
});
const ended = (name: string): Problem => ({
  code: 'ended',
  message: `${name} ended the stream.`,
  hint: 'It will be opened again.',
});
const noUpgrade = (name: string): Problem => ({
  code: 'bad-status',
  message: `${name} answered 200 OK instead of switching to WebSocket (101).`,
  hint: 'The address may not be a WebSocket, or a proxy in front of it strips the Upgrade header.',
});

/** Connections that a proxy ends after a minute of silence. */
function minuteByMinute(name: string, t: number): Attempt[] {
  return Array.from({ length: 9 }, (_, i) => {
    const startedAt = t - (9 - i) * 62_000;
    const last = i === 8;
    return attempt(i + 1, {
      startedAt,
      openedAt: startedAt + 180,
      endedAt: last ? null : startedAt + 60_180,
      status: 200,
      events: 1,
      reason: last ? null : ended(name),
      lastEventIdSent: i === 0 ? null : String(400 + i),
      audit:
        i === 0
          ? null
          : audit(startedAt + 400, {
              downMs: 1_900,
              sentId: String(400 + i),
              replayed: 0,
              duplicates: 0,
              sentence: `sent Last-Event-ID ${400 + i}: 0 replayed, 0 missing, gap 1.9 s`,
            }),
    });
  });
}

export function sources(): SourceSnapshot[] {
  const t = now();
  const open = (
    url: string,
    ago: number,
    transport: Transport = 'sse',
    part: Partial<Negotiated> = {},
  ): ConnectionState => ({
    phase: 'open',
    transport,
    attempt: 1,
    since: t - ago,
    via: via(url, part),
  });
  const arena = {
    code: 'all-transports-failed',
    message: 'arena cannot be followed by WebSocket, SSE or polling.',
    hint: 'The last one said: arena refused the connection.',
  };
  return [
    source(
      'notify',
      'https://notify.staging.example.com/v2/stream',
      open('https://notify.staging.example.com/v2/stream', 41 * minute),
      [
        attempt(1, {
          startedAt: t - 41 * minute - 300,
          openedAt: t - 41 * minute,
          status: 200,
          events: 18_204,
        }),
      ],
    ),
    source(
      'orders',
      'https://eu.shop.example.com/orders/stream',
      open('https://eu.shop.example.com/orders/stream', minute + 4_000),
      [
        attempt(1, {
          transport: 'websocket',
          startedAt: t - 11.8 * minute,
          endedAt: t - 11.7 * minute,
          status: 200,
          reason: noUpgrade('orders'),
        }),
        attempt(2, {
          startedAt: t - 11.7 * minute + 40,
          openedAt: t - 11.7 * minute + 3_900,
          endedAt: t - 5.8 * minute,
          status: 200,
          events: 6_240,
          reason: { code: 'reset', message: 'The connection to orders was reset.' },
        }),
        attempt(3, {
          transport: 'websocket',
          startedAt: t - 9.2 * minute,
          endedAt: t - 9.1 * minute,
          status: 200,
          reason: noUpgrade('orders'),
        }),
        attempt(4, {
          startedAt: t - 5.75 * minute,
          endedAt: t - 5.6 * minute,
          reason: refused('orders'),
        }),
        attempt(5, {
          startedAt: t - 5.2 * minute,
          openedAt: t - 5.15 * minute,
          endedAt: t - 1.3 * minute,
          status: 200,
          events: 3_118,
          lastEventIdSent: '88102',
          reason: ended('orders'),
          audit: audit(t - 5.1 * minute),
        }),
        attempt(6, {
          transport: 'websocket',
          startedAt: t - 4 * minute,
          endedAt: t - 3.9 * minute,
          status: 200,
          reason: noUpgrade('orders'),
        }),
        attempt(7, {
          startedAt: t - minute - 8_000,
          openedAt: t - minute - 4_000,
          status: 200,
          events: 610,
          lastEventIdSent: '88207',
          audit: audit(t - minute - 3_000, {
            downMs: 12_000,
            sentId: '88207',
            verdict: 'missing',
            replayed: 40,
            duplicates: 0,
            missing: 27,
            sentence: 'sent Last-Event-ID 88207: 40 replayed, 27 missing, gap 12.0 s',
          }),
        }),
      ],
      {
        ladder: [rung('websocket', 'failed', noUpgrade('orders')), rung('sse', 'carrying'), rung('polling')],
        climbAt: t + 252_000,
        sharedWith: ['notify'],
        counters: {
          events: 9_968,
          comments: 164,
          bytes: 18_400_000,
          wireBytes: 4_100_000,
          reconnects: 2,
          duplicates: 2,
          invalidUtf8: 0,
          incomplete: 1,
          missing: 27,
        },
        numbers: {
          eventsPerSecond: 18.4,
          bytesPerSecond: 28_100,
          wireBytesPerSecond: 6_200,
          firstByteMs: 212,
          arrivals: { p50: 3, p99: 4_020, count: 1_024 },
          latency: { p50: 1_240, p99: 3_918, count: 1_024 },
          clockSkewMs: 38,
          roundTripMs: null,
        },
      },
    ),
    source(
      'local-demo',
      'http://127.0.0.1:4870/events?channel=**',
      open('ws://127.0.0.1:4870/events?channel=**', 72 * minute, 'websocket', {
        status: 101,
        protocol: 'HTTP/1.1',
        remoteAddress: '127.0.0.1:4870',
        tls: undefined as never,
      }),
      [
        attempt(1, {
          transport: 'websocket',
          startedAt: t - 72 * minute,
          openedAt: t - 72 * minute + 12,
          status: 101,
          events: 104_880,
        }),
      ],
      {
        ladder: [rung('websocket', 'carrying'), rung('sse'), rung('polling')],
        canSend: true,
        numbers: {
          eventsPerSecond: 41.2,
          bytesPerSecond: 9_400,
          wireBytesPerSecond: 9_400,
          firstByteMs: 14,
          arrivals: { p50: 18, p99: 96, count: 1_024 },
          latency: { p50: 0.6, p99: 3, count: 1_024 },
          clockSkewMs: null,
          roundTripMs: 1,
        },
      },
    ),
    source(
      'wikimedia',
      'https://stream.wikimedia.org/v2/stream/recentchange',
      open('https://stream.wikimedia.org/v2/stream/recentchange', 9 * minute),
      [3, 2, 1].map((ago, i) =>
        attempt(i + 1, {
          startedAt: t - (ago - 1) * 15 * minute - 9 * minute - 350,
          openedAt: t - (ago - 1) * 15 * minute - 9 * minute,
          endedAt: ago === 1 ? null : t - (ago - 2) * 15 * minute - 9 * minute - 1_200,
          status: 200,
          events: 31_400,
          reason: ago === 1 ? null : ended('wikimedia'),
          lastEventIdSent: i === 0 ? null : '[{"topic":"eqiad.mediawiki.recentchange"}]',
          audit:
            i === 0
              ? null
              : audit(t - (ago - 1) * 15 * minute - 9 * minute + 900, {
                  downMs: 1_200,
                  sentId: '[{"topic":"eqiad.mediawiki.recentchange"}]',
                  verdict: 'unknown',
                  replayed: null,
                  missing: null,
                  duplicates: 0,
                  sentence: 'cannot tell: ids are opaque, gap 1.2 s',
                }),
        }),
      ),
    ),
    source(
      'inventory',
      'https://inventory.example.com/changes',
      open('https://inventory.example.com/changes', 22 * minute, 'polling', { protocol: 'HTTP/1.1' }),
      [
        attempt(1, {
          transport: 'websocket',
          startedAt: t - 22 * minute - 900,
          endedAt: t - 22 * minute - 600,
          status: 404,
          reason: { code: 'not-found', message: 'inventory has nothing at this address (404 Not Found).' },
        }),
        attempt(2, {
          startedAt: t - 22 * minute - 600,
          endedAt: t - 22 * minute - 200,
          status: 200,
          reason: {
            code: 'not-an-event-stream',
            message: 'inventory answered application/json instead of text/event-stream.',
          },
        }),
        attempt(3, {
          transport: 'polling',
          startedAt: t - 22 * minute - 200,
          openedAt: t - 22 * minute,
          status: 200,
          events: 412,
        }),
      ],
      {
        ladder: [
          rung('websocket', 'failed', {
            code: 'not-found',
            message: 'inventory has nothing at this address (404 Not Found).',
          }),
          rung('sse', 'failed', {
            code: 'not-an-event-stream',
            message: 'inventory answered application/json instead of text/event-stream.',
          }),
          rung('polling', 'carrying'),
        ],
        climbAt: t + 90_000,
        usualIntervalMs: 10_000,
      },
    ),
    source(
      'arena',
      'wss://arena.example.com/live',
      {
        phase: 'waiting',
        transport: 'websocket',
        attempt: 3,
        since: t - 1_000,
        until: t + 7_000,
        delayMs: 8_000,
        reason: arena,
      },
      (['websocket', 'sse', 'polling', 'websocket', 'sse', 'polling'] as const).map((transport, i) =>
        attempt(i + 1, {
          transport,
          startedAt: t - (i < 3 ? 12_000 : 1_600) + (i % 3) * 200,
          endedAt: t - (i < 3 ? 12_000 : 1_600) + (i % 3) * 200 + 190,
          reason: refused('arena'),
        }),
      ),
      {
        ladder: [
          rung('websocket', 'failed', refused('arena')),
          rung('sse', 'failed', refused('arena')),
          rung('polling', 'failed', refused('arena')),
        ],
        lastEventId: '',
        lastByteAt: null,
        lastCommentAt: null,
        lastEventAt: null,
        usualIntervalMs: null,
        serverRetryMs: null,
      },
    ),
    source(
      'catalog',
      'https://catalog.example.com/changes',
      open('https://catalog.example.com/changes', 61_800, 'sse', {
        tls: { ...TLS, expiresAt: t + 9.5 * 1_440 * minute },
        proxy: 'http://proxy.example.com:3128',
      }),
      minuteByMinute('catalog', t),
      { usualIntervalMs: null, lastByteAt: t - 61_000, lastCommentAt: null },
    ),
    source(
      'legacy',
      'https://10.0.4.7:8443/events',
      open('https://10.0.4.7:8443/events', 26 * minute, 'sse', {
        remoteAddress: '10.0.4.7:8443',
        tls: { ...TLS, version: 'TLSv1.2', alpn: null, verified: false },
        protocol: 'HTTP/1.1',
      }),
      [attempt(1, { startedAt: t - 26 * minute - 90, openedAt: t - 26 * minute, status: 200, events: 900 })],
      { warning: 'Certificates are not checked: anyone on the way can read and change this stream.' },
    ),
    source(
      'payments',
      'https://payments.example.com/stream',
      {
        phase: 'stopped',
        since: t - 3 * minute,
        needsCredentials: true,
        reason: {
          code: 'unauthorized',
          message: 'payments refused the credentials (401 Unauthorized).',
          hint: 'Check the sign-in, the headers and the query token of this source, then connect again.',
        },
      },
      [
        attempt(1, {
          startedAt: t - 33 * minute,
          openedAt: t - 33 * minute + 120,
          endedAt: t - 3 * minute - 1_200,
          status: 200,
          events: 2_210,
          reason: ended('payments'),
        }),
        attempt(2, {
          startedAt: t - 3 * minute - 90,
          endedAt: t - 3 * minute,
          status: 401,
          reason: { code: 'unauthorized', message: 'payments refused the credentials (401 Unauthorized).' },
        }),
      ],
      {
        ladder: [
          {
            transport: 'sse',
            state: 'failed',
            reason: { code: 'unauthorized', message: 'payments refused the credentials (401 Unauthorized).' },
            since: t - 3 * minute,
          },
        ],
      },
    ),
    source(
      'staging-logs',
      'https://logs.example.com/tail?token=%E2%80%A2%E2%80%A2',
      { phase: 'paused', since: t - 8 * minute },
      [],
    ),
  ];
}

const NOTES: [Level, Priority, string, string, string][] = [
  [
    'error',
    'high',
    'Payment webhook failed',
    'POST /hooks/payments returned 502 after 3 tries',
    'NotificationStream:user:42',
  ],
  [
    'error',
    'high',
    'Deploy failed: catalog',
    'Health check timed out on 2 of 6 instances',
    'NotificationStream:user:1180',
  ],
  [
    'error',
    'normal',
    'Import stopped at row 4,118',
    'Unexpected end of line in q3-ledger.csv',
    'NotificationStream:user:77',
  ],
  [
    'error',
    'normal',
    'Mailbox unreachable',
    'SMTP 451, retrying every 5 minutes',
    'NotificationStream:user:77',
  ],
  [
    'warning',
    'normal',
    'Webhook slow',
    'POST /hooks/payments took 912 ms, budget 500 ms',
    'NotificationStream:user:42',
  ],
  ['warning', 'low', 'Disk at 81 %', 'Volume data-3 grows 2 GB a day', 'NotificationStream:user:77'],
  ['success', 'normal', 'Deploy finished', 'catalog 2.41.0 in 92.4 s', 'NotificationStream:user:1180'],
  ['success', 'low', 'Export ready', 'q3-ledger.csv, 4.2 MB', 'NotificationStream:user:77'],
  ['info', 'normal', 'New sign-in', 'Firefox on Linux, Lisbon', 'NotificationStream:user:77'],
  ['info', 'low', 'Rollout at 25 %', 'No change in error rate', 'NotificationStream:user:1180'],
];

export function notifications(): NotificationItem[] {
  const own = NOTES.map(([level, priority, title, body, channel], i): NotificationItem => ({
    id: 900 - i * 2,
    seq: 9_000 - i,
    sourceId: 'notify',
    channel,
    receivedAt: now() - i * 41_000,
    level,
    priority,
    title,
    body,
    read: i % 3 !== 0,
    pinned: i === 3 || i === 6,
    count: 1,
    rule: null,
  }));
  const [first, second] = own as [NotificationItem, NotificationItem];
  const again = (item: NotificationItem, times: number, everyMs: number): NotificationItem[] =>
    Array.from({ length: times }, (_, i) => ({
      ...item,
      id: item.id - 200 - i,
      seq: item.seq! - 100 - i,
      receivedAt: item.receivedAt - (i + 1) * everyMs,
      read: true,
    }));
  const alert: NotificationItem = {
    ...first,
    id: 899,
    seq: 8_990,
    sourceId: 'orders',
    channel: 'orders/eu/paid',
    receivedAt: first.receivedAt - 12_000,
    title: '47 errors in 3 min from orders',
    body: 'Card declined, issuer code 51',
    appSays: 'title',
    count: 47,
    rule: { id: 'errors', name: 'Errors reach me' },
  };
  const silence: NotificationItem = {
    ...second,
    id: 897,
    seq: null,
    sourceId: 'arena',
    channel: '',
    level: 'warning',
    priority: 'normal',
    receivedAt: first.receivedAt - 63_000,
    title: 'arena is silent',
    body: 'Nothing has come for 2 min, longer than usual.',
    appSays: 'all',
    rule: { id: 'silence', name: 'A source falls silent' },
  };
  return [...own, ...again(first, 3, 21_000), alert, silence].sort((a, b) => b.receivedAt - a.receivedAt);
}
