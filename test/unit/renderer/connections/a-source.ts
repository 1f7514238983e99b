import type { Attempt, ConnectionState, Transport } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';
import { DEFAULT_SOURCE_OPTIONS } from '@shared/source-options';

export const REFUSED = {
  code: 'refused',
  message: 'arena refused the connection.',
  hint: 'Is the server up on port 443?',
};

/** A source snapshot with nothing remarkable about it but its state. */
export function aSource(state: ConnectionState, part: Partial<SourceSnapshot> = {}): SourceSnapshot {
  return {
    config: {
      id: 'arena',
      name: 'arena',
      url: 'https://arena.example.com/live',
      displayUrl: 'https://arena.example.com/live',
      enabled: true,
      headers: [],
      queryToken: null,
      resume: true,
      transports: part.ladder?.map(({ transport }) => transport) ?? ['sse'],
      startFromId: '',
      options: DEFAULT_SOURCE_OPTIONS,
      secrets: {},
      local: false,
    },
    state,
    ladder: [{ transport: 'sse', state: 'carrying', reason: null, since: null }],
    attempts: [],
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

export function openState(
  since: number,
  transport: Transport = 'sse',
): Extract<ConnectionState, { phase: 'open' }> {
  return {
    phase: 'open',
    transport,
    attempt: 1,
    since,
    via: {
      status: 200,
      headers: { 'content-type': 'text/event-stream' },
      protocol: 'HTTP/1.1',
      url: 'https://arena.example.com/live',
      openedAfterMs: 184,
    },
  };
}

export function anAttempt(part: Partial<Attempt>): Attempt {
  return {
    number: 1,
    transport: 'sse',
    startedAt: 0,
    openedAt: null,
    endedAt: null,
    status: null,
    reason: null,
    lastEventIdSent: null,
    audit: null,
    events: 0,
    times: null,
    ...part,
  };
}

/** Of a source that should come by WebSocket and comes by `current`. */
export function fallenLadder(current: Transport = 'sse'): SourceSnapshot['ladder'] {
  const reason = {
    code: 'bad-status',
    message: 'arena answered 200 OK instead of switching to WebSocket (101).',
  };
  return (['websocket', 'sse', 'polling'] as const).map((transport) => ({
    transport,
    state: transport === current ? 'carrying' : transport === 'websocket' ? 'failed' : 'untried',
    reason: transport === 'websocket' ? reason : null,
    since: null,
  }));
}
