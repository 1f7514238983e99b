import { performance } from 'node:perf_hooks';
import type { Negotiated } from '@shared/connection';
import { ConnectionError } from '../connection-error';
import type { HeaderField } from '../credentials/credential';
import { connectionError } from '../reasons';
import { fieldOf, negotiated } from './answer-facts';
import { errorCode, follow, type Hop } from './follow';
import { sendRequest, type HttpAnswer } from './http-request';
import { wholeBody, type BodyListener } from './polling-body';
import type { PollingConnection } from './polling-connection';
import { requestHeaders } from './request-headers';
import type { TransportRequest } from './transport';

/** What a request on a kept connection fails with when the other end has closed it meanwhile. */
const GONE = new Set(['UND_ERR_SOCKET', 'UND_ERR_CLOSED', 'ECONNRESET', 'EPIPE']);

/** What one poll asks. */
export interface PollQuestion {
  readonly url: URL;
  /** Conditions, for the origin of the source only. */
  readonly conditions: readonly HeaderField[];
}

export interface PollAnswer {
  readonly status: number;
  header(name: string): string | null;
  readonly via: Negotiated;
  /** The host of another origin that a redirect led to; null for none. */
  readonly elsewhere: string | null;
  /** Whole and decoded; none but of a 200 is read. */
  readonly body: Uint8Array;
}

export interface PollListener extends BodyListener {
  /** The head of the last answer of a poll. */
  head(status: number): void;
}

/**
 * One poll: a request, its redirects as in `follow`, and the whole answer, at most 16 MiB of it.
 * @param kept carries what goes to the origin of the source. When it proves to have been closed since an earlier poll,
 * the request is sent once more (RFC 9110 §9.2.2), unless it could do harm twice
 * @throws ConnectionError `timeout`, `incomplete`, `too-large`, `slow-body`, and all that keeps a request from an answer
 */
export async function poll(
  request: TransportRequest,
  question: PollQuestion,
  listener: PollListener,
  kept: PollingConnection,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<PollAnswer> {
  const { sourceName: name } = request;
  const deadline = new AbortController();
  const onAbort = (): void => deadline.abort(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  const limit = `${timeoutMs / 1_000} s`;
  let timer = setTimeout(() => {
    deadline.abort(
      new ConnectionError('timeout', `${name} sent no answer to a poll within ${limit}.`, {
        remedy: 'retry',
        hint: 'A server that holds requests for longer wants a longer timeout.',
      }),
    );
  }, timeoutMs);
  let answer: HttpAnswer | null = null;
  let url = question.url;
  try {
    const startedAt = performance.now();
    const followed = await follow(
      request,
      url,
      (hop) => send(request, question, hop, kept, deadline.signal),
      deadline.signal,
    );
    ({ answer } = followed);
    ({ url } = followed.hop);
    const openedAfterMs = Math.round(performance.now() - startedAt);
    clearTimeout(timer);
    timer = setTimeout(() => {
      deadline.abort(
        new ConnectionError('slow-body', `${name} did not finish its answer within ${limit}.`, {
          remedy: 'retry',
          hint: 'It sends too slowly, or without end; an endless answer may be a stream for another transport.',
        }),
      );
    }, timeoutMs);
    const { statusCode: status, headers, connection } = answer;
    listener.head(status);
    const header = (field: string): string | null => fieldOf(headers, field);
    let body: Uint8Array = new Uint8Array();
    if (status === 200)
      body = await wholeBody(name, answer.body, header('content-encoding'), listener, deadline.signal);
    else answer.close();
    return {
      status,
      header,
      via: negotiated(request, { url, status, headers, connection, openedAfterMs }),
      elsewhere: followed.hop.trusted ? null : url.host,
      body,
    };
  } catch (error) {
    answer?.close();
    if (signal.aborted) throw signal.reason;
    if (deadline.signal.aborted) throw deadline.signal.reason;
    throw connectionError(name, url.hostname, error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

async function send(
  request: TransportRequest,
  question: PollQuestion,
  { url, method, body, trusted, proofs }: Hop,
  kept: PollingConnection,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const headers = pollHeaders(request, question, trusted, body !== null, proofs);
  const how = { method, headers, body, signal, watch: request.watch };
  if (!trusted) return sendRequest(kept.line, url, { ...how, trusted });
  const { stands } = kept;
  try {
    return await kept.send(url, how);
  } catch (error) {
    const code = errorCode(error);
    if (!stands || method !== 'GET' || signal.aborted) throw error;
    if (!GONE.has(code)) throw error;
    return kept.send(url, how);
  }
}

function pollHeaders(
  request: TransportRequest,
  { conditions }: PollQuestion,
  trusted: boolean,
  hasBody: boolean,
  proofs: readonly HeaderField[],
): HeaderField[] {
  const own = trusted ? new Set(request.headers.map(([name]) => name.toLowerCase())) : new Set<string>();
  // The place is told by cursor or condition.
  const headers = requestHeaders({ ...request, lastEventId: '' }, trusted, hasBody, proofs).map(
    ([name, value]): HeaderField =>
      name === 'Accept' && !own.has('accept') ? [name, 'application/json'] : [name, value],
  );
  if (trusted) headers.push(...conditions.filter(([name]) => !own.has(name.toLowerCase())));
  return headers;
}
