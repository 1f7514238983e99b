import { describe, expect, it } from 'vitest';
import type { ShapeField } from '@shared/shape';
import { fieldRows } from '@/views/connections/shape/field-rows';
import { looksLikeAsyncApi, presenceWords, typeShareWords } from '@/views/connections/shape/shape-words';

const field = (path: string, types: ShapeField['types'] = [{ type: 'string', count: 10 }]): ShapeField => ({
  path,
  types,
  seen: 10,
  of: 10,
});
const tree = (...paths: readonly string[]): string[] =>
  fieldRows(paths.map((path) => field(path))).map(({ name, depth }) => `${depth} ${name}`);

describe('the tree of fields', () => {
  it('puts each field below the one that holds it, under what its path adds', () => {
    expect(tree('order', 'items', 'items[]', 'items[].sku', 'items[].lines[]', 'total')).toEqual([
      '0 order',
      '0 items',
      '1 []',
      '2 sku',
      '2 lines[]',
      '0 total',
    ]);
  });

  it('is not misled by names that begin alike or hold dots', () => {
    expect(tree('a', 'ab', 'a."x.y"', '"a.b"', '"a.b".c')).toEqual([
      '0 a',
      '0 ab',
      '0 a."x.y"',
      '0 "a.b"',
      '1 c',
    ]);
  });

  it('leaves the payload out when it is an object, and shows it when it is something else', () => {
    expect(fieldRows([field('', [{ type: 'object', count: 10 }]), field('a')])).toHaveLength(1);
    expect(
      fieldRows([field('', [{ type: 'array', count: 10 }]), field('[]')]).map(({ name }) => name),
    ).toEqual(['', '[]']);
  });
});

describe('the words of fields', () => {
  it('never rounds to always or never', () => {
    const present = (seen: number): string => presenceWords({ ...field('a'), seen, of: 10_000 });
    expect([10_000, 9_999, 9_700, 1].map(present)).toEqual([
      'always',
      '9,999 of 10,000',
      '97 %',
      '1 of 10,000',
    ]);
  });

  it('names every type, the most frequent one first', () => {
    const types = [
      { type: 'null', count: 1 },
      { type: 'string', count: 998 },
      { type: 'number', count: 1 },
    ] as const;
    expect(typeShareWords(field('a', types))).toBe('string 99 %, null <1 %, number <1 %');
    expect(typeShareWords(field('a'))).toBe('string');
  });

  it('knows AsyncAPI documents in JSON and in YAML from other documents', () => {
    expect(looksLikeAsyncApi('asyncapi: 2.6.0')).toBe(true);
    expect(looksLikeAsyncApi('# ours\nasyncapi: "3.0.0"\n')).toBe(true);
    expect(looksLikeAsyncApi('{"info":{},"asyncapi":"3.0.0"}')).toBe(true);
    expect(looksLikeAsyncApi('{"type":"object","properties":{"asyncapi":true}}')).toBe(false);
  });
});
