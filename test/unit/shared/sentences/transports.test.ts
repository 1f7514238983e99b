import { describe, expect, it } from 'vitest';
import de from '@shared/sentences/de';
import es from '@shared/sentences/es';
import { SentenceBook } from '@shared/sentences/sentence-book';
import { proxyChooser } from '../../../../src/main/sources/line/proxy';
import { proxyUnreachable, tunnelRefused } from '../../../../src/main/sources/line/proxy-error';
import { tlsProblem } from '../../../../src/main/sources/line/tls-problem';
import { closeError } from '../../../../src/main/sources/transports/websocket-close';
import { graphqlTransportWs } from '../../../../src/main/sources/mapping/graphql-transport-ws';
import {
  breakingError,
  openingError,
  upgradeRefusal,
} from '../../../../src/main/sources/transports/websocket-reasons';

const german = new SentenceBook(de, 'de');
const spanish = new SentenceBook(es, 'es');
const squid = proxyChooser({ url: 'http://squid.example:3128' }, {})(new URL('https://prices.example/'))!;
const url = new URL('wss://prices.example/live');

const failure = (code: string, message = code): Error => Object.assign(new Error(message), { code });
const texts = (problem: { message: string; hint?: string | undefined } | null): string[] =>
  [problem!.message, problem!.hint].filter((text) => text !== undefined);
const thrown = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('Nothing was thrown.');
};

/** Words that neither German nor Spanish has. */
const ENGLISH = /\b(?:the|of|is|its?|this|and|was|may|has|be|to|with|without|closed|sent|proxy of|again)\b/iu;

const CODES = [1000, 1001, 1002, 1003, 1005, 1006, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014];
const OPENING = [
  'Invalid Upgrade header',
  'Invalid Sec-WebSocket-Accept header',
  'Server sent a subprotocol but none was requested',
  'Server sent an invalid subprotocol',
  'Server sent no subprotocol',
  'Server sent a Sec-WebSocket-Extensions header but no extension was requested',
  'Invalid Sec-WebSocket-Extensions header',
  'socket hang up',
];
const SOCKET = [
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ETIMEDOUT',
];
const TLS = ['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'EPROTO'];
const ALERTS = ['HANDSHAKE_FAILURE', 'BAD_CERTIFICATE', 'CERTIFICATE_EXPIRED', 'UNKNOWN_CA', 'ACCESS_DENIED'];

const said = [
  ...[...CODES, 1004, 3000, 3003, 3008, 4000, 4401, 4403].flatMap((code) => [
    ...texts(closeError('prices', code, '')),
    ...texts(closeError('prices', code, 'xyz')),
  ]),
  ...[4400, 4406, 4408, 4409, 4429].flatMap((code) =>
    texts(closeError('prices', code, '', graphqlTransportWs({ query: '' }).closeCodes)),
  ),
  ...OPENING.flatMap((message) => texts(openingError('prices', url, new Error(message)))),
  ...[301, 400, 426, 500].flatMap((status) => texts(upgradeRefusal('prices', status, null, null))),
  ...[...SOCKET, ...TLS].flatMap((code) => texts(proxyUnreachable(squid, failure(code)))),
  ...[403, 407, 502].flatMap((status) => texts(tunnelRefused(squid, 'prices.example:443', status))),
  ...ALERTS.flatMap((name) =>
    texts(tlsProblem('prices', failure(`ERR_SSL_SSLV3_ALERT_${name}`), 'prices.example')),
  ),
];

describe.each([
  ['German', german],
  ['Spanish', spanish],
])('what transports say in %s', (_language, book) => {
  it.each([...new Set(said)])('has no English left: %s', (text) => {
    const worded = book.word(text);
    expect(worded).not.toBe(text);
    expect(worded).not.toMatch(ENGLISH);
  });
});

describe('what a window says of the way to a server', () => {
  it('has the words of the server in the hint of a closed WebSocket', () => {
    const { message, hint } = closeError('prices', 1013, 'come back at 9', undefined);
    expect(german.word(message)).toBe(
      'prices ist gerade überlastet und bittet um einen späteren Versuch (1013).',
    );
    expect(german.word(hint!)).toBe(
      'Der Server sagt: „come back at 9“. Die Verbindung wird wieder geöffnet.',
    );
    expect(spanish.word(hint!)).toBe('El servidor dice: «come back at 9». La conexión se abrirá de nuevo.');
  });

  it('names the proxy, at the start of a sentence and within it', () => {
    const at = (code: string): string => proxyUnreachable(squid, failure(code)).message;
    expect(at('ECONNREFUSED')).toBe('The proxy squid.example:3128 refused the connection.');
    expect(german.word(at('ECONNREFUSED'))).toMatch(/^Der Proxy squid\.example:3128 /u);
    expect(spanish.word(at('ECONNREFUSED'))).toMatch(/^El proxy squid\.example:3128 /u);
    expect(german.word(at('ECONNRESET'))).toContain(' dem Proxy squid.example:3128 ');
    expect(spanish.word(at('ECONNRESET'))).toContain(' squid.example:3128 (proxy)');
    for (const code of [...SOCKET, ...TLS, 'UND_ERR_CONNECT_TIMEOUT']) {
      expect(german.word(at(code)), code).not.toMatch(/.Der Proxy|^dem/u);
      expect(spanish.word(at(code)), code).not.toMatch(/.El proxy/u);
    }
  });

  it('names the variable whose proxy cannot be used', () => {
    const message = thrown(() =>
      proxyChooser('system', { https_proxy: 'ftp://squid' })(new URL('https://prices.example/')),
    );
    expect(message).toBe('The proxy in https_proxy has the scheme ftp://, which is none of a proxy.');
    expect(german.word(message)).toBe(
      'Der Proxy in https_proxy hat das Schema ftp://, das keines eines Proxys ist.',
    );
    expect(spanish.word(thrown(() => proxyChooser({ url: 'http://squid:0' }, {})))).toBe(
      'El proxy de esta fuente tiene el puerto 0.',
    );
  });

  it('lists the names of a certificate that is for others', () => {
    const error = Object.assign(failure('ERR_TLS_CERT_ALTNAME_INVALID'), {
      cert: { subjectaltname: 'DNS:a.example, DNS:b.example, DNS:c.example, DNS:d.example' },
    });
    const { hint } = tlsProblem('prices', error, 'prices.example')!;
    expect(german.word(hint!)).toBe(
      'Es gilt für a.example, b.example, c.example und weitere. Die Adresse prüfen; wenn sie stimmt, dieser Quelle den Servernamen geben, der zu prüfen ist.',
    );
  });

  it('has the place of a redirect, and the limit of a message', () => {
    const { hint } = upgradeRefusal('prices', 302, 'wss://other.example/', null);
    expect(german.word(hint!)).toBe(
      'Die Zieladresse wss://other.example/ eintragen, wenn ihr die Header dieser Quelle anvertraut werden dürfen.',
    );
    const tooLarge = breakingError(
      'prices',
      url,
      failure('WS_ERR_UNSUPPORTED_MESSAGE_LENGTH'),
      16 * 1024 * 1024,
    );
    expect(spanish.word(tooLarge.message)).toBe('prices envió un mensaje de más de 16 MiB.');
  });
});
