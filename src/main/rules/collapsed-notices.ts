import { phrase } from '@shared/sentences/phrase';
import type { DesktopNotice } from './presenter';

/** Most names in the text of several; the others are counted. */
const MAX_NAMES = 4;

/** What is to be told, and what tells it apart from others when they are told together. */
export interface Telling extends DesktopNotice {
  /** What it is about. */
  readonly key: string;
  /** Of that, for people. */
  readonly name: string;
  /** Also while nothing is to disturb. */
  readonly always: boolean;
}

interface Waiting {
  readonly newest: Telling;
  readonly count: number;
}

/** What came faster than it may be told, until it is told together. One entry for each thing it is about. */
export class CollapsedNotices {
  readonly #waiting = new Map<string, Waiting>();

  /** How many wait. */
  get size(): number {
    return sumOf([...this.#waiting.values()]);
  }

  has(key: string): boolean {
    return this.#waiting.has(key);
  }

  add(telling: Telling): void {
    const count = (this.#waiting.get(telling.key)?.count ?? 0) + 1;
    this.#waiting.set(telling.key, { newest: telling, count });
  }

  /**
   * Empties it, and makes one notification of what may be told: of a single one itself, of more about the same the newest with
   * how many there are, of others `12 more notifications: Errors (9), Late orders (3)`. Null when there is none.
   */
  take(may: (telling: Telling) => boolean): Together | null {
    const kept = [...this.#waiting.values()].filter(({ newest }) => may(newest));
    this.#waiting.clear();
    const [first] = kept.sort((a, b) => b.count - a.count);
    if (!first) return null;
    const count = sumOf(kept);
    const keys = kept.map(({ newest }) => newest.key);
    if (count === 1) return { count, keys, lead: '', notice: first.newest };
    if (kept.length === 1) {
      const lead = phrase(`${count.toLocaleString('en')} more notifications, the newest:`);
      return { count, keys, lead, notice: first.newest };
    }
    const silent = kept.every(({ newest }) => newest.silent);
    return { count, keys, lead: leadOf(kept, count), notice: { title: '', body: '', seq: null, silent } };
  }
}

export interface Together {
  /** In English, before the body of the notice; `''`: the body says it all. */
  readonly lead: string;
  readonly notice: DesktopNotice;
  /** What it is about. */
  readonly keys: readonly string[];
  /** How many it stands for. */
  readonly count: number;
}

function sumOf(waiting: readonly Waiting[]): number {
  return waiting.reduce((sum, { count }) => sum + count, 0);
}

function leadOf(waiting: readonly Waiting[], count: number): string {
  const names = waiting
    .slice(0, MAX_NAMES)
    .map(({ newest, count: times }) => `${newest.name} (${times.toLocaleString('en')})`)
    .join(', ');
  const all = count.toLocaleString('en');
  return waiting.length > MAX_NAMES
    ? phrase(`${all} more notifications, among them ${names}`)
    : phrase(`${all} more notifications: ${names}`);
}
