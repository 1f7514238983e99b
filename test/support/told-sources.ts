/** Sources with a past, for what is told of them. */
import type { Attempt, ConnectionState, ResumeAudit, RungStatus, Transport } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';
import { DEFAULT_SOURCE_OPTIONS } from '@shared/source-options';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** 14:30:00 UTC. */
export const NOW = Date.UTC(2026, 10, 21, 14, 30);
/** A time of day in UTC. */
export const clock = (at: number): string => new Date(at).toISOString().slice(11, 19);

/** Open over a transport since then, epoch ms. */
export const open = (since: number, transport: Transport = 'sse'): ConnectionState => ({
  phase: 'open',
  transport,
  attempt: 1,
  since,
  via: { status: 200, headers: {}, protocol: 'HTTP/1.1', url: 'https://x.test/', openedAfterMs: 20 },
});
export const ENDED = { code: 'ended', message: 'orders ended the stream.' };
export const RESET = { code: 'reset', message: 'The connection to orders was reset.' };
export const REFUSED = { code: 'refused', message: 'orders refused the connection.' };
export const NO_UPGRADE = {
  code: 'bad-status',
  message: 'orders answered 200 OK instead of switching to WebSocket (101).',
};

/** What a reconnect found out, complete unless told otherwise. */
export function audit(at: number, part: Partial<ResumeAudit> = {}): ResumeAudit {
  return {
    at,
    downMs: 900,
    sentId: '812',
    verdict: 'complete',
    replayed: 0,
    duplicates: 0,
    missing: 0,
    sentence: 'sent Last-Event-ID 812: 0 replayed, 0 missing',
    ...part,
  };
}

/** Attempts from when they started, opened and ended, in ms before now; numbered as they come. */
export type Line = Partial<Attempt> & {
  readonly from: number;
  readonly opened?: number;
  readonly to?: number;
};
export function attempts(...lines: Line[]): Attempt[] {
  return lines.map(({ from, opened, to, ...part }, i) => ({
    number: i + 1,
    transport: 'sse',
    startedAt: NOW - from,
    openedAt: opened === undefined ? null : NOW - opened,
    endedAt: to === undefined ? null : NOW - to,
    status: opened === undefined ? null : 200,
    reason: null,
    lastEventIdSent: null,
    audit: null,
    events: 0,
    times: null,
    ...part,
  }));
}

/** Connections of one length, one after the other with a second in between, and one that lives. */
export function regular(lastedMs: number, n: number, part: Partial<Attempt>): Attempt[] {
  const lines: Line[] = [];
  const step = lastedMs + 1_000;
  for (let i = n; i > 0; i--) {
    const from = i * step;
    lines.push({ from, opened: from, to: from - lastedMs, reason: ENDED, ...part });
  }
  return attempts(...lines, { from: 900, opened: 900 });
}

/** A source in that state with those attempts, otherwise without anything special. */
export function source(
  state: ConnectionState,
  list: readonly Attempt[],
  part: Partial<SourceSnapshot> = {},
): SourceSnapshot {
  const ladder: readonly RungStatus[] = part.ladder ?? [
    { transport: 'sse', state: 'carrying', reason: null, since: null },
  ];
  return {
    config: {
      id: 'orders',
      name: 'orders',
      url: 'https://x.test/',
      displayUrl: 'https://x.test/',
      transports: ladder.map(({ transport }) => transport),
      enabled: true,
      headers: [],
      queryToken: null,
      resume: true,
      startFromId: '',
      options: DEFAULT_SOURCE_OPTIONS,
      secrets: {},
      local: false,
    },
    state,
    ladder,
    attempts: list,
    counters: {
      events: 0,
      comments: 0,
      bytes: 0,
      wireBytes: 0,
      reconnects: 0,
      duplicates: 0,
      invalidUtf8: 0,
      incomplete: 0,
      missing: 0,
    },
    numbers: {
      eventsPerSecond: 0,
      bytesPerSecond: 0,
      wireBytesPerSecond: 0,
      firstByteMs: null,
      arrivals: null,
      latency: null,
      clockSkewMs: null,
      roundTripMs: null,
    },
    climbAt: null,
    sharedWith: [],
    warning: null,
    canSend: false,
    lastEventId: '',
    resumeProblem: null,
    lastByteAt: null,
    lastCommentAt: null,
    lastEventAt: null,
    usualIntervalMs: null,
    serverRetryMs: null,
    ...part,
  };
}
