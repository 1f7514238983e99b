import {
  childrenOf,
  isContainer,
  keyOf,
  kindOf,
  sourceOf,
  textOf,
  type JsonDocument,
} from '../json-document';
import { aligned, type Pairing } from './align';
import { outOfOrder } from './out-of-order';

/** One value of two documents. Its place is that in the newer one; what was removed stands where it was. */
export type DiffEntry =
  | { readonly kind: 'same'; readonly old: number; readonly new: number; readonly moved: boolean }
  | { readonly kind: 'added'; readonly new: number }
  | { readonly kind: 'removed'; readonly old: number }
  /** Another value of the same key or place. */
  | { readonly kind: 'changed'; readonly old: number; readonly new: number; readonly moved: boolean }
  /** A container with something different inside. */
  | {
      readonly kind: 'inside';
      readonly old: number;
      readonly new: number;
      readonly moved: boolean;
      readonly entries: readonly DiffEntry[];
    };

export interface JsonDiff {
  readonly root: DiffEntry;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  /** Unchanged values in another place among their siblings. */
  readonly moved: number;
  /** Values compared and found unchanged, outermost only. */
  readonly same: number;
}

/** Values between two yields. */
const STRIDE = 256;

/**
 * Compares two JSON documents by structure: keys of objects by name, elements of arrays by what they are (those with an `id` by
 * it). Values are compared as they were sent: `1.0` is not `1`. Yields now and then, so that it can be run in slices.
 */
export function* jsonDiff(before: JsonDocument, after: JsonDocument): Generator<void, JsonDiff> {
  const differ = new Differ(before, after);
  const root = yield* differ.compare(0, 0, false);
  return { root, ...differ.counts };
}

class Differ {
  readonly #old: JsonDocument;
  readonly #new: JsonDocument;
  readonly counts = { added: 0, removed: 0, changed: 0, moved: 0, same: 0 };
  #steps = 0;

  constructor(before: JsonDocument, after: JsonDocument) {
    this.#old = before;
    this.#new = after;
  }

  *compare(old: number, now: number, moved: boolean): Generator<void, DiffEntry> {
    if (++this.#steps % STRIDE === 0) yield;
    if (sourceOf(this.#old, old) === sourceOf(this.#new, now)) return this.#same(old, now, moved);
    const kind = kindOf(this.#new, now);
    if (kindOf(this.#old, old) !== kind) return this.#changed(old, now, moved);
    if (kind === 'string' && textOf(this.#old, old) === textOf(this.#new, now))
      return this.#same(old, now, moved);
    if (!isContainer(this.#new, now)) return this.#changed(old, now, moved);
    const before = { ...this.counts };
    const entries = kind === 'object' ? yield* this.#object(old, now) : yield* this.#array(old, now);
    // Only white space or escapes differ.
    if (entries.every((entry) => entry.kind === 'same' && !entry.moved)) {
      this.counts.same = before.same;
      return this.#same(old, now, moved);
    }
    return { kind: 'inside', old, new: now, moved, entries };
  }

  *#object(old: number, now: number): Generator<void, DiffEntry[]> {
    const unpaired = new Map<string | number | null, number[]>();
    for (const child of childrenOf(this.#old, old)) {
      if (++this.#steps % STRIDE === 0) yield;
      const key = keyOf(this.#old, child);
      // A key may stand in an object more than once.
      const known = unpaired.get(key);
      if (known) known.push(child);
      else unpaired.set(key, [child]);
    }
    const pairs: Pairing[] = [];
    for (const child of childrenOf(this.#new, now)) {
      if (++this.#steps % STRIDE === 0) yield;
      pairs.push({ old: unpaired.get(keyOf(this.#new, child))?.shift() ?? null, new: child });
    }
    const moved = outOfOrder(pairs.map((pair) => pair.old));
    return yield* this.#entries(
      pairs.map((pair, i) => ({ ...pair, moved: moved.has(i) })),
      [...unpaired.values()].flat(),
    );
  }

  *#array(old: number, now: number): Generator<void, DiffEntry[]> {
    const { pairs, removed } = yield* aligned(this.#old, old, this.#new, now);
    const moved = outOfOrder(pairs.map((pair) => (pair.moved === true ? null : pair.old)));
    return yield* this.#entries(
      pairs.map((pair, i) => (moved.has(i) ? { ...pair, moved: true } : pair)),
      removed,
    );
  }

  /** The pairs in their order, with what was removed behind what it stood behind. */
  *#entries(pairs: readonly Pairing[], removed: readonly number[]): Generator<void, DiffEntry[]> {
    const entries: DiffEntry[] = [];
    const waiting = [...removed].sort((a, b) => a - b);
    let next = 0;
    const takeRemoved = (before: number): void => {
      for (; next < waiting.length && waiting[next]! < before; next++) {
        this.counts.removed += 1;
        entries.push({ kind: 'removed', old: waiting[next]! });
      }
    };
    for (const pair of pairs) {
      if (++this.#steps % STRIDE === 0) yield;
      if (pair.old === null) {
        this.counts.added += 1;
        entries.push({ kind: 'added', new: pair.new });
      } else {
        if (pair.moved !== true) takeRemoved(pair.old);
        entries.push(yield* this.compare(pair.old, pair.new, pair.moved === true));
      }
    }
    takeRemoved(Infinity);
    return entries;
  }

  #same(old: number, now: number, moved: boolean): DiffEntry {
    if (moved) this.counts.moved += 1;
    else this.counts.same += 1;
    return { kind: 'same', old, new: now, moved };
  }
  #changed(old: number, now: number, moved: boolean): DiffEntry {
    this.counts.changed += 1;
    return { kind: 'changed', old, new: now, moved };
  }
}
