import { describe, expect, it } from 'vitest';
import type { TableColumn } from '@shared/table-layout';
import { resized, usualColumns, withField, without } from '@/stores/column-edits';
import { tracksOf, usualWidth } from '@/views/stream/columns/column-widths';

const ROOM = { width: 1_000, dataSize: 11.5, showsClock: true };
const USUAL = usualColumns(true);

describe('widths of columns', () => {
  it('are those of the design until somebody changes them, and the data takes the rest', () => {
    const { template, least } = tracksOf(USUAL, ROOM);
    expect(template).toBe('24px 90px 48px 88px 176px 132px 72px minmax(180px, 1fr) 66px');
    expect(least).toBe(24 + 90 + 48 + 88 + 176 + 132 + 72 + 180 + 66);
  });

  it('are less where there is less room', () => {
    expect(tracksOf(USUAL, { ...ROOM, width: 700 }).template).toContain('74px 132px 100px 46px');
  });

  it('grow with the text', () => {
    const time: TableColumn = { kind: 'event', column: 'time', width: null };
    expect(usualWidth(time, { ...ROOM, dataSize: 18 })).toBeGreaterThanOrEqual(12 * 18 * 0.6);
    expect(usualWidth(time, { ...ROOM, showsClock: false })).toBe(56);
  });

  it('leave the rest empty where no column takes it', () => {
    expect(tracksOf(without(USUAL, 'data'), ROOM).template).toMatch(/ minmax\(0, 1fr\)$/u);
    expect(tracksOf(resized(USUAL, 'data', 300), ROOM).template).toMatch(/ 300px 66px minmax\(0, 1fr\)$/u);
  });

  it('count fields', () => {
    const { widths } = tracksOf(resized(withField(USUAL, 'a.b'), 'field:a.b', 77), ROOM);
    expect(widths.get('field:a.b')).toBe(77);
  });
});
