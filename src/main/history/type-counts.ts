import type { TypeCount } from '@shared/feed';

interface Entry {
  readonly id: number;
  readonly type: string;
  count: number;
}

/** How many events of each type there are now. Types are numbered, so that an index can hold them as tags. */
export class TypeCounts {
  readonly #byType = new Map<string, Entry>();
  readonly #byId: (Entry | undefined)[] = [];
  readonly #free: number[] = [];
  #changed = true;

  /** Whether a count changed since `takeLargest`. */
  get changed(): boolean {
    return this.#changed;
  }

  /** Counts one or more events; returns the number of their type. */
  add(type: string, count = 1): number {
    this.#changed = true;
    let entry = this.#byType.get(type);
    if (!entry) {
      entry = { id: this.#free.pop() ?? this.#byId.length, type, count: 0 };
      this.#byType.set(type, entry);
      this.#byId[entry.id] = entry;
    }
    entry.count += count;
    return entry.id;
  }

  /** Counts one or more fewer; a type that is gone frees its number. */
  remove(id: number, count = 1): void {
    const entry = this.#byId[id];
    if (!entry) return;
    this.#changed = true;
    if ((entry.count -= count) > 0) return;
    this.#byType.delete(entry.type);
    this.#byId[id] = undefined;
    this.#free.push(id);
  }

  /** The most frequent types, largest first, at most `limit`; resets `changed`. */
  takeLargest(limit: number): TypeCount[] {
    this.#changed = false;
    let best: Entry[] = [];
    let least = 0;
    // Pruned on the way: a stream with a new type for every event must not make this sort a million.
    for (const entry of this.#byType.values()) {
      if (entry.count < least) continue;
      best.push(entry);
      if (best.length === limit * 4) {
        best = best.sort(largestFirst).slice(0, limit);
        least = best[limit - 1]?.count ?? 0;
      }
    }
    return best
      .sort(largestFirst)
      .slice(0, limit)
      .map(({ type, count }) => ({ type, count }));
  }
}

function largestFirst(a: Entry, b: Entry): number {
  return b.count - a.count || (a.type < b.type ? -1 : 1);
}
