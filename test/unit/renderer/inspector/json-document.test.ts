import { describe, expect, it } from 'vitest';
import { jsonFaultWords } from '@/views/stream/inspector/json-words';
import {
  JsonReader,
  MAX_JSON_DEPTH,
  MAX_JSON_NODES,
  childrenOf,
  keyOf,
  readJson,
  sourceOf,
  textOf,
  type JsonDocument,
} from '@/views/stream/inspector/json-document';

function documentOf(source: string): JsonDocument {
  const result = readJson(source);
  if (!result.ok) throw new Error(jsonFaultWords(result.fault));
  return result.document;
}
function sentenceOf(source: string): string {
  const result = readJson(source);
  return result.ok ? 'a document' : jsonFaultWords(result.fault);
}
const entries = (doc: JsonDocument): [unknown, string][] =>
  [...childrenOf(doc, 0)].map((node) => [keyOf(doc, node), sourceOf(doc, node)]);

describe('a JSON document', () => {
  it('keeps numbers as the characters that were sent', () => {
    expect(
      entries(documentOf('[9007199254740993, 1e400, -0, 129.90, 1E+2]')).map(([, text]) => text),
    ).toEqual(['9007199254740993', '1e400', '-0', '129.90', '1E+2']);
  });

  it('keeps the order of the wire, also for keys that look like numbers', () => {
    expect(entries(documentOf('{"b":1,"10":2,"2":3,"a":4}')).map(([key]) => key)).toEqual([
      'b',
      '10',
      '2',
      'a',
    ]);
  });

  it('takes __proto__ for a key like any other', () => {
    const doc = documentOf('{"__proto__":{"polluted":true},"constructor":1}');
    expect(entries(doc).map(([key]) => key)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('marks every node whose key stands more than once in its object, and no other', () => {
    const doc = documentOf('{"a":1,"b":2,"\\u0061":3,"c":{"a":4}}');
    const marked = [...doc.duplicates].map((node) => sourceOf(doc, node));
    expect(marked.sort()).toEqual(['1', '3']);
  });

  it('gives a string without quotes and escapes, and its source with them', () => {
    const doc = documentOf('["tab\\there \\ud83d\\ude00"]');
    expect(textOf(doc, 1)).toBe('tab\there 😀');
    expect(sourceOf(doc, 1)).toBe('"tab\\there \\ud83d\\ude00"');
  });

  it('spans exactly the value, white space outside', () => {
    const doc = documentOf(' { "a" : [ 1 , { } ] } ');
    expect(sourceOf(doc, 0)).toBe('{ "a" : [ 1 , { } ] }');
    expect(sourceOf(doc, 1)).toBe('[ 1 , { } ]');
    expect(doc.children[1]).toBe(2);
    expect(doc.next[1]).toBe(doc.count);
  });

  it.each([
    ['{"a": 1, oops}', 'Not JSON: unexpected "o" at character 10.'],
    ['{"a": 01}', 'Not JSON: unexpected "1" at character 8.'],
    ['[1,]', 'Not JSON: unexpected "]" at character 4.'],
    ['{"a":1}}', 'Not JSON: unexpected "}" at character 8.'],
    ['["a\nb"]', 'Not JSON: unexpected U+000A at character 4.'],
    ['["\\x"]', 'Not JSON: unexpected "x" at character 4.'],
    ['[NaN]', 'Not JSON: unexpected "N" at character 2.'],
    ['{"a":', 'Not JSON: it ends in the middle of a value.'],
    ['"open', 'Not JSON: it ends in the middle of a value.'],
    ['', 'The data is empty.'],
    ['hello there', 'Plain text, not JSON.'],
    ['<html></html>', 'Plain text, not JSON.'],
  ])('says of %j why there is no tree', (source, sentence) => {
    expect(sentenceOf(source)).toBe(sentence);
  });

  it('agrees with JSON.parse on what is JSON', () => {
    const samples = [
      '0',
      '-1.5e-3',
      'true',
      'null',
      '"x"',
      '[]',
      '{}',
      '[[[]]]',
      '-',
      '1.',
      '.5',
      '+1',
      "'a'",
      '[1 2]',
      '{"a"}',
      '{1:2}',
      'tru',
      '\u00a01',
      '"\\ud800"',
      '\ufeff{}',
    ];
    for (const sample of samples) {
      let parses = true;
      try {
        JSON.parse(sample);
      } catch {
        parses = false;
      }
      expect([sample, readJson(sample).ok]).toEqual([sample, parses]);
    }
  });

  it('stops at its limits of depth and size instead of running out of memory or stack', () => {
    expect(readJson('['.repeat(MAX_JSON_DEPTH) + ']'.repeat(MAX_JSON_DEPTH)).ok).toBe(true);
    expect(sentenceOf('['.repeat(100_000))).toBe(
      'This JSON is nested deeper than 512 levels, so it is shown as text.',
    );
    expect(sentenceOf(`[${'0,'.repeat(MAX_JSON_NODES)}0]`)).toBe(
      'This JSON has more than 1,000,000 values, so it is shown as text.',
    );
  });

  it('is read in slices, with the same result', () => {
    const source = JSON.stringify(Array.from({ length: 5_000 }, (_, i) => ({ i, name: `item ${i}` })));
    const reader = new JsonReader(source);
    let slices = 0;
    let result = reader.read(() => false);
    while (!result) {
      slices += 1;
      result = reader.read(() => false);
    }
    expect(slices).toBeGreaterThan(10);
    expect(result).toEqual(readJson(source));
  });
});
