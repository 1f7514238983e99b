import { ConnectionError } from '../connection-error';
import type { CloseWords } from '../mapping/protocol';

const AGAIN = 'It will be opened again.';
const FIRST_MESSAGE = 'Check the first message of this source.';
const ACCESS = 'Check the headers and credentials of this source, then connect again.';

/**
 * RFC 6455 §7.4.1 and the IANA registry of close codes; 4401 and 4403 are no standard but the custom of many servers.
 * 1015 never travels and is never seen here: a TLS handshake that fails has words of its own.
 */
const CLOSE_CODES: Readonly<Record<number, CloseWords>> = {
  1000: ['retry', 'ended the stream', AGAIN],
  1001: ['retry', 'is going away', 'The server restarts or shuts down; it will be tried again.'],
  1002: ['stop', 'says we broke the protocol', 'Server and client do not understand each other.'],
  1003: ['stop', 'does not take this kind of message', FIRST_MESSAGE],
  1005: ['retry', 'closed the connection without a reason', AGAIN],
  1006: [
    'retry',
    'broke off the connection without closing it',
    'The server or something on the way dropped it.',
  ],
  1007: ['stop', 'could not read a message of ours', FIRST_MESSAGE],
  1008: [
    'credentials',
    'refuses this connection by its policy',
    'It may want other credentials, another Origin, or another first message.',
  ],
  1009: ['retry', 'found a message of ours too large', 'Send less at once.'],
  1010: ['stop', 'lacks an extension it wanted', 'Server and client do not fit.'],
  1011: ['retry', 'met an error of its own', AGAIN],
  1012: ['retry', 'restarts', AGAIN],
  1013: ['retry', 'is too busy now and asks to come back later', AGAIN],
  1014: [
    'retry',
    'is a gateway that got a bad answer from behind it',
    'The server behind the gateway has trouble.',
  ],
  3000: ['credentials', 'refused the credentials', ACCESS],
  3003: ['credentials', 'does not allow this', ACCESS],
  3008: ['retry', 'says the connection timed out', AGAIN],
  4401: ['credentials', 'refused the credentials', ACCESS],
  4403: ['credentials', 'does not allow this', ACCESS],
};

/**
 * Words the close of a connection (RFC 6455 §7.4).
 * @param reason what the server sent, made fit to be shown
 * @param own what the codes of the protocol that is spoken mean
 */
export function closeError(
  source: string,
  code: number,
  reason: string,
  own: Readonly<Record<number, CloseWords>> = {},
): ConnectionError {
  const [remedy, words, usual] = own[code] ??
    CLOSE_CODES[code] ?? [
      'retry',
      code >= 3000 ? 'closed the connection with a code of its own' : 'closed the connection',
      AGAIN,
    ];
  // 1005 and 1006 stand for what was not sent: showing them would be misleading.
  const shown = code === 1005 || code === 1006 ? '' : ` (${code})`;
  return new ConnectionError(kindOf(code, remedy), `${source} ${words}${shown}.`, {
    remedy,
    hint: reason === '' ? usual : `It says: “${reason}”. ${usual}`,
  });
}

function kindOf(code: number, remedy: CloseWords[0]): string {
  if (remedy === 'credentials') return code === 3000 || code === 4401 ? 'unauthorized' : 'forbidden';
  if (code === 1000) return 'ended';
  return code === 1006 ? 'reset' : 'closed';
}
