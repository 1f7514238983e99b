import { describe, expect, it } from 'vitest';
import { SIZE_CLASSES } from '@shared/feed';
import { sizeQuantile, sizeSentence, sizeSpan } from '@/ui/size-words';

const sizes = (...pairs: [index: number, count: number][]): number[] => {
  const list = new Array<number>(SIZE_CLASSES).fill(0);
  for (const [index, count] of pairs) list[index] = count;
  return list;
};

describe('sizes in words', () => {
  it('names classes by their edges, with a unit where it changes', () => {
    expect([0, 1, 3, 5, 6, SIZE_CLASSES - 1].map(sizeSpan)).toEqual([
      'under 32 B',
      '32 to 64 B',
      '128 to 256 B',
      '512 B to 1 KiB',
      '1 to 2 KiB',
      '512 KiB and more',
    ]);
  });

  it('finds the class that a share of the events reaches up to', () => {
    const list = sizes([2, 50], [4, 49], [9, 1]);
    expect([0.5, 0.51, 0.99, 1].map((share) => sizeQuantile(list, share))).toEqual([2, 4, 4, 9]);
    expect(sizeQuantile(sizes(), 0.5)).toBeNull();
  });

  it('says how large half and nearly all are', () => {
    expect(sizeSentence(sizes([2, 600], [4, 595], [9, 5]))).toBe(
      'Half of 1,200 are under 128 B, 99 % under 512 B.',
    );
    expect(sizeSentence(sizes([3, 1_000]))).toBe('Nearly all of 1,000 are 128 to 256 B.');
    expect(sizeSentence(sizes([3, 10], [SIZE_CLASSES - 1, 5]))).toBe(
      'Half of 15 are under 256 B, some 512 KiB and more.',
    );
    expect(sizeSentence(sizes())).toBe('');
  });
});
