import { MAX_TABLES, type Settings } from '@shared/settings';
import {
  EVENT_COLUMNS,
  MAX_COLUMN_WIDTH,
  MIN_COLUMN_WIDTH,
  type EventColumn,
  type TableColumn,
  type TableLayout,
} from '@shared/table-layout';

type Columns = readonly TableColumn[];
export type Tables = Settings['tables'];

/** Names a column within its table: `time`, `field:order.total`. */
export type ColumnKey = EventColumn | `field:${string}`;

export const keyOf = (column: TableColumn): ColumnKey =>
  column.kind === 'event' ? column.column : `field:${column.path}`;

/** Columns of a table that nobody changed. */
export const usualColumns = (showDelta: boolean): TableColumn[] =>
  EVENT_COLUMNS.filter((column) => column !== 'delta' || showDelta).map(eventColumn);

const eventColumn = (column: EventColumn): TableColumn => ({ kind: 'event', column, width: null });

/** @param width px, brought within the bounds; null for the usual one */
export function resized(columns: Columns, key: ColumnKey, width: number | null): TableColumn[] {
  const within =
    width === null ? null : Math.round(Math.min(MAX_COLUMN_WIDTH, Math.max(MIN_COLUMN_WIDTH, width)));
  return columns.map((column) => (keyOf(column) === key ? { ...column, width: within } : column));
}

/** With a column at another place, clamped: 0 is the first. */
export function moved(columns: Columns, key: ColumnKey, to: number): TableColumn[] {
  const column = columns.find((each) => keyOf(each) === key);
  if (!column) return [...columns];
  const others = columns.filter((each) => each !== column);
  const at = Math.min(others.length, Math.max(0, to));
  return [...others.slice(0, at), column, ...others.slice(at)];
}

/** Without a column; the last one stays. */
export const without = (columns: Columns, key: ColumnKey): TableColumn[] =>
  columns.length === 1 ? [...columns] : columns.filter((column) => keyOf(column) !== key);

/** With a column as it was `before`, in front of the first that came after it there and still shows. */
export function withBack(columns: Columns, before: Columns, key: ColumnKey): TableColumn[] {
  const was = before.findIndex((column) => keyOf(column) === key);
  const shown = new Set(columns.map(keyOf));
  if (was < 0 || shown.has(key)) return [...columns];
  const next = before.slice(was).find((column) => shown.has(keyOf(column)));
  const at = next ? columns.findIndex((column) => keyOf(column) === keyOf(next)) : columns.length;
  return [...columns.slice(0, at), before[was]!, ...columns.slice(at)];
}

/** With a column of every event back where it usually stands: behind those that usually stand before it. */
export function withEventColumn(columns: Columns, column: EventColumn): TableColumn[] {
  if (columns.some((each) => keyOf(each) === column)) return [...columns];
  const before = EVENT_COLUMNS.slice(0, EVENT_COLUMNS.indexOf(column));
  const at = columns.reduce(
    (place, each, i) => (each.kind === 'event' && before.includes(each.column) ? i + 1 : place),
    0,
  );
  return [...columns.slice(0, at), eventColumn(column), ...columns.slice(at)];
}

/** With a column of a field, before the data, where values are looked for. */
export function withField(columns: Columns, path: string): TableColumn[] {
  const data = columns.findIndex((column) => keyOf(column) === 'data');
  const at = data < 0 ? columns.length : data;
  return [...columns.slice(0, at), { kind: 'field', path, width: null }, ...columns.slice(at)];
}

/**
 * All tables with another layout of one, null for none of its own. When there are more than are remembered, those that were
 * not changed for the longest time go.
 */
export function withLayout(tables: Tables, source: string, layout: TableLayout | null): Tables {
  const others = Object.entries(tables).filter(([key]) => key !== source);
  const all = layout ? [...others, [source, layout] as const] : others;
  const surplus = all.length - MAX_TABLES;
  const kept = surplus > 0 ? all.filter(([key], i) => key === '' || i >= surplus) : all;
  return Object.fromEntries(kept.slice(-MAX_TABLES));
}
