import { describe, expect, it } from 'vitest';
import { HUES, TypeHues } from '@/stores/type-hues';

describe('hues of types', () => {
  it('are given by order of first appearance and kept', () => {
    const hues = new TypeHues();
    for (const type of ['a', 'b', 'a', 'c']) hues.note(type);
    expect(['a', 'b', 'c'].map((type) => hues.of(type))).toEqual(HUES.slice(0, 3));
    hues.note('d');
    expect(hues.of('a')).toBe(HUES[0]);
  });

  it('start again after the eighth', () => {
    const hues = new TypeHues();
    for (let i = 0; i <= 8; i++) hues.note(`t${i}`);
    expect(hues.of('t8')).toBe(hues.of('t0'));
  });

  it('stay the same for types beyond what is remembered', () => {
    const hues = new TypeHues();
    for (let i = 0; i < 10_000; i++) hues.note(`t${i}`);
    expect(hues.of('t9999')).toBe(hues.of('t9999'));
    expect(HUES).toContain(hues.of('t9999'));
  });
});
