import { describe, expect, it } from 'vitest';
import { applyMapping, compileMapping } from '../../../../../src/main/sources/mapping/envelope-mapping';
import { parseJsonPath, valueAt } from '../../../../../src/main/sources/mapping/json-path';

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

  it('reaches own properties and elements only', () => {
    const value = JSON.parse('{"a":[{"b":null}],"__proto__":{"c":1},"s":"text"}') as unknown;
    const at = (path: string): unknown => valueAt(value, parseJsonPath(path)!);
    expect(at('a[0].b')).toBeNull();
    for (const path of [
      'toString',
      'constructor.name',
      'a.length',
      'a.map',
      's.length',
      'a[1]',
      'c',
      'a.b',
    ]) {
      expect(at(path), path).toBeUndefined();
    }
    expect(at('__proto__.c')).toBe(1);
  });
});

describe('a mapping', () => {
  it('takes type, id, channel, time and data from where they are', () => {
    const mapping = { type: '$.kind', id: 'meta.id', channel: 'meta.topic', time: 'meta.at', data: 'body' };
    const text = '{"kind":"sold","meta":{"id":7,"topic":"shop","at":"2024-05-01T10:00:00Z"},"body":{"n":1}}';
    expect(applyMapping(mapping, text)).toEqual([
      { type: 'sold', id: '7', channel: 'shop', time: Date.UTC(2024, 4, 1, 10), data: '{"n":1}' },
    ]);
  });

  it('makes every item an event of its own', () => {
    const items = applyMapping(
      { items: 'list', id: 'id', data: 'v' },
      '{"list":[{"id":"a","v":"x"},{"id":"b"}]}',
    );
    expect(items.map(({ id, data }) => [id, data])).toEqual([
      ['a', 'x'],
      ['b', '{"id":"b"}'],
    ]);
    expect(applyMapping({ items: '$' }, '[1,"two",null]').map(({ data }) => data)).toEqual([
      '1',
      'two',
      'null',
    ]);
    expect(applyMapping({ items: 'list' }, '{"list":[]}')).toEqual([]);
  });

  it('leaves the exact text as data when none is asked for', () => {
    expect(applyMapping({ type: 't' }, '{ "t": "x", "n": 1.0 }')[0]).toMatchObject({
      type: 'x',
      data: '{ "t": "x", "n": 1.0 }',
    });
  });

  it.each(['', 'not JSON', '{"a":', '{"list":{}}', '{"list":"x"}', `{"list":[${'0,'.repeat(10_000)}0]}`])(
    'keeps a message that it does not fit whole: %#',
    (text) => {
      expect(applyMapping({ items: 'list', type: 't' }, text)).toEqual([
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
    expect(applyMapping({ time: 't' }, `{"t":${value}}`)[0]!.time).toBe(time);
  });

  it.each(['{}', '[]', 'true', '""', JSON.stringify('x'.repeat(2_000))])(
    'takes no name from %.20s',
    (value) => {
      expect(applyMapping({ type: 't', id: 't', channel: 't' }, `{"t":${value}}`)[0]).toMatchObject({
        type: null,
        id: null,
        channel: null,
      });
    },
  );

  it('W22: is not brought down by JSON that is nested a hundred thousand times', () => {
    const deep = `{"d":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(applyMapping({ data: 'd' }, deep)).toHaveLength(1);
    expect(applyMapping({ type: 'd' }, deep)[0]!.data).toBe(deep);
  });

  it('names the field whose path cannot be read', () => {
    expect(() => compileMapping({ type: '$.a', id: 'a[' })).toThrow(
      expect.objectContaining({ code: 'bad-mapping', message: 'The path of id, "a[", cannot be read.' }),
    );
    expect(compileMapping({ type: ' ' })).toEqual({});
  });
});
