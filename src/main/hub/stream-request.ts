import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { StreamgaugeError } from '@shared/errors';
import { agentName } from './agent-name';
import { AccessError } from './auth/access-error';
import { assertMay, narrow } from './auth/permission';
import type { Principal } from './auth/principal';
import type { Arrival } from './connection';
import type { EventLog } from './log';
import { parseSubscription, type Subscription } from './subscription';
import type { StreamRegistry } from './streams/stream-registry';
import type { StreamRequest } from './transports/context';
import type { PollRequest } from './transports/polling';

/** Longest that a poll waits, and how long when it does not say, s. */
const MAX_WAIT_SECONDS = 60;
const DEFAULT_WAIT_SECONDS = 25;
/** Most events in one answer to a poll, and how many when it does not say. */
const MAX_LIMIT = 1_000;
const DEFAULT_LIMIT = 500;

/** A request for events as it comes in. */
export interface AskedStream {
  readonly req: IncomingMessage;
  readonly query: URLSearchParams;
  /** The channel that the path names; null when the query does. */
  readonly pathChannel: string | null;
  readonly principal: Principal;
  readonly remoteAddress: string;
  readonly tooFastSeconds: number;
}

/**
 * Reads what a request for events asks for, and checks that it may have it.
 * @throws StreamgaugeError `bad-channel`, `too-many-channels`, `bad-heartbeat`; AccessError
 */
export function readStreamRequest(asked: AskedStream, log: EventLog, streams: StreamRegistry): StreamRequest {
  const { req, query, pathChannel, principal, remoteAddress, tooFastSeconds } = asked;
  const subscription = subscriptionOf(asked);
  assertMay(principal, 'subscribe', subscription.patterns);
  assertStreams(principal, subscription, streams);
  return {
    visitor: {
      id: randomUUID(),
      principal,
      remoteAddress,
      agent: agentName(req.headers['user-agent']),
      subscription,
      arrival: arrivalOf(lastEventIdOf(req, query), log),
    },
    heartbeat: heartbeatOf(query.get('heartbeat')),
    tooFastSeconds,
  };

  function subscriptionOf(request: AskedStream): Subscription {
    const values = pathChannel === null ? request.query.getAll('channel') : [pathChannel];
    const given = values.flatMap((value) => value.split(',')).filter((value) => value !== '');
    return parseSubscription(narrow(principal, given), []);
  }
}

/**
 * Reads what a poll asks for besides.
 * @throws StreamgaugeError `bad-wait`, `bad-limit`
 */
export function readPollRequest(request: StreamRequest, path: string, query: URLSearchParams): PollRequest {
  const again = new URLSearchParams(query);
  for (const name of ['lastEventId', 'last_event_id', 'access_token', 'ticket']) again.delete(name);
  return {
    ...request,
    client: query.get('client'),
    waitMs: numberOf(query, 'wait', 0, MAX_WAIT_SECONDS, DEFAULT_WAIT_SECONDS) * 1_000,
    limit: numberOf(query, 'limit', 1, MAX_LIMIT, DEFAULT_LIMIT),
    next: (cursor, client) => {
      again.set('cursor', cursor);
      again.set('client', client);
      return `${path}?${again.toString()}`;
    },
  };
}

/** Streams with their own idea of who may listen. */
function assertStreams(principal: Principal, { patterns }: Subscription, streams: StreamRegistry): void {
  for (const pattern of patterns) {
    const refusing = streams.refusing(principal, pattern);
    if (!refusing) continue;
    if (principal.via !== 'nothing') {
      throw new AccessError(
        'not-allowed',
        `The stream ${refusing.name} does not let you listen to ${pattern}.`,
      );
    }
    throw new AccessError('no-credentials', `The stream ${refusing.name} wants to know who you are.`, {
      hint: 'Send a token as Authorization: Bearer …',
    });
  }
}

/** `cursor` and the header win over the other names, which are for clients that cannot send headers. */
function lastEventIdOf(req: IncomingMessage, query: URLSearchParams): string {
  const cursor = query.get('cursor');
  if (cursor !== null) return cursor;
  const header = req.headers['last-event-id'];
  if (typeof header === 'string' && header !== '') return decodeHeader(header);
  return query.get('lastEventId') ?? query.get('last_event_id') ?? '';
}

function arrivalOf(lastEventId: string, log: EventLog): Arrival {
  return lastEventId === '' ? { lastEventId: null } : { lastEventId, position: log.locate(lastEventId) };
}

/** WHATWG HTML §9.2.3 has the id sent as UTF-8 bytes; Node hands every byte over as one character. */
function decodeHeader(header: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'));
  } catch {
    // Some clients send characters up to U+00FF as single bytes.
    return header;
  }
}

function heartbeatOf(value: string | null): 'comment' | 'event' {
  if (value === null || value === '' || value === 'comment') return 'comment';
  if (value === 'event') return 'event';
  throw new StreamgaugeError('bad-heartbeat', 'There is no such kind of heartbeat.', {
    hint: 'Use heartbeat=event for events, heartbeat=comment or nothing for comments.',
  });
}

function numberOf(query: URLSearchParams, name: string, min: number, max: number, otherwise: number): number {
  const text = query.get(name);
  if (text === null || text === '') return otherwise;
  const value = Number(text);
  if (/^\d{1,6}(?:\.\d{1,3})?$/u.test(text) && value >= min && value <= max) return value;
  throw new StreamgaugeError(`bad-${name}`, `${name} is not a number from ${min} to ${max}.`, {
    hint: name === 'wait' ? 'It is in seconds.' : 'It is the most events in one answer.',
  });
}
