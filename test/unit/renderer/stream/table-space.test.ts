import { describe, expect, it } from 'vitest';
import {
  clampedTop,
  endTop,
  isScaled,
  MAX_SPACE,
  rowOffset,
  scrollTopAt,
  spaceHeight,
  topAfter,
  topAt,
  type TableSpace,
} from '@/views/stream/table-space';

const space = (first: number, end: number, more: Partial<TableSpace> = {}): TableSpace => ({
  rowHeight: 24,
  viewport: 600,
  first,
  end,
  ...more,
});
const few = space(0, 10);
const some = space(-900, 100);
const many = space(-9_980_000, 20_000);

describe('the space of the event list', () => {
  it('is as high as its rows while that can be laid out', () => {
    expect(spaceHeight(some)).toBe(24_000);
    expect(isScaled(some)).toBe(false);
    expect(rowOffset(some, -900, -500, 9_600)).toBe(0);
    expect(rowOffset(some, -890, -500, 9_600)).toBe(240);
  });

  it('puts few rows at the bottom', () => {
    expect(spaceHeight(few)).toBe(600);
    expect(endTop(few)).toBe(-15);
    expect(clampedTop(few, 5)).toBe(-15);
    expect(scrollTopAt(few, -15)).toBe(0);
    expect(rowOffset(few, 9, -15, 0)).toBe(576);
  });

  it('is no higher than Chromium can lay out with ten million rows', () => {
    expect(spaceHeight(many)).toBe(MAX_SPACE);
    expect(isScaled(many)).toBe(true);
  });

  it('reaches the first and the last row with the thumb at its ends', () => {
    const way = MAX_SPACE - many.viewport;
    expect(topAt(many, 0)).toBe(many.first);
    expect(topAt(many, way)).toBe(endTop(many));
    expect(scrollTopAt(many, many.first)).toBe(0);
    expect(scrollTopAt(many, many.end)).toBe(way);
  });

  it('takes a drag of the thumb for a share of all rows', () => {
    const middle = topAt(many, (MAX_SPACE - many.viewport) / 2);
    expect(Math.abs(middle - -4_980_000)).toBeLessThan(20);
    expect(topAfter(many, many.first, 0, (MAX_SPACE - many.viewport) / 2)).toBe(middle);
  });

  it('moves by exact rows when it is scrolled a short way', () => {
    expect(topAfter(many, -5_000, 4_000_000, 4_000_048)).toBe(-4_998);
    expect(topAfter(many, -5_000, 4_000_000, 3_999_976)).toBe(-5_001);
    expect(topAfter(some, -500, 9_600, 9_648)).toBe(-498);
  });

  it('is at its end when the element is, however short the way there was', () => {
    const way = MAX_SPACE - many.viewport;
    expect(topAfter(many, 19_000, way - 100, way)).toBe(endTop(many));
    expect(topAfter(many, many.first + 400, 80, 0)).toBe(many.first);
  });

  it('draws rows where the element shows them, whatever its scrollTop', () => {
    for (const scrollTop of [0, 1_234_567, MAX_SPACE - 600]) {
      expect(rowOffset(many, 777, 775.5, scrollTop) - scrollTop).toBe(36);
    }
  });

  it('keeps a position where it is while older rows are found', () => {
    for (const first of [0, -1_000, -400_000, -9_000_000]) {
      const grown = space(first, 1_000);
      const scrollTop = scrollTopAt(grown, 700.25);
      expect(rowOffset(grown, 705, 700.25, scrollTop) - scrollTop).toBe(114);
    }
  });

  it('finds every position again from its scrollTop while it is not scaled', () => {
    for (let top = some.first; top <= endTop(some); top += 13.25)
      expect(topAt(some, scrollTopAt(some, top))).toBeCloseTo(top, 6);
  });
});
