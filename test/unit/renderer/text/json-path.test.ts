import { describe, expect, it } from 'vitest';
import { compileTextPath } from '@/views/text/json-path';

function found(path: string, payload: unknown): readonly string[] {
  const compiled = compileTextPath(path);
  if (!compiled.ok) throw new Error(`wrong from ${compiled.from} on`);
  return compiled.select(payload);
}

describe('a JSONPath to the text', () => {
  it('finds texts and numbers, not what holds them', () => {
    const payload = { d: [{ t: 'a' }, { t: 2 }, { t: null }, { t: { x: 1 } }] };
    expect(found('$.d[*].t', payload)).toEqual(['a', '2']);
    expect(found('$..x', payload)).toEqual(['1']);
    expect(found("$.d[?@.t == 'a'].t", payload)).toEqual(['a']);
    expect(found('$.none', payload)).toEqual([]);
  });

  it.each([
    ['delta', 0],
    ['$.a b', 4],
    ['$[?foo(@)]', 3],
    ['$.a[', 4],
    ['$..', 3],
  ])('says from where on %s is none', (path, from) => {
    expect(compileTextPath(path)).toEqual({ ok: false, from });
  });

  it('finds nothing in payloads that are too deep', () => {
    let deep: unknown = 'x';
    for (let i = 0; i < 5_000; i++) deep = [deep];
    expect(found('$..t', deep)).toEqual([]);
  });
});
