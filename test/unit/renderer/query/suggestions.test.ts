import { describe, expect, it } from 'vitest';
import { parseQuery } from '@shared/query/parse';
import type { SeenFields } from '@shared/query/seen-fields';
import { suggestionsAt, type Suggestion, type Suggestions } from '@/views/stream/query/suggestions';

const seen: SeenFields = {
  fields: [
    { path: ['type'], count: 900, values: [{ value: 'order paid', count: 90 }] },
    {
      path: ['data', 'level'],
      count: 800,
      values: [
        { value: 'info', count: 500 },
        { value: 'warning', count: 70 },
        { value: 'error', count: 30 },
      ],
    },
    {
      path: ['data', 'ms'],
      count: 40,
      values: [
        { value: 20, count: 5 },
        { value: 1_840, count: 3 },
        { value: 300, count: 1 },
      ],
    },
    { path: ['data', 'weird key'], count: 1, values: [{ value: 'a\u202eb', count: 1 }] },
  ],
};

/** `|` is the cursor. */
function at(marked: string, past: string[] = []): Suggestions & { accept(label: string): string } {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const found = suggestionsAt(text, cursor, seen, past);
  return {
    ...found,
    accept(label) {
      const item = found.groups.flatMap(({ items }) => items).find((one) => one.label === label);
      if (!item) return `no ${label}`;
      return text.slice(0, item.from) + item.insert + text.slice(item.to);
    },
  };
}
const headings = ({ groups }: Suggestions): string[] => groups.map(({ heading }) => heading);
const labels = ({ groups }: Suggestions, heading: string): string[] =>
  groups.find((group) => group.heading === heading)?.items.map(({ label }) => label) ?? [];
const all = ({ groups }: Suggestions): Suggestion[] => groups.flatMap(({ items }) => [...items]);

describe('the suggestions under the query bar', () => {
  it('offers the values of a field with their counts and levels, and ways to compare', () => {
    const found = at('type:x AND data.level:err|');
    expect(headings(found)).toEqual(['Values of data.level', 'Or compare']);
    expect(found.groups[0]?.items[0]).toMatchObject({ label: 'error', count: 30, level: 'error' });
    expect(found.groups[0]?.items[0]?.hit).toEqual({ from: 0, to: 3 });
    expect(labels(found, 'Or compare')).toEqual(['data.level:(error OR warning)', 'data.level:~err']);
    expect(found.accept('data.level:(error OR warning)')).toBe('type:x AND data.level:(error OR warning)');
    expect(all(found).find(({ label }) => label.includes('OR'))?.count).toBe(100);
  });

  it('shows the other values below one that is written out', () => {
    const values = labels(at('data.level:error|'), 'Values of data.level');
    expect(values).toEqual(['error', 'info', 'warning']);
  });

  it('compares numbers with the one that is written, or with a usual one', () => {
    expect(labels(at('data.ms:|'), 'Or compare')).toEqual([
      'data.ms:>300',
      'data.ms:<=300',
      'data.ms:[20 TO 1840]',
    ]);
    expect(labels(at('data.ms:5|'), 'Compare data.ms')).toEqual([
      'data.ms:>5',
      'data.ms:<=5',
      'data.ms:[20 TO 1840]',
    ]);
  });

  it.each([
    'data.level:|',
    'data.ms:|',
    'type:|',
    'time:|',
    'eventTime:|',
    'size:|',
    'level:|',
    '"data"."weird key":|',
  ])('offers nothing behind %s that cannot be read', (marked) => {
    const found = at(marked);
    expect(all(found).length).toBeGreaterThan(0);
    for (const item of all(found)) {
      const query = found.accept(item.label);
      expect([query, parseQuery(query).ok]).toEqual([query, true]);
    }
  });

  it('quotes values and names where that is needed', () => {
    expect(at('type:ord|').accept('order paid')).toBe('type:"order paid"');
    expect(at('weird|').accept('data.weird key')).toBe('data."weird key":');
  });

  it('names the field within its parentheses, too', () => {
    expect(headings(at('data.level:(error OR |'))).toEqual(['Values of data.level']);
  });

  it('offers words to join with behind a whole term, and fields', () => {
    const found = at('type:x |');
    expect(headings(found)).toEqual(['Join with', 'Fields']);
    expect(found.completes).toBe(false);
  });

  it('completes only what is being written: Tab on a free place goes on to the next control', () => {
    expect(at('|').completes).toBe(false);
    expect(at('dat|').completes).toBe(true);
    expect(at('data.level:|').completes).toBe(true);
  });

  it('offers earlier queries while the bar is empty, five at most', () => {
    const past = ['a', 'b', 'c', 'd', 'e', 'f'];
    const found = at('|', past);
    expect(labels(found, 'Recent')).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(found.accept('c')).toBe('c');
    expect(headings(at('x|', past))).not.toContain('Recent');
  });
});
