import { describe, expect, it } from 'vitest';
import { Watching } from './watching';

const order = {
  type: 'object',
  required: ['id', 'total'],
  properties: {
    id: { type: 'string', pattern: '^[A-Z]-\\d+$' },
    total: { type: 'number', minimum: 0 },
    state: { enum: ['open', 'paid'] },
    token: { type: 'number' },
    lines: { type: 'array', items: { $ref: '#/$defs/line' } },
  },
  additionalProperties: false,
  $defs: { line: { type: 'object', required: ['sku'], properties: { sku: { type: 'string' } } } },
};

function refused(schema: unknown): string {
  try {
    new Watching().attach(schema);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It was taken.');
}

describe('a JSON Schema', () => {
  it('finds what breaks it, each place once, with the exact path and the value', () => {
    const on = new Watching();
    on.attach(order);
    on.slowly('order', { id: 'A-1', total: 1 });
    on.slowly('order', { id: 'a', total: '12', state: 'gone', extra: 1, lines: [{ sku: 'x' }, {}, {}] });
    expect(on.rows.sort()).toEqual([
      'order: /extra is not in the schema.',
      'order: /id must match pattern "^[A-Z]-\\d+$" (was string "a").',
      'order: /lines/1/sku is missing.',
      'order: /state must be one of "open", "paid" (was string "gone").',
      'order: /total must be number (was string "12").',
    ]);
    expect(on.shapes.schema).toMatchObject({
      kind: 'json-schema',
      checked: 2,
      broken: 1,
      unchecked: 0,
      types: [''],
    });
    expect(on.shapes.findings.find(({ path }) => path === '/total')).toMatchObject({
      turn: 'violation',
      sentence: '/total must be number (was string "12").',
      seq: 2,
    });
  });

  it('counts the same violation and writes it as a row once a minute', () => {
    const on = new Watching();
    on.attach(order);
    on.learn('order', { id: 'A-1', total: -1 }, 10);
    expect(on.rows).toHaveLength(1);
    expect(on.told).toHaveLength(10);
    expect(on.shapes.findings).toMatchObject([{ count: 10, path: '/total' }]);
    on.now += 60_000;
    on.learn('order', { id: 'A-1', total: -1 }, 1);
    expect(on.rows).toHaveLength(2);
  });

  it('is for one type when it was attached to one', () => {
    const on = new Watching();
    on.attach(order, { type: 'order' });
    on.slowly('ping', {}, {});
    on.slowly('order', {});
    expect(on.shapes.schema).toMatchObject({ types: ['order'], checked: 1, broken: 1, unchecked: 2 });
  });

  it('cuts long values and masks secret ones', () => {
    const on = new Watching();
    on.attach({
      properties: { text: { type: 'number' }, token: { type: 'number' }, url: { type: 'number' } },
    });
    on.slowly('a', {
      text: 'x'.repeat(500),
      token: 'hunter2hunter2',
      url: 'https://h/?access_token=hunter2',
    });
    const [text, ...others] = on.rows;
    expect(text).toBe(`a: /text must be number (was string "${'x'.repeat(40)}…").`);
    expect(others.join()).not.toContain('hunter2');
  });

  it('says of a choice what breaks the form that was meant', () => {
    const on = new Watching();
    const form = (kind: string, parts: object): object => ({
      properties: { kind: { const: kind }, ...parts },
      required: ['kind'],
    });
    on.attach({
      oneOf: [form('a', { n: { type: 'number' } }), { $ref: '#/$defs/b' }],
      $defs: { b: form('b', { s: { type: 'string' } }) },
    });
    on.slowly('x', { kind: 'a', n: 'one' }, { kind: 'b', s: 2 }, { kind: 'c' });
    expect(on.rows).toEqual([
      'x: /n must be number (was string "one").',
      'x: /s must be string (was number 2).',
      'x: the payload fits none of the allowed forms (was object).',
    ]);
  });

  it('calls data that is no JSON a violation, unless text is what the schema wants', () => {
    const on = new Watching();
    on.attach({ type: 'object' });
    on.slowly('a', 'hello');
    expect(on.rows).toEqual(['a: the payload is no JSON.']);
    on.attach({ type: 'string' });
    on.slowly('b', 'hello');
    expect(on.shapes.schema).toMatchObject({ checked: 1, broken: 0 });
  });

  it.each([
    [
      'http://json-schema.org/draft-07/schema#',
      { definitions: { a: { type: 'string' } }, properties: { a: { $ref: '#/definitions/a' } } },
    ],
    [
      'https://json-schema.org/draft/2019-09/schema',
      { $defs: { a: { type: 'string' } }, properties: { a: { $ref: '#/$defs/a' } } },
    ],
    [
      'https://json-schema.org/draft/2020-12/schema',
      { properties: { a: { prefixItems: [{ type: 'string' }] } } },
    ],
  ])('may be written for %s, as JSON or YAML', ($schema, schema) => {
    const on = new Watching();
    on.attach({ $schema, $id: 'https://example.org/a', ...schema });
    on.slowly('x', { a: [1] });
    expect(on.shapes.findings).toHaveLength(1);
    on.attach('type: object\nrequired: [b]\n');
    on.slowly('x', { a: 1 });
    expect(on.sentences).toEqual(['x: /b is missing.']);
  });

  it('is refused with a sentence that says where', () => {
    expect(refused('{"type": ')).toMatch(/^order\.schema\.json is neither JSON nor YAML: .+ at line 1/u);
    expect(refused({ properties: { total: { type: 'nummer' } } })).toMatch(
      /^order\.schema\.json cannot be used: at \/properties\/total\/type must be equal to one of/u,
    );
    expect(refused({ $ref: 'https://example.org/other.json' })).toBe(
      'order.schema.json cannot be used: the reference https://example.org/other.json leads nowhere; other documents are not loaded.',
    );
    expect(refused({ id: 1, total: 2 })).toBe('order.schema.json says nothing about payloads.');
    expect(refused({ $schema: 'http://json-schema.org/draft-04/schema#', type: 'object' })).toContain(
      'draft-04',
    );
    expect(refused({ openapi: '3.1.0', paths: {} })).toContain('is not an AsyncAPI document');
  });
});

describe('documents and payloads that are made to do harm', () => {
  it('answers an expression that backtracks without end in no time', () => {
    const on = new Watching();
    on.attach({ properties: { a: { pattern: '^(a+)+$' } } });
    const start = performance.now();
    on.slowly('x', { a: `${'a'.repeat(15_000)}!` });
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(on.rows).toHaveLength(1);
  });

  it('names expressions that it cannot use, and uses the rest', () => {
    const on = new Watching();
    on.attach({ properties: { a: { pattern: '^(?=x)y' }, b: { type: 'string' } } });
    on.slowly('x', { a: 'q', b: 1 });
    expect(on.shapes.schema!.problems).toEqual([
      expect.stringMatching(/^The pattern \^\(\?=x\)y is not used: /u),
    ]);
    expect(on.rows).toEqual(['x: /b must be string (was number 1).']);
  });

  it('gives up a schema whose check takes for ever, says so, and goes on with the rest', () => {
    const on = new Watching();
    const twice = [{ $ref: '#' }, { $ref: '#' }];
    on.attach({
      properties: { a: { anyOf: twice } },
      anyOf: [{ properties: { a: { anyOf: twice } } }],
      required: ['q'],
    });
    let payload: unknown = { z: 1 };
    for (let i = 0; i < 60; i++) payload = { a: payload };
    on.slowly('x', payload, { q: 1 });
    expect(on.shapes.schema!.stopped).toMatch(/^Checking x takes too long/u);
    expect(on.shapes.types[0]!.looked).toBe(2);
  });

  it('gives up on references that double with each step', () => {
    const on = new Watching();
    const steps = Array.from({ length: 40 }, (_, i) => [
      `s${i}`,
      { anyOf: [{ $ref: `#/$defs/s${i + 1}` }, { $ref: `#/$defs/s${i + 1}` }] },
    ]);
    on.attach({ $ref: '#/$defs/s0', $defs: { ...Object.fromEntries(steps), s40: { type: 'number' } } });
    on.slowly('x', 'text');
    expect(on.shapes.schema!.stopped).toMatch(/^Checking x takes too long/u);
  });

  it('takes circles, and refuses what is nested without end', () => {
    const on = new Watching();
    on.attach({ properties: { next: { $ref: '#' }, n: { type: 'number' } } });
    on.slowly('x', { next: { next: { n: 'x' } } });
    expect(on.rows).toEqual(['x: /next/next/n must be number (was string "x").']);
    expect(
      refused({ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { $ref: '#/$defs/a' } } }),
    ).toBeTypeOf('string');
    expect(refused(`${'{"items":'.repeat(5_000)}{}${'}'.repeat(5_000)}`)).toContain('deeper than 100');
  });

  it('compares the items of a long list without comparing each with each', () => {
    const on = new Watching();
    on.attach({ uniqueItems: true });
    const start = performance.now();
    on.slowly(
      'x',
      Array.from({ length: 20_000 }, (_, i) => ({ i })),
    );
    on.slowly('x', [
      { a: 1, b: 2 },
      { b: 2, a: 1 },
    ]);
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(on.shapes.schema).toMatchObject({ checked: 2, broken: 1 });
    expect(on.rows).toEqual(['x: the payload must NOT have duplicate items (was array).']);
  });

  it('leaves __proto__ what it is', () => {
    const on = new Watching();
    on.attach('{"properties":{"__proto__":{"type":"number"},"a":{"const":{"__proto__":{"polluted":1}}}}}');
    on.slowly('x', '{"__proto__":{"polluted":1},"a":{}}');
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(on.rows.length).toBeGreaterThan(0);
  });
});
