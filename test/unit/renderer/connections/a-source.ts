import type { Attempt, ConnectionState } from '@shared/connection';
import type { SourceSnapshot } from '@shared/source';

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
      transports: ['sse'],
      startFromId: '',
      local: false,
    },
    state,
    ladder: [{ transport: 'sse', state: 'carrying', reason: null, since: null }],
    attempts: [],
    counters: {
      events: 0,
      comments: 0,
      bytes: 0,
      reconnects: 0,
      duplicates: 0,
      invalidUtf8: 0,
      incomplete: 0,
    },
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

export function openState(since: number): ConnectionState {
  return {
    phase: 'open',
    transport: 'sse',
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
    events: 0,
    ...part,
  };
}
