import { describe, expect, it } from 'vitest';
import { PositionIndex, type FoundEvents } from '../../../../src/main/history/position-index';
import { TypeCounts } from '../../../../src/main/history/type-counts';
import { Random } from './random';

function found(seqs: readonly number[], firstSeq: number, lastSeq: number, dense: boolean): FoundEvents {
  const bits = new Uint32Array(Math.ceil((lastSeq - firstSeq + 1) / 32));
  for (const seq of seqs) bits[(seq - firstSeq) >>> 5]! |= 1 << ((seq - firstSeq) & 31);
  return {
    firstSeq,
    lastSeq,
    bits: dense ? bits : null,
    seqs: dense ? null : Float64Array.from(seqs),
    count: seqs.length,
    types: seqs.length > 0 ? [['found', seqs.length]] : [],
  };
}

const countsOf = (types: TypeCounts): Record<string, number> =>
  Object.fromEntries(types.takeLargest(100).map(({ type, count }) => [type, count]));

describe('positions of a view', () => {
  it('count up from 0 for what arrives and down for what is found in the history', () => {
    const types = new TypeCounts();
    const index = new PositionIndex(types);
    expect([index.first, index.end]).toEqual([0, 0]);
    index.push(100, 'a', true);
    index.push(101, 'a', false);
    index.push(103, null, true);
    index.prepend(found([92, 99], 90, 99, true));
    index.prepend(found([], 80, 89, true));
    index.prepend(found([3, 70], 1, 79, false));
    expect([index.first, index.end]).toEqual([-4, 2]);
    expect(index.seqs(-100, 200)).toEqual([3, 70, 92, 99, 100, 103]);
    expect([3, 70, 92, 99, 100, 101, 103, 500].map((seq) => index.find(seq))).toEqual([
      -4,
      -3,
      -2,
      -1,
      0,
      null,
      1,
      null,
    ]);
    expect(index.seqAt(-4)).toBe(3);
    expect(index.seqAt(-5)).toBeNull();
    expect(countsOf(types)).toEqual({ found: 4, a: 2 });
  });

  it('move up to the rest for the newest events of channels, which stay when older ones go', () => {
    const types = new TypeCounts();
    const index = new PositionIndex(types);
    index.push(50, 'a', true);
    index.prepend(found([30, 35, 40], 30, 49, true));
    index.prepend(found([10, 12, 20], 1, 29, true));
    index.dropBelow(30, [5, 12, 20]);
    expect(index.seqs(-100, 200)).toEqual([12, 20, 30, 35, 40, 50]);
    expect([index.first, index.find(12), index.find(5), index.find(30)]).toEqual([-5, -5, null, -3]);
    index.dropBelow(36, [12]);
    expect(index.seqs(-100, 200)).toEqual([12, 40, 50]);
    expect([index.first, index.end]).toEqual([-2, 1]);
  });

  it('have nothing left when everything has gone, and go on', () => {
    const types = new TypeCounts();
    const index = new PositionIndex(types);
    for (let seq = 1; seq <= 5_000; seq++) index.push(seq, 'a', true);
    index.dropBelow(9_999);
    expect([index.first, index.end, index.seqs(0, 9_999)]).toEqual([5_000, 5_000, []]);
    expect(countsOf(types)).toEqual({});
    index.push(9_999, 'b', true);
    expect([index.first, index.end, index.seqs(0, 9_999)]).toEqual([5_000, 5_001, [9_999]]);
  });

  it.each(Array.from({ length: 40 }, (_, seed) => seed))('agree with a plain list (seed %i)', (seed) => {
    const random = new Random(seed);
    const types = new TypeCounts();
    const index = new PositionIndex(types);
    let list: number[] = [];
    let zero = 0;
    let next = 100_000;
    let oldest = next;
    let floor = 0;
    for (let step = 0; step < 60; step++) {
      const dice = random.below(10);
      if (dice < 5) {
        for (let i = random.below(3_000); i > 0; i--) {
          const shown = random.chance(0.7);
          index.push(next, 'a', shown);
          if (shown) list.push(next);
          next += random.chance(0.01) ? 50 : 1;
        }
      } else if (dice < 8 && oldest > 10) {
        const firstSeq = Math.max(1, oldest - 1 - random.below(5_000));
        const seqs: number[] = [];
        for (let seq = firstSeq; seq < oldest; seq++) if (random.chance(0.3)) seqs.push(seq);
        index.prepend(found(seqs, firstSeq, oldest - 1, random.chance(0.7)));
        const here = seqs.filter((seq) => seq >= floor);
        list = [...here, ...list];
        zero += here.length;
        oldest = firstSeq;
      } else if (dice === 8) {
        const below = Math.max(floor, oldest + random.below(Math.max(1, (next - oldest) >> 2)));
        floor = below;
        index.dropBelow(below);
        const kept = list.filter((seq) => seq >= below);
        zero -= list.length - kept.length;
        list = kept;
      }
      expect([index.first, index.end]).toEqual([0 - zero, list.length - zero]);
      const from = random.below(list.length + 1);
      expect(index.seqs(from - zero, 500)).toEqual(list.slice(from, from + 500));
      const seq = oldest + random.below(Math.max(1, next - oldest));
      const at = list.indexOf(seq);
      expect(index.find(seq)).toBe(at < 0 ? null : at - zero);
      const later = list.findIndex((one) => one >= seq);
      expect(index.positionFrom(seq)).toBe((later < 0 ? list.length : later) - zero);
    }
  });
});
