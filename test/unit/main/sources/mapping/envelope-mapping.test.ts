import { describe, expect, it } from 'vitest';
import type { MappingSetup } from '@shared/source-options';
import {
  applyMapping,
  compileMapping,
  type MappedEvent,
} from '../../../../../src/main/sources/mapping/envelope-mapping';
import { parseJsonPath } from '../../../../../src/main/sources/mapping/json-path';
import { sliceAt } from '../../../../../src/main/sources/mapping/json-slice';

const apply = (mapping: Partial<MappingSetup>, text: string): readonly MappedEvent[] =>
  applyMapping(compileMapping(mapping), text);

describe('a path into JSON', () => {
  it.each([
    ['$', []],
    ['$.a.b', ['a', 'b']],
    ['a.b[0]', ['a', 'b', '0']],
    ['$["a key"][\'b.c\'].d', ['a key', 'b.c', 'd']],
    ['$[2].x', ['2', 'x']],
    ['$["say \\"hi\\""]', ['say "hi"']],
    ['naïve.größe', ['naïve', 'größe']],
    [' $.a ', ['a']],
  ])('%s is read', (text, steps) => {
    expect(parseJsonPath(text)).toEqual(steps);
  });

  it.each(['', '$..a', '$a', '.', 'a.', 'a[', 'a[-1]', 'a[x]', 'a["x]', '$[*]', '$[?(@.a)]', 'a b', 'a[0]b'])(
    '%j is refused',
    (text) => {
      expect(parseJsonPath(text)).toBeNull();
    },
  );

  it('has at most 32 steps', () => {
    expect(parseJsonPath(Array(32).fill('a').join('.'))).toHaveLength(32);
    expect(parseJsonPath(Array(33).fill('a').join('.'))).toBeNull();
    expect(parseJsonPath('a'.repeat(2_000))).toBeNull();
  });

  it('reaches members and elements only', () => {
    const json =
      ' {"a" : [ {"b":null} ,\n2],"__proto__":{"c":1},"s":"te\\"x\\\\","e":{},"n":-1.50e3 , "n": 7} ';
    const at = (path: string): unknown => sliceAt(json, parseJsonPath(path)!);
    expect(at('$')).toBe(json.trim());
    expect(at('a')).toBe('[ {"b":null} ,\n2]');
    expect(at('a[0].b')).toBe('null');
    expect(at('a[1]')).toBe('2');
    expect(at('s')).toBe('"te\\"x\\\\"');
    expect(at('e')).toBe('{}');
    expect(at('n')).toBe('7');
    expect(at('__proto__.c')).toBe('1');
    for (const path of [
      'toString',
      'constructor.name',
      'a.length',
      'a.map',
      's.length',
      'a[2]',
      'c',
      'a.b',
      'e.x',
    ]) {
      expect(at(path), path).toBeUndefined();
    }
  });

  it('takes apart what JSON.parse takes apart, for values of every kind', () => {
    const values = [
      null,
      true,
      -0.5e-7,
      '',
      'a"b\\',
      '\\"',
      '}]{[',
      ' ',
      [],
      [[]],
      {},
      { '': 1 },
      [{ 'x y': ['"'] }],
      '\u2028',
    ];
    expect(sliceAt('{"a\\u0062":1,"a":2,"a":{"b":3}}', ['ab'])).toBe('1');
    expect(sliceAt('{"a":1,"a" : {"b":3}}', ['a', 'b'])).toBe('3');
    for (const indent of [0, 2, '\t']) {
      const json = JSON.stringify({ list: values, last: 1 }, null, indent);
      values.forEach((value, i) => expect(JSON.parse(sliceAt(json, ['list', String(i)])!)).toEqual(value));
      expect(sliceAt(json, ['last'])).toBe('1');
    }
  });
});

describe('a mapping', () => {
  it('takes type, id, channel, time and data from where they are', () => {
    const mapping = { type: '$.kind', id: 'meta.id', channel: 'meta.topic', time: 'meta.at', data: 'body' };
    const text = '{"kind":"sold","meta":{"id":7,"topic":"shop","at":"2024-05-01T10:00:00Z"},"body":{"n":1}}';
    expect(apply(mapping, text)).toEqual([
      { type: 'sold', id: '7', channel: 'shop', time: Date.UTC(2024, 4, 1, 10), data: '{"n":1}' },
    ]);
  });

  it('makes every item an event of its own', () => {
    const items = apply({ items: 'list', id: 'id', data: 'v' }, '{"list":[{"id":"a","v":"x"},{"id":"b"}]}');
    expect(items.map(({ id, data, item }) => [id, data, item])).toEqual([
      ['a', 'x', '{"id":"a","v":"x"}'],
      ['b', '{"id":"b"}', '{"id":"b"}'],
    ]);
    expect(apply({ items: '$' }, '[1,"two",null]').map(({ data }) => data)).toEqual(['1', 'two', 'null']);
    expect(apply({ items: 'list' }, '{"list":[]}')).toEqual([]);
  });

  it('changes no number and no space of what was sent', () => {
    const text = '{"id":12345678901234567890, "v":{ "n": 1.0, "big":98765432109876543210 }}';
    expect(apply({ id: 'id', data: 'v' }, text)[0]).toMatchObject({
      id: '12345678901234567890',
      data: '{ "n": 1.0, "big":98765432109876543210 }',
    });
  });

  it('leaves the exact text as data when none is asked for', () => {
    expect(apply({ type: 't' }, '{ "t": "x", "n": 1.0 }')[0]).toMatchObject({
      type: 'x',
      data: '{ "t": "x", "n": 1.0 }',
    });
  });

  it.each(['', 'not JSON', '{"a":', '{"list":{}}', '{"list":"x"}', `{"list":[${'0,'.repeat(10_000)}0]}`])(
    'keeps a message that it does not fit whole: %#',
    (text) => {
      expect(apply({ items: 'list', type: 't' }, text)).toEqual([
        { type: null, id: null, channel: null, time: null, data: text },
      ]);
    },
  );

  it.each([
    ['1714557600', 1_714_557_600_000],
    ['1714557600.5', 1_714_557_600_500],
    ['1714557600123', 1_714_557_600_123],
    ['"1714557600"', 1_714_557_600_000],
    ['"yesterday"', null],
    ['-1', null],
    ['1e300', null],
    ['{}', null],
    ['null', null],
  ])('reads %s as a time', (value, time) => {
    expect(apply({ time: 't' }, `{"t":${value}}`)[0]!.time).toBe(time);
  });

  it.each(['{}', '[]', 'true', '""', JSON.stringify('x'.repeat(2_000))])(
    'takes no name from %.20s',
    (value) => {
      expect(apply({ type: 't', id: 't', channel: 't' }, `{"t":${value}}`)[0]).toMatchObject({
        type: null,
        id: null,
        channel: null,
      });
    },
  );

  it('W22: is not brought down by JSON that is nested a hundred thousand times', () => {
    const deep = `{"d":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(apply({ data: 'd' }, deep)[0]!.data).toHaveLength(200_000);
    expect(apply({ type: 'd' }, deep)[0]!.data).toBe(deep);
  });

  it('names the field whose path cannot be read', () => {
    expect(() => compileMapping({ type: '$.a', id: 'a[' })).toThrow(
      expect.objectContaining({ code: 'bad-mapping', message: 'The path of id, "a[", cannot be read.' }),
    );
    expect(compileMapping({ type: ' ' })).toEqual({});
  });
});
