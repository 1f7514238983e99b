import { childrenOf, isContainer, type JsonDocument } from '../json-document';
import type { DiffEntry, JsonDiff } from './json-diff';

export type DiffSign = 'same' | 'added' | 'removed' | 'moved';

/** One line of a comparison of two JSON documents. */
export type DiffRow =
  | {
      readonly kind: 'value';
      readonly id: string;
      readonly sign: DiffSign;
      /** The document that `node` is of. */
      readonly side: 'old' | 'new';
      readonly node: number;
      /** What it was or became, in the other document, where the value changed. */
      readonly other: number | null;
      readonly depth: number;
      /** Which change it belongs to, from 0; -1 for none. */
      readonly change: number;
      /** A container on one line that can be opened. */
      readonly foldable: boolean;
      readonly open: boolean;
    }
  /** Stands for unchanged values of the container `inside` (in the newer document). */
  | {
      readonly kind: 'fold';
      readonly id: string;
      readonly count: number;
      readonly inside: number;
      readonly depth: number;
    }
  /** There are more rows than are drawn. */
  | { readonly kind: 'cut'; readonly id: string; readonly depth: number };

/** Most rows of one comparison. */
export const MAX_DIFF_ROWS = 20_000;
/** So many unchanged values next to one another are shown rather than folded. */
const SHORTEST_FOLD = 2;

export interface DiffShape {
  /** Hide what is unchanged. */
  readonly onlyChanges: boolean;
  /** Rows (`id`) that were opened: folds and containers on one line. */
  readonly opened: ReadonlySet<string>;
}

/** A comparison as rows. */
export function diffRows(
  diff: JsonDiff,
  before: JsonDocument,
  after: JsonDocument,
  shape: DiffShape,
): { readonly rows: readonly DiffRow[]; readonly changes: number } {
  const maker = new RowMaker(before, after, shape);
  maker.put(diff.root, 0, true);
  return { rows: maker.rows, changes: maker.changes };
}

class RowMaker {
  readonly rows: DiffRow[] = [];
  changes = 0;
  readonly #docs: { readonly old: JsonDocument; readonly new: JsonDocument };
  readonly #shape: DiffShape;

  constructor(before: JsonDocument, after: JsonDocument, shape: DiffShape) {
    this.#docs = { old: before, new: after };
    this.#shape = shape;
  }

  get #full(): boolean {
    return this.rows.length >= MAX_DIFF_ROWS;
  }

  put(entry: DiffEntry, depth: number, isRoot = false): void {
    if (this.#full) return;
    switch (entry.kind) {
      case 'same': {
        const change = entry.moved ? this.changes++ : -1;
        return this.#value(entry.moved ? 'moved' : 'same', 'new', entry.new, null, depth, change);
      }
      case 'added':
        return this.#value('added', 'new', entry.new, null, depth, this.changes++);
      case 'removed':
        return this.#value('removed', 'old', entry.old, null, depth, this.changes++);
      case 'changed': {
        const change = this.changes++;
        this.#value('removed', 'old', entry.old, entry.new, depth, change);
        return this.#value('added', 'new', entry.new, entry.old, depth, change);
      }
      case 'inside':
        if (isRoot) return this.#entries(entry, 0);
        this.rows.push({
          kind: 'value',
          id: `in${entry.new}`,
          sign: entry.moved ? 'moved' : 'same',
          side: 'new',
          node: entry.new,
          other: null,
          depth,
          change: entry.moved ? this.changes++ : -1,
          foldable: false,
          open: true,
        });
        return this.#entries(entry, depth + 1);
    }
  }

  #entries({ entries, new: inside }: Extract<DiffEntry, { kind: 'inside' }>, depth: number): void {
    for (let i = 0; i < entries.length; i++) {
      if (this.#full) return this.#cut(depth);
      let end = i;
      while (end < entries.length && isUnchanged(entries[end]!)) end += 1;
      const id = `fold${inside}-${i}`;
      if (this.#shape.onlyChanges && end - i >= SHORTEST_FOLD && !this.#shape.opened.has(id)) {
        this.rows.push({ kind: 'fold', id, count: end - i, inside, depth });
        i = end - 1;
      } else if (end > i) {
        for (; i < end; i++) this.put(entries[i]!, depth);
        i -= 1;
      } else {
        this.put(entries[i]!, depth);
      }
    }
  }

  #value(
    sign: DiffSign,
    side: 'old' | 'new',
    node: number,
    other: number | null,
    depth: number,
    change: number,
  ): void {
    if (this.#full) return;
    const doc = this.#docs[side];
    const foldable = isContainer(doc, node) && doc.children[node]! > 0;
    const id = `${side}${node}`;
    const open = foldable && this.#shape.opened.has(id);
    this.rows.push({ kind: 'value', id, sign, side, node, other, depth, change, foldable, open });
    if (!open) return;
    for (const child of childrenOf(doc, node)) {
      if (this.#full) return this.#cut(depth + 1);
      this.#value(sign, side, child, null, depth + 1, change);
    }
  }

  #cut(depth: number): void {
    if (this.rows.at(-1)?.kind !== 'cut') this.rows.push({ kind: 'cut', id: 'cut', depth });
  }
}

const isUnchanged = (entry: DiffEntry): boolean => entry.kind === 'same' && !entry.moved;
