import { performance } from 'node:perf_hooks';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { Negotiated } from '@shared/connection';
import { ConnectionError } from '../connection-error';
import type { HeaderField } from '../credentials/credential';
import { createLine } from '../line/create-line';
import type { Line } from '../line/line';
import { tlsProblem } from '../line/tls-problem';
import { connectionError } from '../reasons';
import { sendRequest } from './http-request';
import { wholeBody, type BodyListener } from './polling-body';
import { fieldOf, shownUrl, visibleHeaders, type Headers } from './polling-masking';
import { becomesGet, isRedirect, MAX_REDIRECTS, redirectTarget } from './redirect';
import { requestHeaders } from './request-headers';
import type { TransportRequest } from './transport';

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
  /** Whether a redirect led to another origin. */
  readonly elsewhere: string | null;
  /** Whole and decoded; none but of a 200 is read. */
  readonly body: Uint8Array;
}

export interface PollListener extends BodyListener {
  /** The head of the last answer of a poll. */
  head(status: number): void;
}

interface Head {
  readonly statusCode: number;
  readonly headers: Headers;
  readonly body: Readable;
  close(): void;
}

let straightLine: Line | null = null;

/**
 * One poll: a request, its redirects, and the whole answer, at most 16 MiB of it. Headers, cookies, credentials, body
 * and client certificate stay with the origin of the source. A 401 to a credential that renews itself is answered once
 * with a new one.
 * @param again the connection may be one that was kept since an earlier poll: when it proves to be closed, the request is
 * sent once more (RFC 9110 §9.2.2)
 * @throws ConnectionError `timeout`, `incomplete`, `too-large`, `slow-body`, and all that keeps a request from an answer
 */
export async function poll(
  request: TransportRequest,
  question: PollQuestion,
  listener: PollListener,
  {
    timeoutMs,
    again,
    signal,
  }: { readonly timeoutMs: number; readonly again: boolean; readonly signal: AbortSignal },
): Promise<PollAnswer> {
  const { sourceName: name } = request;
  const deadline = new AbortController();
  const onAbort = (): void => deadline.abort(signal.reason);
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  const seconds = timeoutMs / 1_000;
  let timer = setTimeout(() => {
    deadline.abort(
      new ConnectionError('timeout', `${name} sent no answer to a poll within ${seconds} s.`, {
        remedy: 'retry',
        hint: 'A server that holds requests for longer wants a longer timeout.',
      }),
    );
  }, timeoutMs);
  let current = question.url;
  let head: Head | null = null;
  try {
    const startedAt = performance.now();
    const { answer, url, elsewhere } = await ask(request, question, again, deadline.signal, (at) => {
      current = at;
    });
    head = answer;
    const openedAfterMs = Math.round(performance.now() - startedAt);
    clearTimeout(timer);
    timer = setTimeout(() => {
      deadline.abort(
        new ConnectionError('slow-body', `${name} did not finish its answer within ${seconds} s.`, {
          remedy: 'retry',
          hint: 'It sends too slowly, or without end; an endless answer may be a stream for another transport.',
        }),
      );
    }, timeoutMs);
    const { statusCode, headers } = answer;
    listener.head(statusCode);
    const header = (field: string): string | null => fieldOf(headers, field);
    const body =
      statusCode === 200
        ? await wholeBody(name, answer.body, header('content-encoding'), listener, deadline.signal)
        : (await answer.close(), new Uint8Array());
    const via = {
      status: statusCode,
      headers: visibleHeaders(headers),
      protocol: 'HTTP/1.1',
      url: shownUrl(url, request),
      openedAfterMs,
    };
    return { status: statusCode, header, via, elsewhere, body };
  } catch (error) {
    head?.close();
    if (signal.aborted) throw signal.reason;
    if (deadline.signal.aborted) throw deadline.signal.reason;
    throw askingError(name, current, error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

async function ask(
  request: TransportRequest,
  question: PollQuestion,
  again: boolean,
  signal: AbortSignal,
  onUrl: (url: URL) => void,
): Promise<{ answer: Head; url: URL; elsewhere: string | null }> {
  const { sourceName: name, credentials = [] } = request;
  const line = request.line ?? (straightLine ??= createLine());
  const { origin } = question.url;
  let { url } = question;
  let method = (request.method ?? 'GET').toUpperCase();
  let hasBody = request.body !== undefined && method !== 'GET' && method !== 'HEAD';
  // Once elsewhere, nothing of the person is sent again, even if that place leads back: it chose the path.
  let trusted = true;
  let renewed = false;
  let mayRepeat = again && method === 'GET';
  const visited = new Set<string>();
  for (let hop = 0; ;) {
    trusted &&= url.origin === origin;
    hasBody &&= trusted;
    onUrl(url);
    const proofs = trusted ? await Promise.all(credentials.map((one) => one.headersFor(url))) : [];
    signal.throwIfAborted();
    const headers = pollHeaders(request, question, trusted, hasBody, proofs.flat());
    const how = { method, headers, body: hasBody ? request.body!.text : null, signal };
    let answer: Head;
    try {
      answer = trusted
        ? await sendKept(line.dispatcher, url, how)
        : await sendRequest(line, url, { ...how, trusted });
    } catch (error) {
      const { code } = error as { code?: unknown };
      if (!mayRepeat || signal.aborted || (code !== 'UND_ERR_SOCKET' && code !== 'ECONNRESET')) throw error;
      mayRepeat = false;
      continue;
    }
    const { statusCode } = answer;
    const cookies = answer.headers['set-cookie'];
    if (trusted && cookies !== undefined) {
      for (const credential of credentials) credential.received?.(url, [cookies].flat());
    }
    if (isRedirect(statusCode)) {
      answer.close();
      const next = redirectTarget(name, url, fieldOf(answer.headers, 'location'), statusCode);
      visited.add(url.href);
      if (hop >= MAX_REDIRECTS || visited.has(next.href)) {
        const how = hop >= MAX_REDIRECTS ? `more than ${MAX_REDIRECTS} times` : 'in a circle';
        throw new ConnectionError('redirect-loop', `${name} redirects ${how}.`, {
          remedy: 'stop',
          hint: `The last hop was ${shownUrl(next, request)}.`,
        });
      }
      if (becomesGet(statusCode, method)) {
        method = 'GET';
        hasBody = false;
      }
      url = next;
      hop++;
      continue;
    }
    if (statusCode === 401 && trusted && !renewed) {
      credentials.forEach((credential, i) => credential.refused(proofs[i]));
      if (credentials.some(({ renews }) => renews)) {
        renewed = true;
        answer.close();
        continue;
      }
    }
    return { answer, url, elsewhere: trusted ? null : url.host };
  }
}

/** Over a connection that is kept for the next poll. */
async function sendKept(
  dispatcher: Dispatcher,
  url: URL,
  how: {
    readonly method: string;
    readonly headers: readonly HeaderField[];
    readonly body: string | null;
    readonly signal: AbortSignal;
  },
): Promise<Head> {
  const answer = await dispatcher.request({
    origin: url.origin,
    path: url.pathname + url.search,
    method: how.method as 'GET',
    headers: how.headers.flat(),
    body: how.body,
    signal: how.signal,
    // A long poll is silent for as long as the poll's own timeout allows.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  answer.body.on('error', () => undefined); // reported where it is read
  return {
    statusCode: answer.statusCode,
    headers: answer.headers,
    body: answer.body,
    // Reads what little there is, so that the connection can be used again.
    close: () => void answer.body.dump({ limit: 16_384 }).catch(() => undefined),
  };
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

function askingError(name: string, url: URL, error: unknown): ConnectionError {
  const tls = tlsProblem(name, error);
  if (tls) return tls;
  if ((error as { code?: unknown } | null)?.code === 'UND_ERR_SOCKET') {
    return new ConnectionError('reset', `${name} closed the connection without an answer.`, {
      remedy: 'retry',
      hint:
        url.protocol === 'https:'
          ? 'It may want a client certificate, or something on the way dropped it.'
          : 'It may speak TLS (https) or no HTTP on this port.',
      cause: error,
    });
  }
  return connectionError(name, url.hostname.replace(/^\[|\]$/gu, ''), error);
}
