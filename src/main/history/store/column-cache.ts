import { Columns, type ColumnArrays } from './columns';
import type { Segment } from './segment';

/** Columns kept in memory between queries, bytes: those of a good million events. */
const CACHE_BYTES = 64 * 1_024 * 1_024;

/** The columns of segments that were asked for last, without the rest of their indexes. */
export class ColumnCache {
  readonly #columns = new Map<Segment, { readonly columns: Columns; readonly bytes: number }>();
  #bytes = 0;

  get(segment: Segment): Columns | null {
    const entry = this.#columns.get(segment);
    if (!entry) return null;
    this.#columns.delete(segment);
    this.#columns.set(segment, entry);
    return entry.columns;
  }

  /** Keeps a copy: columns that were read with an index would keep all of it in memory. */
  set(segment: Segment, columns: Columns): Columns {
    this.forget(segment);
    const copy = copyOf(columns);
    const bytes = bytesOf(copy);
    this.#columns.set(segment, { columns: copy, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#columns.keys()) {
      if (this.#bytes <= CACHE_BYTES || oldest === segment) break;
      this.forget(oldest);
    }
    return copy;
  }

  forget(segment: Segment): void {
    const entry = this.#columns.get(segment);
    if (!entry) return;
    this.#columns.delete(segment);
    this.#bytes -= entry.bytes;
  }
}

function copyOf(columns: Columns): Columns {
  const arrays = Object.entries(columns.arrays).map(([key, array]) => [
    key,
    (array as ColumnArrays['seqs']).slice(0, columns.length),
  ]);
  return new Columns(
    Object.fromEntries(arrays) as unknown as ColumnArrays,
    columns.length,
    [columns.sourceNames.list, columns.channelNames.list, columns.typeNames.list],
    columns.hasEventTimes,
  );
}

function bytesOf({ arrays, sourceNames, channelNames, typeNames }: Columns): number {
  let bytes = 0;
  for (const array of Object.values(arrays) as ArrayBufferView[]) bytes += array.byteLength;
  for (const names of [sourceNames, channelNames, typeNames]) {
    for (const name of names.list) bytes += 2 * name.length + 32;
  }
  return bytes;
}
