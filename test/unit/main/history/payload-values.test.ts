import { describe, expect, it } from 'vitest';
import { readFieldPath } from '@shared/field-path';
import { FIELD_REACH, FIELD_VALUE_LENGTH } from '@shared/stream-event';
import { compileQuery } from '../../../../src/main/history/query/compile';
import { PayloadValues } from '../../../../src/main/history/payload-values';
import { parseQuery } from '@shared/query/parse';
import { makeEvent } from './make-event';
import { Random } from './random';
import { cpuMs } from '../../../support/cpu-ms';

/** What a payload has at one path; undefined where it has nothing. */
const at = (path: string, data: unknown): string | undefined =>
  new PayloadValues([path]).of(typeof data === 'string' ? data : JSON.stringify(data))[path];

describe('values of a payload at a path', () => {
  it('come as they were sent: texts without escapes behind a quote, all else in JSON', () => {
    const data = '{"a":"EU \\"20\\" \\u00e9","n":1.50e3,"t":true,"z":null,"o":{"x": 1},"l":[1,"2"],"e":""}';
    expect(new PayloadValues(['a', 'n', 't', 'z', 'o', 'l', 'e', 'none']).of(data)).toEqual({
      a: '"EU "20" é',
      n: '1.50e3',
      t: 'true',
      z: 'null',
      o: '{"x": 1}',
      l: '[1,"2"]',
      e: '"',
    });
  });

  it('keep all digits of a number that is larger than a double holds', () => {
    expect(at('id', '{"id":1234567890123456789}')).toBe('1234567890123456789');
  });

  it('are found by keys, by any one key, at any depth, and through arrays', () => {
    const order = {
      order: { total: 12, items: [{ sku: 'A' }, { sku: 'B' }] },
      meta: { user: { userId: 42 } },
    };
    expect(at('order.total', order)).toBe('12');
    expect(at('order.items.sku', order)).toBe('"A');
    expect(at('order.items.*.sku', order)).toBe('"A');
    expect(at('order.items.1.sku', order)).toBe('"B');
    expect(at('*.user.userId', order)).toBe('42');
    expect(at('**.userId', order)).toBe('42');
    expect(at('order.**.sku', order)).toBe('"A');
    expect(at('total', order)).toBeUndefined();
    expect(at('order.items.2.sku', order)).toBeUndefined();
  });

  it('are found with `data` before the path or without, as a query finds them', () => {
    expect(at('data.level', { level: 'error' })).toBe('"error');
    expect(at('data.level', { data: { level: 'info' } })).toBe('"info');
    expect(at('data.level', { data: { level: 'info' }, level: 'error' })).toBe('"error');
  });

  it('are those nearest to the root, and of those the first', () => {
    expect(at('**.id', { user: { id: 1 }, id: 2 })).toBe('2');
    expect(at('**.id', { a: { b: { id: 1 } }, c: { id: 2 }, d: { id: 3 } })).toBe('2');
    expect(at('*.id', [{ id: 1 }, { id: 2 }])).toBe('1');
  });

  it('take names in quotes, with dots and escapes in them', () => {
    expect(at('"first name"', { 'first name': 'Ada' })).toBe('"Ada');
    expect(at('a."b.c"', { a: { 'b.c': 1 } })).toBe('1');
    expect(at('k', '{"\\u006b":1}')).toBe('1');
  });

  it('are none of what is no JSON object or array, and of what breaks off', () => {
    for (const data of ['', 'plain text', '42', '"a"', '{"a":{"b":1', '{"b":2,,"a":1}', '[1,', '{"b" 1}'])
      expect(new PayloadValues(['a', '**.c']).of(data), data).toEqual({});
  });

  it('lead nowhere by a path that cannot be read', () => {
    expect(new PayloadValues(['a:b', '', '..', 'a']).of('{"a":1}')).toEqual({ a: '1' });
    expect(readFieldPath('**.userId')).toEqual(['**', 'userId']);
    expect(readFieldPath('a b')).toBeNull();
  });

  it('are cut, and never in the midst of a character', () => {
    const long = at('a', { a: '😀'.repeat(1_000) })!;
    expect(long.length).toBeLessThanOrEqual(FIELD_VALUE_LENGTH + 1);
    expect(long).not.toMatch(/[\ud800-\udbff]$/u);
    expect(at('a', `{"a":"${'\\n'.repeat(5_000)}"}`)).toBe(`"${'\n'.repeat(FIELD_VALUE_LENGTH)}`);
    expect(at('a', { a: Array.from({ length: 5_000 }, (_, i) => i) })).toHaveLength(FIELD_VALUE_LENGTH);
  });

  it('say of a payload that is too long that nobody looked further', () => {
    const far = `{"text":"${'x'.repeat(FIELD_REACH)}","a":1}`;
    expect(new PayloadValues(['a', 'text', '**.a']).of(far)).toEqual({
      a: '',
      text: `"${'x'.repeat(FIELD_VALUE_LENGTH)}`,
      '**.a': '',
    });
    expect(at('a', `{"pad":"${'x'.repeat(FIELD_REACH - 14)}","a":123456}`)).toBe('');
  });

  it('take little time, however hostile the payload', () => {
    const depth = 100_000;
    const hostile = [
      '['.repeat(depth) + ']'.repeat(depth),
      `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`,
      '['.repeat(2_000_000),
      `{"k":"${'\\"'.repeat(500_000)}"}`,
      `{"${'\\'.repeat(2_000_000)}`,
      JSON.stringify(Object.fromEntries(Array.from({ length: 40_000 }, (_, i) => [`key${i}`, i]))),
      `[${'{"id":null},'.repeat(40_000)}1]`,
      `{"text":"${'x'.repeat(2_000_000)}"}`,
    ];
    const paths = ['**.a.**.a.**.a.**.zz', '*.*.*.*', '**.id.x', 'key39999', '**.**.**.b'];
    const values = new PayloadValues(paths);
    const began = cpuMs();
    for (const data of hostile) values.of(data);
    expect(cpuMs() - began).toBeLessThan(5_000);
  }, 20_000);

  it('are there exactly when the query for the same path finds the event', () => {
    const random = new Random(7);
    const pick = <T>(list: readonly T[]): T => list[random.below(list.length)]!;
    const make = (depth: number): unknown => {
      const kind = random.next();
      if (depth > 3 || kind < 0.3) return pick([1, 'x', null, true, '']);
      if (kind < 0.5) return Array.from({ length: random.below(3) }, () => make(depth + 1));
      return Object.fromEntries(
        Array.from({ length: random.below(4) }, () => [pick(['a', 'b', 'c', '0']), make(depth + 1)]),
      );
    };
    const names = ['a', 'b', '*', '**', 'c', '"0"'];
    for (let i = 0; i < 3_000; i++) {
      const payload = { root: make(0), a: make(1) };
      const keys = Array.from({ length: 1 + random.below(3) }, () => pick(names));
      const path = keys.join('.');
      const parsed = parseQuery(`data.${path}:*`, 0);
      if (!parsed.ok) throw new Error(path);
      const data = JSON.stringify(payload);
      const found = compileQuery(parsed.node)({ ...makeEvent({ data }), seq: 1 });
      expect(at(`data.${path}`, data) !== undefined, `${path} in ${data}`).toBe(found);
    }
  });
});
