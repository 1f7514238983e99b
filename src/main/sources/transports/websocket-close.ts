import { ConnectionError } from '../connection-error';
import type { CloseWords } from '../mapping/protocol';

const AGAIN = 'It will be opened again.';
const FIRST_MESSAGE = 'Check the first message of this source.';
const ACCESS = 'Check the headers and credentials of this source, then connect again.';

/**
 * RFC 6455 §7.4.1 and the IANA registry of close codes; 4401 and 4403 are no standard but the custom of many servers.
 * 1015 never travels and is never seen here: a TLS handshake that fails has words of its own. 1005 and 1006 stand for what
 * was not sent: showing them would be misleading.
 */
const CLOSE_CODES: Readonly<Record<number, CloseWords>> = {
  1000: ['retry', (s, code) => `${s} ended the stream (${code}).`, AGAIN],
  1001: [
    'retry',
    (s, code) => `${s} is going away (${code}).`,
    'The server restarts or shuts down; it will be tried again.',
  ],
  1002: [
    'stop',
    (s, code) => `${s} says we broke the protocol (${code}).`,
    'Server and client do not understand each other.',
  ],
  1003: ['stop', (s, code) => `${s} does not take this kind of message (${code}).`, FIRST_MESSAGE],
  1005: ['retry', (s) => `${s} closed the connection without a reason.`, AGAIN],
  1006: [
    'retry',
    (s) => `${s} broke off the connection without closing it.`,
    'The server or something on the way dropped it.',
  ],
  1007: ['stop', (s, code) => `${s} could not read a message of ours (${code}).`, FIRST_MESSAGE],
  1008: [
    'credentials',
    (s, code) => `${s} refuses this connection by its policy (${code}).`,
    'It may want other credentials, another Origin, or another first message.',
  ],
  1009: ['retry', (s, code) => `${s} found a message of ours too large (${code}).`, 'Send less at once.'],
  1010: [
    'stop',
    (s, code) => `${s} lacks an extension it wanted (${code}).`,
    'Server and client do not fit.',
  ],
  1011: ['retry', (s, code) => `${s} met an error of its own (${code}).`, AGAIN],
  1012: ['retry', (s, code) => `${s} restarts (${code}).`, AGAIN],
  1013: ['retry', (s, code) => `${s} is too busy now and asks to come back later (${code}).`, AGAIN],
  1014: [
    'retry',
    (s, code) => `${s} is a gateway that got a bad answer from behind it (${code}).`,
    'The server behind the gateway has trouble.',
  ],
  3000: ['credentials', (s, code) => `${s} refused the credentials (${code}).`, ACCESS],
  3003: ['credentials', (s, code) => `${s} does not allow this (${code}).`, ACCESS],
  3008: ['retry', (s, code) => `${s} says the connection timed out (${code}).`, AGAIN],
  4401: ['credentials', (s, code) => `${s} refused the credentials (${code}).`, ACCESS],
  4403: ['credentials', (s, code) => `${s} does not allow this (${code}).`, ACCESS],
};

const OWN_CODE: CloseWords = [
  'retry',
  (s, code) => `${s} closed the connection with a code of its own (${code}).`,
  AGAIN,
];
const OTHER_CODE: CloseWords = ['retry', (s, code) => `${s} closed the connection (${code}).`, AGAIN];

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
  const [remedy, sentence, usual] = own[code] ?? CLOSE_CODES[code] ?? (code >= 3000 ? OWN_CODE : OTHER_CODE);
  return new ConnectionError(kindOf(code, remedy), sentence(source, code), {
    remedy,
    hint: reason === '' ? usual : `It says: “${reason}”. ${usual}`,
  });
}

function kindOf(code: number, remedy: CloseWords[0]): string {
  if (remedy === 'credentials') return code === 3000 || code === 4401 ? 'unauthorized' : 'forbidden';
  if (code === 1000) return 'ended';
  return code === 1006 ? 'reset' : 'closed';
}
