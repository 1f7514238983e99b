/** A workspace that looks like real life, for working on the window without a main process. */
import type { Attempt, ConnectionState, RungStatus } from '@shared/connection';
import type { Level, NotificationItem, Priority } from '@shared/notification';
import type { SourceSnapshot } from '@shared/source';
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
  events: 0,
  ...part,
});

const via = (url: string): Extract<ConnectionState, { phase: 'open' }>['via'] => ({
  status: 200,
  headers: { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', server: 'nginx/1.24.0' },
  protocol: 'HTTP/1.1',
  url,
  remoteAddress: '203.0.113.18:443',
  openedAfterMs: 184,
});

const SSE_ONLY: readonly RungStatus[] = [{ transport: 'sse', state: 'carrying', reason: null, since: null }];

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
      local: id === 'local-demo',
    },
    state,
    ladder: SSE_ONLY,
    attempts,
    counters: {
      events: 18_204,
      comments: 164,
      bytes: 18_400_000,
      reconnects: attempts.length - 1,
      duplicates: 2,
      invalidUtf8: 0,
      incomplete: 0,
    },
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

const refused = {
  code: 'refused',
  message: 'arena refused the connection.',
  hint: 'Is the server up on port 443?',
};

export function sources(): SourceSnapshot[] {
  const open = (url: string, ago: number): ConnectionState => ({
    phase: 'open',
    transport: 'sse',
    attempt: 1,
    since: now() - ago,
    via: via(url),
  });
  const t = now();
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
      open('https://eu.shop.example.com/orders/stream', 11 * minute),
      [
        attempt(1, {
          startedAt: t - 30 * minute,
          openedAt: t - 30 * minute + 200,
          endedAt: t - 14 * minute,
          status: 200,
          events: 9_000,
          reason: { code: 'ended', message: 'orders ended the stream.' },
        }),
        attempt(2, {
          startedAt: t - 14 * minute + 1_000,
          endedAt: t - 14 * minute + 2_000,
          reason: { code: 'refused', message: 'orders refused the connection.' },
        }),
        attempt(3, {
          startedAt: t - 14 * minute + 6_000,
          endedAt: t - 13 * minute,
          status: 503,
          reason: { code: 'unavailable', message: 'orders answered 503 Service Unavailable.' },
        }),
        attempt(4, {
          startedAt: t - 12 * minute,
          endedAt: t - 11 * minute - 20_000,
          openedAt: t - 12 * minute + 500,
          status: 200,
          events: 40,
          reason: { code: 'reset', message: 'The connection to orders was reset.' },
        }),
        attempt(5, {
          startedAt: t - 11 * minute - 400,
          openedAt: t - 11 * minute,
          status: 200,
          events: 6_240,
          lastEventIdSent: '88207',
        }),
      ],
      {
        ladder: [
          {
            transport: 'websocket',
            state: 'failed',
            reason: {
              code: 'not-a-websocket',
              message: 'orders answered 200 OK where 101 Switching Protocols was due.',
            },
            since: t - 12 * minute,
          },
          { transport: 'sse', state: 'carrying', reason: null, since: t - 11 * minute },
          { transport: 'polling', state: 'untried', reason: null, since: null },
        ],
      },
    ),
    source(
      'local-demo',
      'http://127.0.0.1:4870/events?channel=**',
      open('http://127.0.0.1:4870/events?channel=**', 72 * minute),
      [attempt(1, { startedAt: t - 72 * minute, openedAt: t - 72 * minute + 12, status: 200 })],
    ),
    source(
      'wikimedia',
      'https://stream.wikimedia.org/v2/stream/recentchange',
      { phase: 'connecting', transport: 'sse', attempt: 2, since: t - 900 },
      [
        attempt(1, {
          startedAt: t - 41 * minute,
          openedAt: t - 41 * minute + 350,
          endedAt: t - 2_000,
          status: 200,
          reason: { code: 'ended', message: 'wikimedia ended the stream.' },
        }),
        attempt(2, { startedAt: t - 900 }),
      ],
    ),
    source(
      'inventory',
      'https://inventory.example.com/changes',
      {
        phase: 'stopped',
        since: t - 3 * minute,
        needsCredentials: true,
        reason: {
          code: 'unauthorized',
          message: 'inventory refused the credentials (401 Unauthorized).',
          hint: 'Check the Authorization header of this source, then connect again.',
        },
      },
      [
        attempt(1, {
          startedAt: t - 3 * minute - 90,
          endedAt: t - 3 * minute,
          status: 401,
          reason: { code: 'unauthorized', message: 'inventory refused the credentials (401 Unauthorized).' },
        }),
      ],
    ),
    source(
      'arena',
      'https://arena.example.com/live',
      {
        phase: 'waiting',
        transport: 'sse',
        attempt: 3,
        since: t - 1_000,
        until: t + 7_000,
        delayMs: 8_000,
        reason: refused,
      },
      [
        attempt(1, { startedAt: t - 12_000, endedAt: t - 11_900, reason: refused }),
        attempt(2, { startedAt: t - 6_000, endedAt: t - 5_900, reason: refused }),
      ],
      { lastEventId: '', lastByteAt: null, lastCommentAt: null, lastEventAt: null, usualIntervalMs: null },
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
  return NOTES.map(([level, priority, title, body, channel], i) => ({
    seq: 9_000 - i,
    sourceId: 'notify',
    channel,
    receivedAt: now() - i * 41_000,
    level,
    priority,
    title,
    body,
    read: i % 3 !== 0,
  }));
}
