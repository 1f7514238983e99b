import { ConnectionError } from '../connection-error';
import type { Credential, HeaderField } from '../credentials/credential';
import { tlsProblem } from '../line/tls-problem';
import { connectionError } from '../reasons';
import { fieldOf, shownUrl } from './answer-facts';
import type { HttpAnswer } from './http-request';
import { becomesGet, isRedirect, MAX_REDIRECTS, redirectTarget } from './redirect';
import type { TransportRequest } from './transport';

/** One request of a chain. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  /** `null` for none. */
  readonly body: string | null;
  /** Whether this is still the place that the person named: only then anything of the person may be sent. */
  readonly trusted: boolean;
  /** What the credentials say for this request; empty when it is not trusted. */
  readonly proofs: readonly HeaderField[];
}

/** The answer at the end of a chain, and the hop that brought it. */
export interface Followed {
  readonly answer: HttpAnswer;
  readonly hop: Hop;
}

/**
 * Sends a request and follows redirects, at most five. Every header of the person, every cookie and credential, the body
 * and the client certificate stay behind when a redirect changes scheme, host or port. A 401 to a credential that renews
 * itself is answered once with a new one.
 * @param send makes one request; its plain errors are put into words here
 * @throws ConnectionError for whatever keeps the request from an answer; the signal's reason when it is aborted
 */
export async function follow(
  request: TransportRequest,
  start: URL,
  send: (hop: Hop) => Promise<HttpAnswer>,
  signal: AbortSignal,
): Promise<Followed> {
  const { sourceName: name, credentials = [] } = request;
  let url = start;
  let method = (request.method ?? 'GET').toUpperCase();
  let body = method === 'GET' || method === 'HEAD' ? null : (request.body?.text ?? null);
  // Once elsewhere, nothing of the person is sent again, even if that place leads back: it chose the path.
  let trusted = true;
  let renewed = false;
  const seen = new Set<string>();
  for (let hops = 0; ;) {
    let answer: HttpAnswer | null = null;
    try {
      trusted &&= url.origin === start.origin;
      if (!trusted) body = null;
      const proofs = trusted ? await Promise.all(credentials.map((one) => one.headersFor(url))) : [];
      if (signal.aborted) throw signal.reason;
      const hop: Hop = { url, method, body, trusted, proofs: proofs.flat() };
      answer = await send(hop);
      const { statusCode, headers, connection } = answer;
      const refusal = connection.forwarded?.refusal(url, statusCode, headers);
      if (refusal) throw refusal;
      if (trusted) receiveCookies(credentials, url, answer);
      if (isRedirect(statusCode)) {
        const next = redirectTarget(name, url, fieldOf(headers, 'location'), statusCode);
        answer.close();
        if (hops >= MAX_REDIRECTS || seen.has(next.href)) {
          throw new ConnectionError(
            'redirect-loop',
            hops >= MAX_REDIRECTS
              ? `${name} redirects more than ${MAX_REDIRECTS} times.`
              : `${name} redirects in a circle.`,
            { remedy: 'stop', hint: `The last hop was ${shownUrl(next, request)}.` },
          );
        }
        // Only now: some servers set a cookie and send the client to the same place once more.
        seen.add(url.href);
        if (becomesGet(statusCode, method)) {
          method = 'GET';
          body = null;
        }
        url = next;
        hops++;
        continue;
      }
      if (statusCode === 401 && trusted && !renewed && renew(credentials, proofs)) {
        renewed = true;
        answer.close();
        continue;
      }
      return { answer, hop };
    } catch (error) {
      answer?.close();
      if (signal.aborted) throw signal.reason;
      throw openingError(name, url, error);
    }
  }
}

function receiveCookies(credentials: readonly Credential[], url: URL, { headers }: HttpAnswer): void {
  const fields = headers['set-cookie'];
  if (fields === undefined) return;
  for (const credential of credentials) credential.received?.(url, [fields].flat());
}

/** Tells the credentials that they were refused; whether trying again makes sense. */
function renew(credentials: readonly Credential[], proofs: readonly (readonly HeaderField[])[]): boolean {
  credentials.forEach((credential, i) => credential.refused(proofs[i]));
  return credentials.some((credential) => credential.renews);
}

function openingError(name: string, url: URL, error: unknown): ConnectionError {
  const host = url.hostname.replace(/^\[|\]$/gu, '');
  const code = errorCode(error);
  const tls = tlsProblem(name, error, host);
  if (tls) return tls;
  // The same errors in the middle of a stream mean something else.
  if (code === 'UND_ERR_SOCKET' || code === 'UND_ERR_CLOSED' || code.startsWith('ERR_HTTP2_')) {
    return new ConnectionError('reset', `${name} closed the connection without an answer.`, {
      remedy: 'retry',
      hint:
        url.protocol === 'https:'
          ? 'It may want a client certificate, or something on the way dropped it.'
          : 'It may speak TLS (https) or no HTTP on this port.',
      cause: error,
    });
  }
  if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTSOCK') {
    return new ConnectionError('socket', SOCKET_TROUBLE[code](name), {
      remedy: 'retry',
      hint: 'Check its path, and that the server runs.',
      cause: error,
    });
  }
  return connectionError(name, host, error);
}

const SOCKET_TROUBLE = {
  ENOENT: (source: string) => `The Unix socket of ${source} is not there.`,
  EACCES: (source: string) => `The Unix socket of ${source} may not be opened by this user.`,
  ENOTSOCK: (source: string) => `The Unix socket of ${source} is a file of another kind.`,
} as const;

/** The code of an error of Node or undici; empty for none. */
export function errorCode(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
