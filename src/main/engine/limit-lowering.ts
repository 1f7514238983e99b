import type { Retention } from '@shared/history';

/** How long a lowered limit can be taken back, ms: a little longer than a window offers it. */
const UNDO_MS = 10_000;

/** What is kept of everything, and of single sources by their ids. A bound of 0 does not bind. */
export interface Limits {
  readonly all: Retention;
  readonly sources: ReadonlyMap<string, Retention>;
}

/**
 * The limits that are met: raised ones at once, lowered ones 10 s after the last of them was set, for what they let go is gone
 * for good. Those of a source that was not there before are met at once. Closed before that, the next start meets them.
 */
export class LimitLowering {
  readonly #changed: () => void;
  readonly #undoMs: number;
  #wanted: Limits;
  #met: Limits;
  #timer: NodeJS.Timeout | null = null;

  /** @param limits met at once */
  constructor(limits: Limits, changed: () => void, undoMs = UNDO_MS) {
    this.#wanted = limits;
    this.#met = limits;
    this.#changed = changed;
    this.#undoMs = undoMs;
  }

  /** The limits to be met now. */
  get met(): Limits {
    return this.#met;
  }

  set(part: Partial<Limits>): void {
    const before = this.#wanted;
    const next = { ...before, ...part };
    this.#wanted = next;
    this.#met = looser(this.#met, next);
    if (isSame(this.#met, next)) this.close();
    else if (this.#timer === null || !isSame(looser(before, next), next)) this.#wait();
    this.#changed();
  }

  /** Meets no lowered limit any more. */
  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #wait(): void {
    this.close();
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#met = this.#wanted;
      this.#changed();
    }, this.#undoMs);
    this.#timer.unref();
  }
}

/** Of each limit the one that lets less go, for the sources of `next`. */
function looser(before: Limits, next: Limits): Limits {
  const sources = [...next.sources].map(([id, limits]): [string, Retention] => {
    const old = before.sources.get(id);
    return [id, old ? looserOf(old, limits) : limits];
  });
  return { all: looserOf(before.all, next.all), sources: new Map(sources) };
}

const looserOf = (a: Retention, b: Retention): Retention => ({
  megabytes: larger(a.megabytes, b.megabytes),
  events: larger(a.events, b.events),
  days: larger(a.days, b.days),
});

const larger = (a: number, b: number): number => (a === 0 || b === 0 ? 0 : Math.max(a, b));

/** Of limits for the same sources. */
const isSame = (a: Limits, b: Limits): boolean =>
  isSameOf(a.all, b.all) &&
  [...a.sources].every(([id, limits]) => {
    const other = b.sources.get(id);
    return other !== undefined && isSameOf(limits, other);
  });

const isSameOf = (a: Retention, b: Retention): boolean =>
  a.megabytes === b.megabytes && a.events === b.events && a.days === b.days;
