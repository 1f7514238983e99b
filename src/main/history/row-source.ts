import type { QueryNode } from '@shared/query';
import type { EventRow, StreamEvent } from '@shared/stream-event';
import type { EventBuffer } from './event-buffer';
import { toEventRow } from './event-row';
import { PayloadValues } from './payload-values';
import { compileQuery, type EventPredicate } from './query/compile';
import type { StoredHistory } from './stored-history';

/** Rows that are kept, so that the quiet end of a view is not made anew with every update. */
const MAX_CACHED = 1_000;

/** Payloads are looked through for so long for one answer, ms: hostile ones are not to keep the streams waiting. */
const LOOK_MS = 50;

/** Rows of events by number: from memory, or from the store. */
export class RowSource {
  readonly #buffer: EventBuffer;
  readonly #store: StoredHistory | null;
  readonly #cache = new Map<number, EventRow>();
  #mark: QueryNode | null = null;
  #marked: EventPredicate | null = null;
  #columns: readonly string[] = [];
  #values: PayloadValues | null = null;
  /** When no more payloads are looked through for this answer, by `performance.now()`. */
  #lookUntil = 0;

  constructor(buffer: EventBuffer, store: StoredHistory | null) {
    this.#buffer = buffer;
    this.#store = store;
  }

  get mark(): QueryNode | null {
    return this.#mark;
  }

  /** Sets which rows are marked from now on. */
  setMark(mark: QueryNode | null): void {
    this.#mark = mark;
    this.#marked = mark && compileQuery(mark);
    this.#cache.clear();
  }

  /** Sets which paths of the payload (`readFieldPath`) rows have values of from now on. */
  setColumns(paths: readonly string[]): void {
    this.#columns = paths;
    this.#values = paths.length === 0 ? null : new PayloadValues(paths);
    this.#cache.clear();
  }

  /** Forgets what was read of the store: something in it changed. */
  forget(): void {
    this.#cache.clear();
  }

  /** Rows for all the numbers, in their order: at once when all are at hand. */
  rows(seqs: readonly number[]): EventRow[] | Promise<EventRow[]> {
    this.#lookUntil = performance.now() + LOOK_MS;
    const rows: (EventRow | null)[] = seqs.map((seq) => this.#atHand(seq));
    const missing = seqs.filter((_, i) => rows[i] === null);
    if (missing.length === 0) return rows as EventRow[];
    return this.#stored(missing).then((found) =>
      rows.map((row, i) => row ?? found.get(seqs[i]!) ?? gone(seqs[i]!)),
    );
  }

  #atHand(seq: number): EventRow | null {
    const known = this.#cache.get(seq);
    if (known) return known;
    const event = this.#buffer.get(seq);
    if (!event) return null;
    const values = this.#values;
    const isLate = values !== null && performance.now() > this.#lookUntil;
    return isLate ? this.#row(event, { of: () => values.notLooked }) : this.#keep(this.#row(event, values));
  }

  #row(event: StreamEvent, values: Pick<PayloadValues, 'of'> | null): EventRow {
    const row = toEventRow(event, values);
    return this.#marked?.(event) === true ? { ...row, marked: true } : row;
  }

  #keep(row: EventRow): EventRow {
    this.#cache.set(row.seq, row);
    const [oldest] = this.#cache.keys();
    if (this.#cache.size > MAX_CACHED && oldest !== undefined) this.#cache.delete(oldest);
    return row;
  }

  async #stored(seqs: readonly number[]): Promise<Map<number, EventRow>> {
    const mark = this.#mark;
    const columns = this.#columns;
    // A store that has been closed meanwhile has nothing; the rows say so.
    const rows = (await this.#store?.rows(seqs, mark, columns).catch(() => [])) ?? [];
    const found = new Map(rows.map((row) => [row.seq, row]));
    if (mark !== this.#mark || columns !== this.#columns) return found;
    for (const row of found.values()) this.#keep(row);
    return found;
  }
}

function gone(seq: number): EventRow {
  return {
    seq,
    kind: 'missing',
    sourceId: '',
    receivedAt: 0,
    type: '',
    id: null,
    channel: '',
    preview: '',
    size: 0,
    level: null,
    gap: null,
  };
}
