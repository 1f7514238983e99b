import * as v from 'valibot';

/** Columns that every event has, in their usual order. The tick at the left edge is no column. */
export const EVENT_COLUMNS = ['time', 'delta', 'source', 'channel', 'type', 'id', 'data', 'size'] as const;
export type EventColumn = (typeof EVENT_COLUMNS)[number];

/** Most columns of fields of the payload in one table. */
export const MAX_FIELD_COLUMNS = 12;
/** Longest path of one, in characters. */
export const MAX_FIELD_PATH = 200;
/** Bounds of a column's width, px. */
export const MIN_COLUMN_WIDTH = 36;
export const MAX_COLUMN_WIDTH = 1_200;

export const fieldPathSchema = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(MAX_FIELD_PATH));

const widthSchema = v.nullable(
  v.pipe(v.number(), v.minValue(MIN_COLUMN_WIDTH), v.maxValue(MAX_COLUMN_WIDTH)),
);

/** `width` null: the usual one; of the data what the others leave. */
export const tableColumnSchema = v.variant('kind', [
  v.object({ kind: v.literal('event'), column: v.picklist(EVENT_COLUMNS), width: widthSchema }),
  /** Values at a path of the payload: `order.total`, `items.*.sku`, `**.userId`. */
  v.object({ kind: v.literal('field'), path: fieldPathSchema, width: widthSchema }),
]);
export type TableColumn = v.InferOutput<typeof tableColumnSchema>;

/** The columns that show, in their order; what is not here is hidden. */
export const tableLayoutSchema = v.object({
  columns: v.pipe(
    v.array(tableColumnSchema),
    v.minLength(1),
    v.maxLength(EVENT_COLUMNS.length + MAX_FIELD_COLUMNS),
  ),
});
export type TableLayout = v.InferOutput<typeof tableLayoutSchema>;
