import { STATUS_CODES } from 'node:http';
import { StreamgaugeError } from '@shared/errors';
import { ConnectionError, type Remedy } from './connection-error';

/** HTTP statuses that heal with time. */
const TRANSIENT = new Set([
  408, 409, 421, 423, 425, 429, 500, 502, 503, 504, 507, 509, 520, 521, 522, 523, 524,
]);

/** Words an answer that is not an event stream: why, and whether trying again can help. */
export function statusError(source: string, status: number, retryAfter: number | null): ConnectionError {
  const name = `${status}${STATUS_CODES[status] ? ` ${STATUS_CODES[status]}` : ''}`;
  if (status === 204 || status === 205) {
    return new ConnectionError('no-content', `${source} ended the stream for good (${name}).`, {
      remedy: 'stop',
      hint: 'That is how a server says: do not reconnect. Connect again by hand when there is more.',
    });
  }
  if (status === 401 || status === 403) {
    return new ConnectionError(
      status === 401 ? 'unauthorized' : 'forbidden',
      status === 401
        ? `${source} refused the credentials (${name}).`
        : `${source} does not allow this (${name}).`,
      {
        remedy: 'credentials',
        hint: 'Check the sign-in, the headers and the query token of this source, then connect again.',
      },
    );
  }
  if (status === 407) {
    return new ConnectionError(
      'proxy-credentials',
      `A proxy in front of ${source} wants credentials (${name}).`,
      {
        remedy: 'credentials',
        hint: 'Give the proxy its credentials, then connect again.',
      },
    );
  }
  if (status === 404 || status === 410) {
    return new ConnectionError('not-found', `${source} has nothing at this address (${name}).`, {
      remedy: 'stop',
      hint: 'Check the path of the address.',
    });
  }
  if (TRANSIENT.has(status) || status >= 500) {
    return new ConnectionError('unavailable', `${source} answered ${name}.`, {
      remedy: 'retry',
      hint:
        status === 429
          ? 'The server asks for fewer connections.'
          : 'The server or a proxy in front of it has trouble.',
      retryAfterMs: retryAfter,
    });
  }
  if (status === 304) {
    return new ConnectionError('bad-status', `${source} answered ${name} instead of a stream.`, {
      remedy: 'stop',
      hint: 'A cache may be in the way.',
    });
  }
  return new ConnectionError('bad-status', `${source} answered ${name} instead of 200 OK.`, {
    remedy: 'stop',
    hint:
      status >= 400 && status < 500
        ? 'The server does not accept this request; check address and headers.'
        : 'The address may not be an event stream.',
  });
}

/** Words a 200 that is something else. */
export function contentTypeError(source: string, contentType: string | null): ConnectionError {
  const type = (contentType ?? '').split(';')[0]!.trim().toLowerCase().slice(0, 80);
  return new ConnectionError(
    'not-an-event-stream',
    type === ''
      ? `${source} answered without a Content-Type; an event stream says text/event-stream.`
      : `${source} answered ${type} instead of text/event-stream.`,
    {
      remedy: 'stop',
      hint:
        type === 'text/html'
          ? 'A login page or a proxy may be in the way. Open the address in a browser to see it.'
          : 'Check that the address is the one of the stream itself.',
    },
  );
}

type Words = readonly [
  code: string,
  remedy: Remedy,
  sentence: (source: string, host: string) => string,
  hint: string,
];

const tls = (sentence: (source: string, host: string) => string, hint: string): Words => [
  'tls',
  'retry',
  sentence,
  hint,
];

const BY_CODE: Readonly<Record<string, Words>> = {
  ECONNREFUSED: [
    'refused',
    'retry',
    (s) => `${s} refused the connection.`,
    'Is the server up, and on this port?',
  ],
  ECONNRESET: [
    'reset',
    'retry',
    (s) => `The connection to ${s} was reset.`,
    'The server or something on the way dropped it.',
  ],
  EPIPE: [
    'reset',
    'retry',
    (s) => `The connection to ${s} was reset.`,
    'The server or something on the way dropped it.',
  ],
  UND_ERR_SOCKET: [
    'reset',
    'retry',
    (s) => `${s} closed the connection in the middle of the stream.`,
    'The server or something on the way dropped it.',
  ],
  ENOTFOUND: [
    'dns',
    'retry',
    (s, h) => `The name ${h} of ${s} cannot be found.`,
    'Check the spelling of the address and your network.',
  ],
  EAI_AGAIN: [
    'dns',
    'retry',
    (s, h) => `The name ${h} of ${s} could not be looked up.`,
    'Check your network; the name server did not answer.',
  ],
  EHOSTUNREACH: [
    'unreachable',
    'retry',
    (s, h) => `There is no route to ${h} of ${s}.`,
    'Check your network or VPN.',
  ],
  ENETUNREACH: [
    'unreachable',
    'retry',
    (s, h) => `There is no network on which to reach ${h} of ${s}.`,
    'Check your network or VPN.',
  ],
  ETIMEDOUT: [
    'timeout',
    'retry',
    (s) => `${s} did not answer in time.`,
    'A firewall may be dropping the connection.',
  ],
  UND_ERR_CONNECT_TIMEOUT: [
    'timeout',
    'retry',
    (s) => `${s} could not be reached within 15 s.`,
    'A firewall may be dropping the connection.',
  ],
  UND_ERR_HEADERS_TIMEOUT: [
    'timeout',
    'retry',
    (s) => `${s} accepted the connection but sent no answer within 30 s.`,
    'The server may wait for something, or a proxy holds the answer back.',
  ],
  UND_ERR_BODY_TIMEOUT: [
    'silent',
    'retry',
    (s) => `${s} was silent for too long.`,
    'The connection may have been dropped without notice.',
  ],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: [
    'protocol',
    'retry',
    (s) => `${s} sent another number of bytes than its Content-Length says.`,
    'An event stream has no Content-Length; a proxy may have added it.',
  ],
  UND_ERR_HEADERS_OVERFLOW: [
    'protocol',
    'stop',
    (s) => `${s} sent more than 32 KiB of headers.`,
    'Check what answers at this address.',
  ],
  CERT_HAS_EXPIRED: tls(
    (s) => `The certificate of ${s} has expired.`,
    'The server needs a new certificate; check this machine’s clock too.',
  ),
  CERT_NOT_YET_VALID: tls((s) => `The certificate of ${s} is not valid yet.`, 'Check this machine’s clock.'),
  DEPTH_ZERO_SELF_SIGNED_CERT: tls(
    (s) => `The certificate of ${s} is signed by itself, so that nobody vouches for it.`,
    'Install its certificate authority on this machine.',
  ),
  SELF_SIGNED_CERT_IN_CHAIN: tls(
    (s) => `The certificate of ${s} comes from an authority this machine does not trust.`,
    'Install that certificate authority on this machine.',
  ),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: tls(
    (s) => `The certificate of ${s} comes from an authority this machine does not know.`,
    'The server may not send its whole chain.',
  ),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: tls(
    (s) => `The certificate of ${s} comes from an authority this machine does not know.`,
    'Install that certificate authority on this machine.',
  ),
  ERR_TLS_CERT_ALTNAME_INVALID: tls(
    (s, h) => `The certificate of ${s} is for another name than ${h}.`,
    'Check the address.',
  ),
  ERR_SSL_WRONG_VERSION_NUMBER: tls(
    (s) => `${s} does not speak TLS on this port.`,
    'Try http:// instead of https://, or another port.',
  ),
  EPROTO: tls(
    (s) => `The TLS handshake with ${s} failed.`,
    'Try http:// instead of https://, or another port.',
  ),
};

/** Words any error of a connection. Errors that are already worded pass through. */
export function connectionError(source: string, host: string, error: unknown): ConnectionError {
  if (error instanceof ConnectionError) return error;
  if (error instanceof StreamgaugeError) {
    return new ConnectionError(error.code, error.message, {
      remedy: 'retry',
      cause: error,
      ...(error.hint ? { hint: error.hint } : {}),
    });
  }
  for (
    let cause: unknown = error, depth = 0;
    cause instanceof Error && depth < 6;
    cause = cause.cause, depth++
  ) {
    if (cause instanceof ConnectionError) return cause;
    if (cause instanceof StreamgaugeError) return connectionError(source, host, cause);
    const code = (cause as NodeJS.ErrnoException).code ?? '';
    const inner =
      cause instanceof AggregateError
        ? (cause.errors[0] as NodeJS.ErrnoException | undefined)?.code
        : undefined;
    const words = BY_CODE[code] ?? (inner === undefined ? undefined : BY_CODE[inner]);
    if (words) {
      const [kind, remedy, sentence, hint] = words;
      return new ConnectionError(kind, sentence(source, host), { remedy, hint, cause: error });
    }
    if (code.startsWith('HPE_') || cause.name === 'HTTPParserError') {
      return new ConnectionError(
        'protocol',
        `${source} does not speak HTTP correctly (${code || cause.name}).`,
        { remedy: 'retry', hint: 'Another kind of server may be on this port.', cause: error },
      );
    }
    if (code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_')) {
      return new ConnectionError('tls', `The TLS handshake with ${source} failed (${code}).`, {
        remedy: 'retry',
        hint: 'Try http:// instead of https://, or another port.',
        cause: error,
      });
    }
    if (/^(?:Z_|ERR__ERROR_|ERR_BROTLI|ERR_PADDING)/u.test(code)) {
      return new ConnectionError('bad-encoding', `${source} sent compressed bytes that cannot be read.`, {
        remedy: 'retry',
        hint: 'A proxy may cut or re-compress the stream.',
        cause: error,
      });
    }
  }
  return new ConnectionError('broken', `The connection to ${source} broke.`, {
    remedy: 'retry',
    cause: error,
    hint: 'It will be tried again.',
  });
}
