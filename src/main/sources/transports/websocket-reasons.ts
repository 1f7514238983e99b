import { STATUS_CODES } from 'node:http';
import { MASK } from '@shared/mask';
import { ConnectionError, type Remedy } from '../connection-error';
import { tlsProblem } from '../line/tls-problem';
import { connectionError, statusError } from '../reasons';
import { isRedirect } from './redirect';

const MAX_SAID = 200;

type CloseWords = readonly [remedy: Remedy, words: string, hint: string];

/** RFC 6455 §7.4.1 and the IANA registry of close codes. */
const CLOSE_CODES: Readonly<Record<number, CloseWords>> = {
  1000: ['retry', 'ended the stream', 'It will be opened again.'],
  1001: ['retry', 'is going away', 'The server restarts or shuts down; it will be tried again.'],
  1002: ['stop', 'says we broke the protocol', 'Server and client do not understand each other.'],
  1003: ['stop', 'does not take this kind of message', 'Check the first message of this source.'],
  1005: ['retry', 'closed the connection without a reason', 'It will be opened again.'],
  1006: [
    'retry',
    'broke off the connection without closing it',
    'The server or something on the way dropped it.',
  ],
  1007: ['stop', 'could not read a message of ours', 'Check the first message of this source.'],
  1008: [
    'stop',
    'refuses this connection by its policy',
    'It may want other credentials, another Origin, or another first message.',
  ],
  1009: ['retry', 'found a message of ours too large', 'Send less at once.'],
  1010: ['stop', 'lacks an extension it wanted', 'Server and client do not fit.'],
  1011: ['retry', 'met an error of its own', 'It will be tried again.'],
  1012: ['retry', 'restarts', 'It will be tried again.'],
  1013: ['retry', 'is too busy now and asks to come back later', 'It will be tried again.'],
  1014: [
    'retry',
    'is a gateway that got a bad answer from behind it',
    'The server behind the gateway has trouble.',
  ],
  3000: ['credentials', 'refused the credentials', 'Check the headers and the query token of this source.'],
  3003: ['credentials', 'does not allow this', 'Check the headers and the query token of this source.'],
  3008: ['retry', 'says the connection timed out', 'It will be opened again.'],
  4401: ['credentials', 'refused the credentials', 'Check the headers and the query token of this source.'],
  4403: ['credentials', 'does not allow this', 'Check the headers and the query token of this source.'],
};

/** Words the close of a connection (RFC 6455 §7.4). `reason` is what the server sent, made fit to be shown. */
export function closeError(source: string, code: number, reason: string): ConnectionError {
  const [remedy, words, usual]: CloseWords = CLOSE_CODES[code] ?? [
    'retry',
    code >= 3000 ? 'closed the connection with a code of its own' : 'closed the connection',
    'It will be opened again.',
  ];
  const kind =
    code === 1000 ? 'ended' : remedy === 'credentials' ? 'unauthorized' : code === 1006 ? 'reset' : 'closed';
  // 1005 and 1006 stand for what was not sent: showing them would be misleading.
  const shown = code === 1005 || code === 1006 ? '' : ` (${code})`;
  return new ConnectionError(kind, `${source} ${words}${shown}.`, {
    remedy,
    hint: reason === '' ? usual : `It says: “${reason}”. ${usual}`,
  });
}

/**
 * A text of the server, fit for a sentence: one line, at most 200 characters, without what changes how the rest is
 * shown, and without secrets it may repeat.
 */
export function shownText(text: string, secrets: readonly string[]): string {
  let shown = text.slice(0, 64 * 1024);
  for (const secret of secrets) shown = shown.replaceAll(secret, MASK);
  shown = shown
    // Control characters and those that turn the direction of writing.
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
    .trim();
  return shown.length > MAX_SAID ? `${shown.slice(0, MAX_SAID)}…` : shown;
}

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
        hint: `Enter the address it leads to${target === null ? '' : `, ${target}`}, if you trust it with the headers of this source.`,
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
const HANDSHAKE: readonly (readonly [start: string, words: string])[] = [
  ['Invalid Upgrade header', 'switched to something that is not WebSocket'],
  ['Invalid Sec-WebSocket-Accept', 'answered the handshake with a wrong Sec-WebSocket-Accept'],
  ['Server sent a subprotocol but none', 'chose a subprotocol although none was offered'],
  ['Server sent an invalid subprotocol', 'chose a subprotocol that was not offered'],
  ['Server sent no subprotocol', 'takes none of the subprotocols of this source'],
  ['Server sent a Sec-WebSocket-Extensions', 'switched on an extension that was not offered'],
  ['Invalid Sec-WebSocket-Extensions', 'answered with extension parameters that make no sense'],
  ['Server indicated an extension', 'switched on an extension that was not offered'],
];

/** Words anything that kept a WebSocket from opening. */
export function openingError(source: string, url: URL, error: unknown): ConnectionError {
  const tls = tlsProblem(source, error);
  if (tls) return tls;
  if (error instanceof Error) {
    const handshake = HANDSHAKE.find(([start]) => error.message.startsWith(start));
    if (handshake) {
      return new ConnectionError('bad-handshake', `${source} ${handshake[1]}.`, {
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
