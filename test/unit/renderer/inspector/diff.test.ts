import { describe, expect, it } from 'vitest';
import { compare, type Comparison } from '@/views/stream/inspector/diff/compare';
import {
  changesOf,
  comparisonLines,
  countsOf,
  type DiffLine,
} from '@/views/stream/inspector/diff/diff-lines';
import { outOfOrder } from '@/views/stream/inspector/diff/out-of-order';
import { textDiff } from '@/views/stream/inspector/diff/text-diff';
import { wordParts } from '@/views/stream/inspector/diff/word-parts';
import { cpuMs } from '../../../support/cpu-ms';

const comparisonOf = async (before: string, after: string): Promise<Comparison> =>
  (await compare(before, after, new AbortController().signal))!;
const SIGNS = { same: ' ', added: '+', removed: '-', moved: '~', fold: '…' } as const;
/** A line as it reads: `+ order.total: 129.90 (+68.90)`. */
function words(line: DiffLine): string {
  const { key, parts, note } = line.content();
  const value = parts.map((part) => part.text).join('');
  return `${SIGNS[line.sign]} ${'  '.repeat(line.depth)}${key === null ? '' : `${key}: `}${value}${note === null ? '' : ` (${note})`}`;
}
async function linesOf(
  before: unknown,
  after: unknown,
  shape: { onlyChanges?: boolean; opened?: string[] } = {},
): Promise<string[]> {
  const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
  const lines = comparisonLines(await comparisonOf(text(before), text(after)), {
    onlyChanges: shape.onlyChanges ?? true,
    opened: new Set(shape.opened),
  });
  return lines!.lines.map(words);
}

describe('the comparison of two JSON payloads', () => {
  it('shows what changed, was added and was removed where it stands, and folds what did not', async () => {
    const before = {
      level: 'warning',
      total: 61,
      order: { ref: 'EU-1', qty: 1, sku: 'a', size: 2 },
      old: true,
    };
    const after = {
      level: 'error',
      total: 129.5,
      order: { ref: 'EU-2', qty: 1, sku: 'a', size: 2 },
      retry: true,
    };
    expect(await linesOf(before, after)).toEqual([
      '- level: "warning"',
      '+ level: "error"',
      '- total: 61',
      '+ total: 129.5 (+68.5)',
      '  order: {',
      '-   ref: "EU-1"',
      '+   ref: "EU-2"',
      '…   3 unchanged values in order',
      '+ retry: true',
      '- old: true',
    ]);
  });

  it('compares keys by name: another order is a move, and only of what has to move', async () => {
    const comparison = await comparisonOf('{"a":1,"b":2,"c":3,"d":4}', '{"a":1,"d":4,"b":2,"c":3}');
    expect(countsOf(comparison).map(({ kind, n }) => [kind, n])).toEqual([
      ['moved', 1],
      ['same', 3],
    ]);
    expect(await linesOf('{"a":1,"b":2,"c":3,"d":4}', '{"a":1,"d":4,"b":2,"c":3}')).toEqual([
      '  a: 1',
      '~ d: 4 (moved)',
      '… 2 unchanged values',
    ]);
  });

  it('pairs elements of arrays by what they are: an insertion changes nothing behind it', async () => {
    const items = Array.from({ length: 50 }, (_, i) => ({ sku: `A-${i}`, qty: i }));
    const comparison = await comparisonOf(
      JSON.stringify(items),
      JSON.stringify([{ sku: 'new', qty: 9 }, ...items]),
    );
    expect(countsOf(comparison).map(({ kind, n }) => [kind, n])).toEqual([
      ['added', 1],
      ['same', 50],
    ]);
  });

  it('pairs objects by their id, and tells one that moved', async () => {
    const before = [
      { id: 1, n: 'a' },
      { id: 2, n: 'b' },
      { id: 3, n: 'c' },
    ];
    expect(
      await linesOf(before, [
        { id: 2, n: 'b' },
        { id: 3, n: 'x' },
        { id: 1, n: 'a' },
      ]),
    ).toEqual([
      '  0: {id: 2, n: "b"}',
      '  1: {',
      '    id: 3',
      '-   n: "c"',
      '+   n: "x"',
      '~ 2: {id: 1, n: "a"} (moved)',
    ]);
  });

  it('compares values as they were sent, but not the white space and escapes around them', async () => {
    expect(changesOf(await comparisonOf('{"a":1.0}', '{"a":1}'))).toBe(1);
    expect(changesOf(await comparisonOf('{"a":9007199254740993}', '{"a":9007199254740992}'))).toBe(1);
    expect(changesOf(await comparisonOf('{"a":"\\u00e9","b":[1, 2]}', '{ "a":"é", "b":[1,2] }'))).toBe(0);
    expect(changesOf(await comparisonOf('{"a":1}', '{"a":"1"}'))).toBe(1);
  });

  it('keeps keys that stand in an object twice apart', async () => {
    expect(changesOf(await comparisonOf('{"a":1,"a":2}', '{"a":1,"a":3}'))).toBe(1);
    expect(changesOf(await comparisonOf('{"a":1,"a":2}', '{"a":1}'))).toBe(1);
  });

  it('opens folds and containers on one line', async () => {
    const before = { a: 1, b: 2, c: 3 };
    const after = { a: 1, b: 2, c: 3, d: { e: [1] } };
    expect(await linesOf(before, after)).toEqual(['… 3 unchanged values', '+ d: {e: [1]}']);
    expect(await linesOf(before, after, { opened: ['fold0-0', 'new4'] })).toEqual([
      '  a: 1',
      '  b: 2',
      '  c: 3',
      '+ d: {',
      '+   e: [1]',
    ]);
    expect(await linesOf(before, after, { onlyChanges: false })).toHaveLength(4);
  });

  it('takes two that have nothing in common, and values of another kind', async () => {
    expect(await linesOf('[1]', '{"a":1}')).toEqual(['- [1]', '+ {a: 1}']);
    expect(await linesOf('1', '2')).toEqual(['- 1', '+ 2 (+1)']);
  });

  it('lets the page go on meanwhile, however large they are', async () => {
    const rows = (n: number): string =>
      JSON.stringify(
        Array.from({ length: 20_000 }, (_, i) => ({ id: i, name: `row ${i}`, n: i % n, on: true })),
      );
    let turns = 0;
    const timer = setInterval(() => (turns += 1), 0);
    const comparison = await compare(rows(7), rows(6), new AbortController().signal, () => 0);
    clearInterval(timer);
    expect(comparison!.kind === 'json' && comparison!.diff.changed).toBeGreaterThan(10_000);
    expect(turns).toBeGreaterThan(3);
  });

  it('gives up when its time is over, and says after how long', async () => {
    let now = 0;
    const big = JSON.stringify(Array.from({ length: 60_000 }, (_, i) => [i]));
    const comparison = await compare(big, `${big} `, new AbortController().signal, () => (now += 2_500));
    expect(comparison).toEqual({ kind: 'gave-up', afterMs: 4_000 });
  });

  it('stops when another event was chosen', async () => {
    const big = JSON.stringify(Array.from({ length: 60_000 }, (_, i) => [i]));
    const stop = new AbortController();
    const running = compare(big, `${big} `, stop.signal);
    stop.abort();
    expect(await running).toBeNull();
  });
});

describe('the comparison of two texts', () => {
  it('goes line by line with three lines around each change', async () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i}`);
    const after = before.map((line, i) => (i === 10 ? 'line ten' : line));
    expect(await linesOf(before.join('\n'), after.join('\r\n'))).toEqual([
      '… 7 unchanged lines',
      '  line 7',
      '  line 8',
      '  line 9',
      '- line 10',
      '+ line ten',
      '  line 11',
      '  line 12',
      '  line 13',
      '… 6 unchanged lines',
    ]);
  });

  it('says when they differ too much to be lined up, and takes no longer than that', () => {
    const random = (seed: number): string =>
      Array.from({ length: 30_000 }, (_, i) => `${(i * 7_919 * seed) % 10_007} ${seed}`).join('\n');
    const begun = cpuMs();
    const diff = textDiff(random(3), random(5));
    expect(diff.gaveUp).toBe(true);
    expect(diff.removed).toBe(30_000);
    expect(cpuMs() - begun).toBeLessThan(3_000);
  });
});

describe('the words of a changed value', () => {
  const marked = (text: string, other: string): string =>
    wordParts(text, other, true)
      .map((part) => (part.em ? `[${part.text}]` : part.text))
      .join('');

  it('are marked where they differ, whole words at a time', () => {
    expect(marked('"EU-20417"', '"EU-20402"')).toBe('"EU-[20417]"');
    expect(marked('"POST returned 502"', '"POST took 912 ms"')).toContain('"POST [');
  });

  it('show a long value around what differs', () => {
    const shown = marked(
      `${'a'.repeat(5_000)} new ${'b'.repeat(5_000)}`,
      `${'a'.repeat(5_000)} old ${'b'.repeat(5_000)}`,
    );
    expect(shown).toContain('[new]');
    expect(shown.length).toBeLessThan(500);
  });
});

describe('what is out of order', () => {
  it.each<[(number | null)[], number[]]>([
    [[1, 2, 3], []],
    [[4, 1, 2, 3], [0]],
    [[1, 2, 3, 0], [3]],
    [[1, null, 3, 2], [2]],
    [[], []],
  ])('of %j are the places %j', (list, places) => {
    expect([...outOfOrder(list)]).toEqual(places);
  });
});
