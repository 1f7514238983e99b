/** What sources say, made by what says it, comes out whole in the other languages. */
import { describe, expect, it } from 'vitest';
import type { ConnectionState } from '@shared/connection';
import type { Problem } from '@shared/errors';
import { SentenceBook } from '@shared/sentences/sentence-book';
import german from '@shared/sentences/de';
import spanish from '@shared/sentences/es';
import { expand } from '../../../../src/main/sources/credentials/variables';
import { FrameScanner } from '../../../../src/main/sources/frame-scanner';
import { muteError } from '../../../../src/main/sources/life-watch';
import { connectionError, contentTypeError, statusError } from '../../../../src/main/sources/reasons';
import { describeGap, resumeProblem } from '../../../../src/main/sources/resume';
import { ResumeWatch, type BeforeBreak } from '../../../../src/main/sources/resume-audit';
import { allFailed, climbedTo, gaveUp, serverEnded } from '../../../../src/main/sources/source-problems';
import { stateSentence } from '../../../../src/main/sources/state-words';

const de = new SentenceBook(german, 'de');
const es = new SentenceBook(spanish, 'es');

const event = (id: string | null, type = 'message', data = 'x') => ({
  id,
  type,
  data,
  channel: null,
  lastEventId: id ?? '',
  raw: new Uint8Array(),
});

describe('the row of a gap', () => {
  const gap = (...told: Parameters<typeof describeGap>): string => describeGap(...told).sentence;
  const hubSays = (gap: object) => event(null, 'gap', JSON.stringify(gap));

  it.each([
    [
      gap(3_200, null, null),
      'nach 3,2 s neu verbunden. Der Server erfuhr nicht, wo es weitergeht, daher können Ereignisse fehlen.',
      'reconectada tras 3,2 s. Nada le dijo al servidor por dónde seguir, así que pueden faltar eventos.',
    ],
    [
      gap(662_000, 'n-1.2', null),
      'nach 11 min 2 s neu verbunden, fortgesetzt ab ID n-1.2.',
      'reconectada tras 11 min 2 s, reanudada desde el id n-1.2.',
    ],
    [
      gap(184, '812', null, 0, true),
      'nach 184 ms neu verbunden, fortgesetzt ab ID 812. Nichts verloren.',
      'reconectada tras 184 ms, reanudada desde el id 812. Nada perdido.',
    ],
    [
      gap(1_000, '812', null, 1),
      'nach 1,0 s neu verbunden. Den IDs nach fehlt 1 Ereignis.',
      'reconectada tras 1,0 s. Según sus ids, falta 1 evento.',
    ],
    [
      gap(1_000, '812', null, 12),
      'nach 1,0 s neu verbunden. Den IDs nach fehlen 12 Ereignisse.',
      'reconectada tras 1,0 s. Según sus ids, faltan 12 eventos.',
    ],
    [
      gap(1_000, '812', hubSays({ missed: 40, missedMax: 40 })),
      'nach 1,0 s neu verbunden. Der Server hat nicht mehr, was inzwischen gesendet wurde; verlorene Ereignisse: bis zu 40.',
      'reconectada tras 1,0 s. El servidor ya no conserva lo que se envió entretanto; eventos perdidos: hasta 40.',
    ],
    [
      gap(1_000, '812', hubSays({ missedMax: null })),
      'nach 1,0 s neu verbunden. Der Server hat nicht mehr alles, was inzwischen gesendet wurde.',
      'reconectada tras 1,0 s. El servidor ya no conserva todo lo que se envió entretanto.',
    ],
  ])('%s', (sentence, inGerman, inSpanish) => {
    expect(de.word(sentence)).toBe(inGerman);
    expect(es.word(sentence)).toBe(inSpanish);
  });
});

describe('the audit of a resume', () => {
  const NO_NUMBERS = { downMs: 3_200, lastNumber: null };

  function sentence(before: BeforeBreak, ids: readonly (string | null)[], duplicates = 0): string {
    const watch = new ResumeWatch(before, 0);
    for (let i = 0; i < duplicates; i++) watch.duplicate(0);
    for (const id of ids) watch.event(event(id), 1);
    return watch.audit(5_000).sentence;
  }

  it.each([
    [
      sentence({ sentId: '12', downMs: 3_200, lastNumber: { prefix: '', number: 12 } }, ['13', '17'], 2),
      'Last-Event-ID 12 gesendet: 2 nachgeholt, 3 fehlend, 2 doppelte verworfen, Lücke 3,2 s',
    ],
    [
      sentence({ ...NO_NUMBERS, sentId: 'abc' }, ['def'], 1),
      'Last-Event-ID abc gesendet: 1 nachgeholt, Fehlendes nicht feststellbar: IDs sind keine Nummern, 1 doppeltes verworfen, Lücke 3,2 s',
    ],
    [
      sentence({ ...NO_NUMBERS, sentId: '' }, [null]),
      'keine Last-Event-ID gesendet: Fehlendes nicht feststellbar: der Stream hat keine IDs, Lücke 3,2 s',
    ],
    [
      sentence({ ...NO_NUMBERS, sentId: '5' }, []),
      'Last-Event-ID 5 gesendet: 0 nachgeholt, Fehlendes nicht feststellbar: seither kam nichts, Lücke 3,2 s',
    ],
  ])('%s', (english, inGerman) => {
    expect(de.word(english)).toBe(inGerman);
  });

  it('says in Spanish what the server no longer has', () => {
    const watch = new ResumeWatch({ ...NO_NUMBERS, sentId: '7' }, 0);
    watch.event(event(null, 'gap', '{"missedMax":null}'), 1);
    expect(es.word(watch.audit(5_000).sentence)).toBe(
      'enviado Last-Event-ID 7: repetidos 0, faltan algunos, según el servidor, hueco 3,2 s',
    );
  });
});

describe('the row of a state', () => {
  const waiting = (reason: Problem): ConnectionState => ({
    phase: 'waiting',
    transport: 'sse',
    attempt: 2,
    since: 0,
    until: 2_500,
    delayMs: 2_500,
    reason,
  });

  it('holds the reason of the wait and the wait', () => {
    const refused = connectionError('prices', 'h', Object.assign(new Error(), { code: 'ECONNREFUSED' }));
    expect(de.word(stateSentence('prices', waiting(refused))!)).toBe(
      'prices hat die Verbindung abgelehnt. Neuer Versuch in 2,5 s.',
    );
    expect(es.word(stateSentence('prices', waiting(serverEnded('prices', true).reason))!)).toBe(
      'prices terminó el flujo en medio de un evento. Nuevo intento en 2,5 s.',
    );
    expect(de.word(stateSentence('prices', waiting(allFailed('prices', ['sse'], refused)))!)).toBe(
      'prices lässt sich nicht über SSE verfolgen. Neuer Versuch in 2,5 s.',
    );
  });

  it('names the transport as people do, in the language', () => {
    const open = {
      phase: 'open',
      transport: 'polling',
      attempt: 1,
      since: 0,
      via: { protocol: 'HTTP/1.1' },
    } as ConnectionState;
    expect(de.word(stateSentence('prices', open)!)).toBe('prices ist über Polling offen (HTTP/1.1).');
    expect(de.word(stateSentence('prices', { phase: 'paused', since: 0 })!)).toBe('prices ist angehalten.');
  });
});

describe('why a source stopped', () => {
  const last = serverEnded('prices', false).reason;
  const worded = ({ message, hint = '' }: Problem): string => de.word(`${message} ${hint}`.trim());

  it('tells how often, and what the last attempt met', () => {
    expect(worded(gaveUp('prices', 5, last))).toBe(
      'prices ist 5-mal hintereinander gescheitert und wird nicht mehr versucht. Beim letzten Mal: prices hat den Stream beendet.',
    );
    expect(worded(gaveUp('prices', 1, statusError('prices', 503, null)))).toBe(
      'prices ist einmal gescheitert und wird nicht mehr versucht. Beim letzten Mal: prices hat mit 503 Service Unavailable geantwortet.',
    );
    expect(es.word(gaveUp('prices', 1, last).hint!)).toBe(
      'Esta fuente se consulta una sola vez. «Reintentar ya» pregunta de nuevo.',
    );
  });

  it('lists the transports with the words of the language', () => {
    expect(worded(allFailed('prices', ['websocket', 'sse', 'polling'], last))).toBe(
      'prices lässt sich weder über WebSocket noch SSE noch Polling verfolgen. Das letzte meldete: prices hat den Stream beendet.',
    );
    expect(es.word(allFailed('prices', ['websocket', 'sse'], last).message)).toBe(
      'prices no se puede seguir por WebSocket ni SSE.',
    );
    expect(allFailed('prices', ['websocket', 'sse', 'polling'], last).message).toBe(
      'prices cannot be followed by WebSocket, SSE, or polling.',
    );
  });

  it('leaves no English of the engine in any of its reasons', () => {
    const reasons = [
      ...[204, 302, 304, 401, 403, 404, 407, 418, 429, 500, 599].map((status) =>
        statusError('@', status, null),
      ),
      contentTypeError('@', null),
      contentTypeError('@', 'text/html; charset=utf-8'),
      ...['EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EPROTO'].map(
        (code) => connectionError('@', '#', Object.assign(new Error(), { code })),
      ),
      connectionError('@', '#', Object.assign(new Error(), { code: 'HPE_INVALID_CONSTANT' })),
      connectionError('@', '#', Object.assign(new Error(), { code: 'ERR_SSL_X' })),
      connectionError('@', '#', Object.assign(new Error(), { code: 'Z_DATA_ERROR' })),
      connectionError('@', '#', new Error('what the system says')),
      muteError('@', 'SSE', '12.0 s'),
      climbedTo('websocket'),
      { code: 'resume', message: resumeProblem('a\u0001')! },
      { code: 'resume', message: resumeProblem(' a')! },
      { code: 'resume', message: resumeProblem('a'.repeat(2_000))! },
    ];
    for (const { message, hint = '' } of reasons) {
      for (const text of [message, hint].filter((each) => each !== '')) {
        for (const book of [de, es]) {
          expect(book.word(text), text).not.toBe(text);
          expect(book.word(text), text).not.toMatch(/\b(?:the|of|check|server or|it|connection)\b/iu);
        }
      }
    }
  });
});

describe('what a scanner, variables and a token endpoint object to', () => {
  it('puts the hint of a line too long together from whole sentences', () => {
    const nothing = (): void => undefined;
    const sink = { event: nothing, comment: nothing, retry: nothing, position: nothing };
    const scanner = new FrameScanner(sink, 'prices', '', {
      maxLineBytes: 2_097_152,
      maxEventBytes: 4_194_304,
    });
    let problem: unknown = null;
    try {
      scanner.feed(Buffer.alloc(2_100_000, 'x'));
    } catch (error) {
      problem = error;
    }
    const { message, hint } = problem as Problem;
    expect(message).toBe('prices sent a line of more than 2 MiB without an end.');
    expect(de.word(message)).toBe('prices hat eine Zeile von mehr als 2 MiB ohne Ende gesendet.');
    expect(de.word(hint!)).toBe(
      'Die Adresse ist vielleicht kein Ereignisstrom. Die Verbindung wurde geschlossen und wird erneut versucht.',
    );
  });

  it('lists variables with the words of the language', () => {
    const problem = (text: string): string => {
      try {
        expand(text, { variables: {} });
        return '';
      } catch (error) {
        return (error as Error).message;
      }
    };
    expect(de.word(problem('{{a}} {{b}}'))).toBe('Die Variablen {{a}}, {{b}} sind nicht gesetzt.');
    expect(es.word(problem('{{a}} {{b}} {{c}} {{d}} {{e}} {{f}} {{g}}'))).toBe(
      'Las variables {{a}}, {{b}}, {{c}}, {{d}}, {{e}} y 2 más no tienen valor.',
    );
    expect(de.word(problem('{{a}}'))).toBe('Die Variable {{a}} ist nicht gesetzt.');
  });

  it('names the token endpoint where a sentence of any connection names its source', () => {
    const { message, hint } = connectionError('The token endpoint login.example:8080', 'login.example', {
      code: 'unused',
    });
    expect(de.word(message)).toBe('Die Verbindung zu Token-Endpunkt login.example:8080 ist abgebrochen.');
    expect(es.word(hint!)).toBe('Se intentará de nuevo.');
    expect(de.word('The token endpoint login.example denies access.')).toBe(
      'Token-Endpunkt login.example verweigert den Zugriff.',
    );
    expect(de.word('Check client id and client secret. It says: No such client. Ask Bob.')).toBe(
      'Client-ID und Client-Secret prüfen. Der Server sagt: No such client. Ask Bob.',
    );
  });

  it('words a test sentence by sentence, and leaves the protocol', () => {
    const sentence = 'Connected over SSE in 184 ms. First event after 212 ms. HTTP/1.1, TLS 1.3.';
    expect(de.word(sentence)).toBe(
      'Über SSE in 184 ms verbunden. Erstes Ereignis nach 212 ms. HTTP/1.1, TLS 1.3.',
    );
  });
});
