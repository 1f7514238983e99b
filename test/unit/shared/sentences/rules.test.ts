/** What rules say, made by what says it, comes out whole in the other languages. */
import { describe, expect, it } from 'vitest';
import { toProblem } from '@shared/errors';
import german from '@shared/sentences/de';
import spanish from '@shared/sentences/es';
import { SentenceBook } from '@shared/sentences/sentence-book';
import { CollapsedNotices } from '../../../../src/main/rules/collapsed-notices';
import { Webhook } from '../../../../src/main/rules/webhook';
import { readRuleList } from '../../../../src/main/settings/rule-list';
import { backoffDelay } from '../../../../src/main/sources/backoff';
import { connectionError } from '../../../../src/main/sources/reasons';
import { alert } from '../../main/rules/alert';
import { rule, RulesFixture } from '../../main/rules/rules-fixture';

const de = new SentenceBook(german, 'de');
const es = new SentenceBook(spanish, 'es');

describe('the title and the text of an alert', () => {
  const about = (when: object, happen: (fixture: RulesFixture) => void, parts: object = {}): string => {
    const fixture = new RulesFixture(rule(when, parts));
    happen(fixture);
    const { title, body } = fixture.alerts.at(-1)!;
    return `${title} – ${body}`;
  };
  const inWords = (book: SentenceBook, said: string): string =>
    said
      .split(' – ')
      .map((text) => book.word(text))
      .join(' – ');

  it.each([
    [
      about({ kind: 'silence', sources: [], longerThan: 10 }, (on) => {
        on.connection('a', 'open');
        on.event();
        on.pass(12);
      }),
      'Orders ist still – Seit 11 s kam nichts.',
      'Orders está en silencio – No ha llegado nada en 11 s.',
    ],
    [
      about({ kind: 'rate', direction: 'above', events: 1_200, perSeconds: 120 }, (on) => on.events(1_201)),
      '1.201 Ereignisse in 2 min – Mehr als 1.200 in 2 min.',
      '1.201 eventos en 2 min – Más de 1.200 en 2 min.',
    ],
    [
      about({ kind: 'rate', direction: 'below', events: 3, perSeconds: 10 }, (on) => {
        on.connection('a', 'open');
        on.pass(11);
      }),
      'Nur 0 Ereignisse in 10 s – Weniger als 3 in 10 s.',
      'Solo 0 eventos en 10 s – Menos de 3 en 10 s.',
    ],
    [
      about({ kind: 'loss' }, (on) => on.gap({ verdict: 'lost', missing: 1_400 })),
      '1.400 Ereignisse von Orders fehlen – nach 3,2 s neu verbunden, fortgesetzt ab ID 812.',
      'Faltan 1.400 eventos de Orders – reconectada tras 3,2 s, reanudada desde el id 812.',
    ],
    [
      about({ kind: 'connection', becomes: ['open'] }, (on) => on.connection('a', 'open')),
      'Orders ist verbunden – ',
      'Orders está conectada – ',
    ],
  ])('of a moment: %s', (said, inGerman, inSpanish) => {
    expect(inWords(de, said)).toBe(inGerman);
    expect(inWords(es, said)).toBe(inSpanish);
  });

  const events = (count: number, parts: object, grouped = 60): string => {
    const fixture = new RulesFixture(rule({ kind: 'event', query: '*' }, { groupSeconds: grouped }));
    for (let n = 0; n < count; n++) {
      fixture.event(parts);
      fixture.pass(1);
    }
    fixture.pass(100);
    return fixture.titles.at(-1)!;
  };
  it.each([
    [events(1, {}, 0), 'Ereignis order.paid von Orders', 'Evento order.paid de Orders'],
    [events(7, {}), '7 Ereignisse order.paid in 6 s von Orders', '7 eventos order.paid en 6 s de Orders'],
    [events(7, { level: 'error' }), '7 Fehler in 6 s von Orders', '7 errores en 6 s de Orders'],
    [events(7, { type: 'message' }), '7 Ereignisse in 6 s von Orders', '7 eventos en 6 s de Orders'],
  ])('of events: %s', (said, inGerman, inSpanish) => {
    expect(de.word(said)).toBe(inGerman);
    expect(es.word(said)).toBe(inSpanish);
  });

  it('of several that a rule held back', () => {
    const waiting = new CollapsedNotices();
    const add = (name: string): void =>
      waiting.add({ key: name, name, title: '', body: '', seq: null, silent: false, always: false });
    for (let n = 0; n < 6; n++) add(`Rule ${n}`);
    expect(de.word(waiting.take(() => true)!.lead)).toBe(
      '6 weitere Benachrichtigungen, darunter Rule 0 (1), Rule 1 (1), Rule 2 (1), Rule 3 (1)',
    );
    for (let n = 0; n < 1_200; n++) add('Rule 0');
    expect(de.word(waiting.take(() => true)!.lead)).toBe('1.200 weitere Benachrichtigungen, die neueste:');
  });
});

describe('a webhook that fails', () => {
  const failure = async (error: Error): Promise<string> => {
    const webhook = new Webhook({
      version: '1.0.0',
      dispatcher: () => {
        throw error;
      },
      explain: (place, host, cause) => toProblem(connectionError(place, host, cause)),
      delay: () => Math.min(0, backoffDelay(1, null)),
      retryAfter: () => null,
    });
    const problem = await webhook
      .post('https://hooks.example.com/T01/secret', alert(), null)
      .catch(toProblem);
    return problem!.message;
  };

  it('says where, in the order of each language', async () => {
    const refused = await failure(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
    expect(de.word(refused)).toBe(
      'Der Webhook https://hooks.example.com hat die Verbindung abgelehnt. Es wurde 6-mal versucht.',
    );
    const reset = await failure(Object.assign(new Error('reset'), { code: 'ECONNRESET' }));
    expect(de.word(reset)).toBe(
      'Die Verbindung zu dem Webhook https://hooks.example.com wurde zurückgesetzt. Es wurde 6-mal versucht.',
    );
  });
});

it('tells of rules in a file that cannot be used', () => {
  const { problems } = readRuleList([
    7,
    { name: 'Nowhere', then: [{ do: 'inbox' }] },
    { name: 'Muter', when: { kind: 'loss' }, then: [{ do: 'mute' }] },
    { name: 'Files', when: { kind: 'loss' }, then: [{ do: 'webhook', url: 'file:///etc/passwd' }] },
  ]);
  const said = `Some of rules.json could not be used. ${problems.join(' ')} The file is left as it is.`;
  expect(de.word(said)).toBe(
    'Ein Teil von rules.json war nicht verwendbar. Regel 1 wurde ausgelassen: Sie ist kein Objekt. ' +
      'Regel 2 (Nowhere) wurde ausgelassen: when fehlt. ' +
      'Regel 3 (Muter) wurde ausgelassen: nur Ereignisse lassen sich stummschalten, kein Zeitpunkt. ' +
      'Regel 4 (Files) wurde ausgelassen: then.0.url hat einen unmöglichen Wert. Die Datei bleibt, wie sie ist.',
  );
});
