import { describe, expect, it } from 'vitest';
import { MAX_TABLES } from '@shared/settings';
import { MAX_COLUMN_WIDTH, MIN_COLUMN_WIDTH, type TableColumn } from '@shared/table-layout';
import {
  keyOf,
  moved,
  resized,
  usualColumns,
  withEventColumn,
  withField,
  withLayout,
  without,
} from '@/stores/column-edits';

const keys = (columns: readonly TableColumn[]): string => columns.map(keyOf).join(' ');
const USUAL = usualColumns(true);

describe('changes of columns', () => {
  it('begin with the usual ones, with or without the delta', () => {
    expect(keys(USUAL)).toBe('time delta source channel type id data size');
    expect(keys(usualColumns(false))).toBe('time source channel type id data size');
  });

  it('keep widths within their bounds', () => {
    const width = (px: number | null): number | null | undefined =>
      resized(USUAL, 'type', px).find((column) => keyOf(column) === 'type')?.width;
    expect([width(120.4), width(1), width(1e6), width(null)]).toEqual([
      120,
      MIN_COLUMN_WIDTH,
      MAX_COLUMN_WIDTH,
      null,
    ]);
  });

  it('move a column to any place, and no further than the ends', () => {
    expect(keys(moved(USUAL, 'type', 0))).toBe('type time delta source channel id data size');
    expect(keys(moved(USUAL, 'time', 99))).toBe('delta source channel type id data size time');
    expect(keys(moved(USUAL, 'field:none', 0))).toBe(keys(USUAL));
  });

  it('never take the last column', () => {
    let columns: readonly TableColumn[] = USUAL;
    for (const key of USUAL.map(keyOf)) columns = without(columns, key);
    expect(keys(columns)).toBe('size');
  });

  it('bring a hidden column back behind those that usually stand before it', () => {
    const hidden = without(without(USUAL, 'channel'), 'time');
    expect(keys(withEventColumn(hidden, 'channel'))).toBe('delta source channel type id data size');
    expect(keys(withEventColumn(hidden, 'time'))).toBe('time delta source type id data size');
    expect(withEventColumn(USUAL, 'time')).toEqual(USUAL);
  });

  it('put a field before the data, and at the end where there is none', () => {
    expect(keys(withField(USUAL, 'order.total'))).toBe(
      'time delta source channel type id field:order.total data size',
    );
    expect(keys(withField(without(USUAL, 'data'), 'a'))).toMatch(/size field:a$/u);
  });

  it('remember so many tables, and forget those that were not changed for the longest time', () => {
    let tables = withLayout({}, '', { columns: USUAL });
    for (let i = 0; i < MAX_TABLES + 5; i++) {
      tables = withLayout(tables, `source-${i}`, {
        columns: [{ kind: 'event', column: 'time', width: i + 36 }],
      });
      if (i === 50) tables = withLayout(tables, 'source-0', { columns: USUAL });
    }
    const names = Object.keys(tables);
    expect(names).toHaveLength(MAX_TABLES);
    expect(names).toContain('source-0');
    expect(names).not.toContain('source-1');
    expect(names).toContain(`source-${MAX_TABLES + 4}`);
    expect(Object.keys(withLayout(tables, 'source-0', null))).not.toContain('source-0');
  });
});
