/** Payloads and schemas that cost far more than they look. Times are bounds for a busy machine, not measures. */
import { describe, expect, it } from 'vitest';
import { MAX_SHAPED_FIELDS } from '@shared/shape';
import { LookBudget, Pace } from '../../../../src/main/shapes/look-budget';
import { Watching } from './watching';

/** How long it takes, ms. */
function timed(run: () => void): number {
  const start = performance.now();
  run();
  return performance.now() - start;
}

describe('payloads', () => {
  it('of a hundred thousand keys are learnt in bounded room', () => {
    const on = new Watching();
    const keys = Array.from({ length: 30_000 }, (_, i) => `"${i.toString(36)}":1`);
    const took = timed(() => on.slowly('wide', ...Array.from({ length: 10 }, () => `{${keys.join()}}`)));
    expect(on.shapes.types[0]!.looked).toBe(10);
    expect(on.shapes.types[0]!.fields.length).toBeLessThanOrEqual(MAX_SHAPED_FIELDS + 1);
    expect(took).toBeLessThan(5_000);
  });

  it('nested as deep as data can be are learnt to a depth, and cannot break what checks them', () => {
    const on = new Watching();
    on.attach({ $ref: '#/$defs/a', $defs: { a: { items: { $ref: '#/$defs/a' } } } });
    on.slowly(
      'deep',
      `${'['.repeat(120_000)}${']'.repeat(120_000)}`,
      `${'{"a":'.repeat(30_000)}1${'}'.repeat(30_000)}`,
    );
    expect(on.shapes.types[0]).toMatchObject({ looked: 2, notJson: 0 });
    expect(on.shapes.types[0]!.fields.length).toBeLessThan(80);
    on.slowly('deep', [1]);
    expect(on.shapes.schema).toMatchObject({ broken: 0 });
    expect(on.shapes.schema!.stopped).toBeUndefined();
  });

  it('with the names of what objects inherit are checked by what they hold', () => {
    const on = new Watching();
    on.attach({
      required: ['constructor', '__proto__', 'hasOwnProperty'],
      properties: { constructor: { type: 'string' }, toString: { type: 'number' } },
      additionalProperties: false,
    });
    on.slowly('a', {});
    expect(on.rows.sort()).toEqual([
      'a: /__proto__ is missing.',
      'a: /constructor is missing.',
      'a: /hasOwnProperty is missing.',
    ]);
    expect(on.shapes.findings.every(({ turn }) => turn === 'violation')).toBe(true);
  });

  it('that break a schema a million times say so at once, and it goes on', () => {
    const on = new Watching();
    const required = Array.from({ length: 20 }, (_, i) => `field${i}`);
    on.attach({ type: 'array', items: { type: 'object', required } });
    const took = timed(() => on.slowly('list', `[${Array(80_000).fill('{}').join()}]`));
    expect(took).toBeLessThan(5_000);
    expect(on.rows).toContain('list: /0/field0 is missing.');
    expect(on.shapes.schema).toMatchObject({ checked: 1, broken: 1 });
    expect(on.shapes.schema!.stopped).toBeUndefined();
    on.slowly('list', [{}]);
    expect(on.shapes.findings).toHaveLength(10);
    expect(on.shapes.schema).toMatchObject({ checked: 2, broken: 2 });
  });

  it('that take too long leave those that came with them checked', () => {
    const on = new Watching();
    on.attach({ type: 'array', items: { anyOf: Array.from({ length: 300 }, (_, i) => ({ const: i })) } });
    const fitting = (): unknown => Array.from({ length: 500 }, (_, i) => i % 9);
    const bomb = Array(20_000).fill('x');
    on.take(...[fitting(), bomb, fitting(), bomb, ['x']].map((payload) => on.event('list', payload)));
    expect(on.shapes.schema).toMatchObject({ checked: 5, broken: 3, unchecked: 0 });
    expect(on.shapes.schema!.stopped).toBeUndefined();
  });

  it('that break a schema in thousands of places write few rows, and count what they do not write', () => {
    const on = new Watching();
    on.attach({ additionalProperties: { type: 'number' } });
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    for (const a of letters) for (const b of letters) on.slowly('map', { [`user_${a}${b}`]: 'x' });
    const minutes = Math.ceil((letters.length ** 2 * 500) / 60_000);
    expect(on.rows.length).toBeGreaterThanOrEqual(60);
    expect(on.rows.length).toBeLessThanOrEqual(60 * minutes);
    expect(on.shapes.schema).toMatchObject({ broken: 676 });
    expect(on.shapes.findings.length + on.shapes.dropped!).toBe(676);
  });

  it('whose keys are ids break a schema in one place', () => {
    const on = new Watching();
    on.attach({ additionalProperties: { type: 'number' } });
    for (let i = 0; i < 50; i++) on.slowly('map', { [String(70_000 + i)]: 'x' });
    expect(on.rows).toHaveLength(1);
    expect(on.shapes.findings).toMatchObject([{ path: '/70049', count: 50 }]);
  });

  it('of many items are held against hundreds of forms, and what fits none is one place', () => {
    const on = new Watching();
    const forms = Array.from({ length: 700 }, (_, i) => ({ const: `form-${i}` }));
    on.attach({ type: 'array', items: { anyOf: forms } });
    const list = on.event('list', Array(20_000).fill(1));
    const took = timed(() => on.take(list));
    expect(took).toBeLessThan(5_000);
    expect(on.sentences).toEqual(['list: /0 fits none of the allowed forms (was number 1).']);
    expect(on.watch.breaks(list)).toEqual([
      { path: '/0', sentence: '/0 fits none of the allowed forms (was number 1).' },
    ]);
  });
});

describe('types', () => {
  it('of long names made of what looks like ids are told apart in no time', () => {
    const on = new Watching();
    on.learn('order', { id: 1 });
    const took = timed(() => {
      for (let i = 0; i < 190; i++) on.slowly(`${'a'.repeat(1_000)}g${i}`, {});
    });
    expect(on.shapes.findings).toHaveLength(190);
    expect(took).toBeLessThan(3_000);
  });
});

describe('the time of looks', () => {
  it('is bounded for many types of large payloads too', () => {
    const budget = new LookBudget(2_000, 150);
    const paces = Array.from({ length: 100 }, () => new Pace());
    let spent = 0;
    for (let ms = 0; ms < 20_000; ms += 10) {
      budget.at(ms);
      for (const pace of paces) {
        if (!budget.grants(pace)) continue;
        spent += 30;
        budget.took(30);
      }
    }
    // 150 ms of each second, and what may be owed and was saved up: two seconds' worth each.
    expect(spent).toBeLessThan(20 * 150 + 4 * 150 + 100);
  });
});

describe('schema documents', () => {
  const refused = (text: string): string => {
    try {
      new Watching().attach(text);
    } catch (error) {
      return (error as Error).message;
    }
    return '';
  };

  it('of a megabyte are made ready or refused within their time', () => {
    const properties = Array.from({ length: 12_000 }, (_, i) => [
      `property-number-${i}`,
      { type: ['string', 'null'], maxLength: 5 },
    ]);
    const text = JSON.stringify({ type: 'object', properties: Object.fromEntries(properties) });
    const took = timed(() => expect(refused(text)).toMatch(/^$|takes longer than 3 s/u));
    expect(took).toBeLessThan(8_000);
  });

  it.each([
    ['a reference to itself', { $ref: '#' }],
    [
      'references in a circle',
      { $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } },
    ],
    ['a choice of itself', { anyOf: [{ $ref: '#' }, { $ref: '#' }] }],
  ])('that are %s are refused, or given up at the first payload', (_, schema) => {
    const on = new Watching();
    try {
      on.attach(schema);
    } catch (error) {
      expect((error as Error).message).toMatch(/^order\.schema\.json /u);
      return;
    }
    on.slowly('order', { id: 1 });
    expect(on.shapes.types[0]!.looked).toBe(1);
    expect(on.shapes.schema).toMatchObject({ broken: 0 });
  });

  it.each(['http://127.0.0.1:9/a.json', 'file:///etc/passwd', 'other.json#/Order', '//example.org/a'])(
    'never have %s loaded',
    (ref) => {
      expect(refused(JSON.stringify({ properties: { a: { $ref: ref } } }))).toMatch(
        /leads nowhere; other documents are not loaded/u,
      );
      const on = new Watching();
      const messages = { order: { payload: { properties: { a: { $ref: ref } } } } };
      on.attach({ asyncapi: '3.0.0', info: {}, channels: { orders: { messages } } });
      expect(on.shapes.schema!.problems).toEqual([
        `The payload of order: The reference ${ref} leads nowhere; what it stands for is not checked.`,
      ]);
    },
  );

  it('hold keys like __proto__ as they hold others', () => {
    const on = new Watching();
    on.attach(
      '{"asyncapi":"2.0.0","channels":{"__proto__":{"subscribe":{"message":{"name":"__proto__","payload":{"required":["__proto__"],"properties":{"__proto__":{"type":"number"}}}}}}}}',
    );
    on.slowly('__proto__', '{"__proto__":1}', '{}');
    expect(on.rows).toEqual(['__proto__: /__proto__ is missing.']);
    expect(on.watch.typescript('orders', 'Orders')).toContain('"__proto__": number;');
    expect(({} as { required?: unknown }).required).toBeUndefined();
  });
});
