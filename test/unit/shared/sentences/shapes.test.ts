/** What the watch over shapes says, made by what says it, comes out whole in the other languages. */
import { describe, expect, it } from 'vitest';
import german from '@shared/sentences/de';
import spanish from '@shared/sentences/es';
import { SentenceBook } from '@shared/sentences/sentence-book';
import { Watching } from '../../main/shapes/watching';

const de = new SentenceBook(german, 'de');
const es = new SentenceBook(spanish, 'es');

/** What breaks a schema, as German says it. */
function broken(schema: object, payload: unknown): string[] {
  const on = new Watching();
  on.attach(schema);
  on.slowly('order', payload);
  return on.shapes.findings.map(({ sentence }) => de.word(sentence)).sort();
}

describe('what breaks a schema', () => {
  it.each([
    [{ required: ['id'] }, {}, ['/id fehlt.']],
    [{ additionalProperties: false }, { extra: 1 }, ['/extra steht nicht im Schema.']],
    [{ type: 'number' }, '"12"', ['die Nutzlast muss number sein (war string "12").']],
    [{ type: ['string', 'null'] }, 12, ['die Nutzlast muss string oder null sein (war number 12).']],
    [
      { type: ['array', 'object', 'null'] },
      12,
      ['die Nutzlast muss array, object oder null sein (war number 12).'],
    ],
    [
      { properties: { state: { enum: ['open', 'paid'] } } },
      { state: 'gone' },
      ['/state muss eines von "open", "paid" sein (war string "gone").'],
    ],
    [{ properties: { total: { minimum: 0 } } }, { total: -1 }, ['/total muss >= 0 sein (war number -1).']],
    [
      { properties: { total: { multipleOf: 5 } } },
      { total: 3 },
      ['/total muss ein Vielfaches von 5 sein (war number 3).'],
    ],
    [
      { properties: { a: { maxLength: 1 }, b: { minItems: 2 }, c: { maxProperties: 0 } } },
      { a: 'xy', b: [], c: { d: 1 } },
      [
        '/a darf NICHT mehr als 1 Zeichen haben (war string "xy").',
        '/b darf NICHT weniger als 2 Elemente haben (war array).',
        '/c darf NICHT mehr als 0 Felder haben (war object).',
      ],
    ],
    [
      { properties: { id: { pattern: '^[A-Z]$' }, tags: { uniqueItems: true } } },
      { id: 'a', tags: [1, 1] },
      [
        '/id muss zum Muster "^[A-Z]$" passen (war string "a").',
        '/tags darf KEINE doppelten Elemente haben (war array).',
      ],
    ],
    [
      {
        properties: {
          n: { contains: { const: 1 }, minContains: 2 },
          x: { anyOf: [{ const: 1 }, { const: 2 }] },
        },
      },
      { n: [1], x: 3 },
      [
        '/n muss mindestens so viele passende Elemente enthalten: 2 (war array).',
        '/x passt zu keiner der erlaubten Formen (war number 3).',
      ],
    ],
  ])('%j', (schema, payload, expected) => {
    expect(broken(schema, payload)).toEqual(expected);
  });

  it('tells what is no JSON, and what no payload may be', () => {
    expect(broken({ type: 'object' }, 'plain text')).toEqual(['die Nutzlast ist kein JSON.']);
    expect(broken({ properties: { a: false } }, { a: 1 })).toEqual(['/a ist nicht erlaubt.']);
  });
});

describe('what is not as it was learnt', () => {
  it('names types with their articles', () => {
    const on = new Watching();
    on.learn('order', { total: 1.5, note: null, id: 1, items: [1] });
    on.slowly('order', { total: '12', note: null, id: [1], items: {} });
    const said = on.shapes.findings.map(({ sentence }) => sentence);
    expect(said.map((one) => de.word(one)).sort()).toEqual([
      'id war eine ganze Zahl und ist jetzt ein Array.',
      'items war ein Array und ist jetzt ein Objekt.',
      'total war eine Zahl und ist jetzt ein String.',
    ]);
    expect(said.map((one) => es.word(one)).sort()).toEqual([
      'id era un entero y ahora es un array.',
      'items era un array y ahora es un objeto.',
      'total era un número y ahora es una cadena.',
    ]);
  });

  it('tells of fields that vanished and types that are new', () => {
    const on = new Watching();
    on.learn('order', { total: 1, id: 1 });
    on.slowly('order', ...Array.from({ length: 5 }, () => ({ id: 1 })));
    on.slowly('refund', { id: 1 });
    expect(on.shapes.findings.map(({ sentence }) => de.word(sentence))).toEqual([
      'kam bisher nicht vor.',
      'total fehlt in 5 Ereignissen hintereinander; vorher war es in allen 100.',
    ]);
  });
});

describe('a schema that is no good', () => {
  const refused = (schema: unknown): string => {
    try {
      new Watching().attach(schema);
    } catch (error) {
      return de.word((error as Error).message);
    }
    throw new Error('It was taken.');
  };

  it('says why', () => {
    expect(refused({ title: 'x' })).toBe('order.schema.json sagt nichts über Nutzlasten.');
    expect(refused({ $ref: 'https://example.com/order.json' })).toBe(
      'order.schema.json ist nicht verwendbar: der Verweis https://example.com/order.json führt ins Leere; ' +
        'andere Dokumente werden nicht geladen.',
    );
    expect(refused({ openapi: '3.1.0', info: {} })).toBe(
      'order.schema.json ist kein AsyncAPI-Dokument der Version 2 oder 3.',
    );
  });

  it('tells which messages are left aside', () => {
    const on = new Watching();
    const lost = { payload: { type: 'object', properties: { a: { $ref: '#/components/schemas/None' } } } };
    const messages = {
      order: { payload: { type: 'object' } },
      lost,
      avro: { payload: { schemaFormat: 'application/vnd.apache.avro', schema: {} } },
    };
    on.attach({ asyncapi: '3.0.0', info: { title: 'T', version: '1' }, channels: { c: { messages } } });
    expect(on.shapes.schema!.problems!.map((one) => de.word(one))).toEqual([
      'Die Nutzlast von lost: Der Verweis #/components/schemas/None führt ins Leere; wofür er steht, wird nicht geprüft.',
      'Die Nachricht avro ist nicht durch ein JSON Schema beschrieben.',
    ]);
  });
});
