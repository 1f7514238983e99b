import { describe, expect, it } from 'vitest';
import { createPollingTransport } from '../../../../src/main/sources/transports/polling';
import {
  canonicalText,
  elementsOf,
  scalar,
  valueAt,
} from '../../../../src/main/sources/transports/polling-json';
import { SeenItems } from '../../../../src/main/sources/transports/polling-seen';

describe('L11: intervals', () => {
  it.each([0, 1, -5, 249, 86_400_001, 1e12, Number.NaN, Infinity])('L11: %s ms is refused', (intervalMs) => {
    expect(() => createPollingTransport({ intervalMs })).toThrow(
      expect.objectContaining({ code: 'bad-interval', hint: 'It goes from 250 ms to 24 h.' }),
    );
  });
  it.each([250, 86_400_000])('L11: %s ms is taken', (intervalMs) => {
    expect(() => createPollingTransport({ intervalMs })).not.toThrow();
  });
  it.each([0, 99, 600_001])('L11: a timeout of %s ms is refused', (timeoutMs) => {
    expect(() => createPollingTransport({ timeoutMs })).toThrow(
      expect.objectContaining({ code: 'bad-timeout' }),
    );
  });
});

describe('JSON as text', () => {
  const text = ' { "a" : [ 1 , {"b\\"]":"x}"} ,"\\\\" ], "n":-1.50e3, "a\\u0062": true, "n" : 7 } ';
  it.each([
    ['a', '[ 1 , {"b\\"]":"x}"} ,"\\\\" ]'],
    ['a.1', '{"b\\"]":"x}"}'],
    ['a.1.b"]', '"x}"'],
    ['ab', 'true'],
    ['n', '7'],
    ['a.3', null],
    ['a.b', null],
    ['n.x', null],
    ['', text.trim()],
  ])('finds what is at "%s", as it was spelled', (path, value) => {
    expect(valueAt(text, path)).toBe(value);
  });

  it('cuts lists into their elements', () => {
    expect(elementsOf('[]')).toEqual([]);
    expect(elementsOf('[ 1,[2,[3]],"a,b" , {"c":[]}]')).toEqual(['1', '[2,[3]]', '"a,b"', '{"c":[]}']);
    expect(elementsOf('{"a":[]}')).toBeNull();
  });

  it('reads strings and numbers only, every digit of them', () => {
    expect(['"a\\n"', '12345678901234567890', 'true', 'null', '{}', null].map(scalar)).toEqual([
      'a\n',
      '12345678901234567890',
      null,
      null,
      null,
      null,
    ]);
  });

  it('spells the same value the same way', () => {
    expect(canonicalText('{"b":[1, 2],"a":{"d":1,"c":2}}')).toBe(
      canonicalText(' {"a":{"c":2,"d":1}, "b":[1,2]}'),
    );
    expect(canonicalText('[1,2]')).not.toBe(canonicalText('[2,1]'));
    expect(canonicalText('[12345678901234567890]')).not.toBe(canonicalText('[12345678901234567891]'));
  });

  it('takes any depth', () => {
    const deep = '['.repeat(200_000) + ']'.repeat(200_000);
    expect(elementsOf(deep)).toHaveLength(1);
    expect(canonicalText(deep)).toBe(deep);
  });
});

describe('what was seen', () => {
  it('forgets what is no longer listed first, and keeps at least 10,000', () => {
    const seen = new SeenItems();
    seen.news(['old', 'kept']);
    for (let i = 0; i < 10; i++) seen.news(['kept', ...Array.from({ length: 1_000 }, (_, n) => `${i}/${n}`)]);
    expect(seen.size).toBe(10_000);
    expect(seen.news(['kept', 'old'])).toEqual([false, true]);
  });
});
