import { STATUS_CODES } from 'node:http';
import { ConnectionError } from '../connection-error';
import { tlsProblem } from '../line/tls-problem';
import { connectionError, statusError } from '../reasons';
import { isRedirect } from './redirect';

/**
 * Words an HTTP answer that came instead of the 101.
 * @param target where a redirect leads, fit to be shown
 */
export function upgradeRefusal(
  source: string,
  status: number,
  target: string | null,
  retryAfter: number | null,
): ConnectionError {
  const name = `${status}${STATUS_CODES[status] ? ` ${STATUS_CODES[status]}` : ''}`;
  if (isRedirect(status)) {
    return new ConnectionError(
      'redirect',
      `${source} redirects (${status}), which is not followed for a WebSocket.`,
      {
        remedy: 'stop',
        hint:
          target === null
            ? 'Enter the address it leads to, if you trust it with the headers of this source.'
            : `Enter the address it leads to, ${target}, if you trust it with the headers of this source.`,
      },
    );
  }
  if (status === 426) {
    return new ConnectionError('bad-status', `${source} wants another version of the protocol (${name}).`, {
      remedy: 'stop',
      hint: 'This client speaks version 13, the only one in use. A proxy may strip the Upgrade header.',
    });
  }
  const usual = statusError(source, status, retryAfter);
  if (usual.code !== 'bad-status') return usual;
  return new ConnectionError(
    'bad-status',
    `${source} answered ${name} instead of switching to WebSocket (101).`,
    {
      remedy: usual.remedy,
      hint: 'The address may not be a WebSocket, or a proxy in front of it strips the Upgrade header.',
    },
  );
}

/** Where a redirect leads; null for no place, or one that is neither http nor a WebSocket. */
export function redirectPlace(from: URL, location: string | undefined): URL | null {
  if (!location) return null;
  try {
    const target = new URL(location, from);
    return /^(?:https?|wss?):$/u.test(target.protocol) ? target : null;
  } catch {
    return null;
  }
}

/** What `ws` says of a handshake, by the start of its message. */
const HANDSHAKE: readonly (readonly [start: string, sentence: (source: string) => string])[] = [
  ['Invalid Upgrade header', (s) => `${s} switched to something that is not WebSocket.`],
  ['Invalid Sec-WebSocket-Accept', (s) => `${s} answered the handshake with a wrong Sec-WebSocket-Accept.`],
  ['Server sent a subprotocol but none', (s) => `${s} chose a subprotocol although none was offered.`],
  ['Server sent an invalid subprotocol', (s) => `${s} chose a subprotocol that was not offered.`],
  ['Server sent no subprotocol', (s) => `${s} takes none of the subprotocols of this source.`],
  ['Server sent a Sec-WebSocket-Extensions', (s) => `${s} switched on an extension that was not offered.`],
  ['Invalid Sec-WebSocket-Extensions', (s) => `${s} answered with extension parameters that make no sense.`],
  ['Server indicated an extension', (s) => `${s} switched on an extension that was not offered.`],
];

/** Words anything that kept a WebSocket from opening. */
export function openingError(source: string, url: URL, error: unknown): ConnectionError {
  const tls = tlsProblem(source, error, url.hostname);
  if (tls) return tls;
  if (error instanceof Error) {
    const handshake = HANDSHAKE.find(([start]) => error.message.startsWith(start));
    if (handshake) {
      return new ConnectionError('bad-handshake', handshake[1](source), {
        remedy: 'retry',
        hint: 'Check that the address is the one of the WebSocket, and its subprotocols.',
        cause: error,
      });
    }
    if (codeOf(error) === 'HPE_HEADER_OVERFLOW') {
      return new ConnectionError('protocol', `${source} sent more than 32 KiB of headers.`, {
        remedy: 'stop',
        hint: 'Check what answers at this address.',
        cause: error,
      });
    }
    if (error.message === 'socket hang up') {
      return new ConnectionError('reset', `${source} closed the connection without an answer.`, {
        remedy: 'retry',
        hint:
          url.protocol === 'wss:'
            ? 'It may want a client certificate, or something on the way dropped it.'
            : 'It may speak TLS (wss) or no HTTP on this port.',
        cause: error,
      });
    }
  }
  return connectionError(source, url.hostname.replace(/^\[|\]$/gu, ''), error);
}

/** Words what broke an open WebSocket. */
export function breakingError(
  source: string,
  url: URL,
  error: unknown,
  maxMessageBytes: number,
): ConnectionError {
  const code = codeOf(error);
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') {
    const limit = `${Math.floor(maxMessageBytes / 1024 / 1024)} MiB`;
    return new ConnectionError('message-too-large', `${source} sent a message of more than ${limit}.`, {
      remedy: 'retry',
      hint: 'Nothing of it was kept, and the connection was closed.',
      cause: error,
    });
  }
  if (code === 'WS_ERR_TOO_MANY_BUFFERED_PARTS') {
    return new ConnectionError(
      'too-many-fragments',
      `${source} sent a message in more than 16,384 fragments.`,
      {
        remedy: 'retry',
        hint: 'Nothing of it was kept, and the connection was closed.',
        cause: error,
      },
    );
  }
  if (code === 'WS_ERR_INVALID_UTF8') {
    return new ConnectionError('invalid-utf8', `${source} sent text that is not valid UTF-8.`, {
      remedy: 'retry',
      hint: 'A WebSocket must be closed then (RFC 6455 §8.1). The server may mean a binary message.',
      cause: error,
    });
  }
  if (code.startsWith('WS_ERR_')) {
    return new ConnectionError('protocol', `${source} does not speak WebSocket correctly (${code}).`, {
      remedy: 'retry',
      hint: 'The connection was closed, as RFC 6455 asks.',
      cause: error,
    });
  }
  return connectionError(source, url.hostname.replace(/^\[|\]$/gu, ''), error);
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
