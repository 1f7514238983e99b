import { createHash } from 'node:crypto';
import type { ScannedEvent } from './frame-scanner';

/** Events remembered, to know again what a server sends twice after a break. */
const REMEMBERED = 256;

/** Knows the last events before a break again, when a server sends them once more after it. */
export class Replay {
  #recent: string[] = [];
  // Counted: what came twice before the break may come twice after it.
  readonly #expected = new Map<string, number>();

  /** The stream stops here: what was remembered so far may come again. */
  breakOff(): void {
    this.#expected.clear();
    for (const mark of this.#recent) this.#expected.set(mark, (this.#expected.get(mark) ?? 0) + 1);
  }

  /** Another stream begins. */
  forget(): void {
    this.#recent = [];
    this.#expected.clear();
  }

  /** Whether this very event came before the break. Each counts once: a later one is the server's own. */
  isRepeated(event: ScannedEvent): boolean {
    if (event.id === null || event.id === '') return false;
    const mark = markOf(event);
    const left = this.#expected.get(mark);
    if (left !== undefined) {
      if (left === 1) this.#expected.delete(mark);
      else this.#expected.set(mark, left - 1);
      return true;
    }
    this.#recent.push(mark);
    if (this.#recent.length > REMEMBERED) this.#recent.shift();
    return false;
  }
}

/** What makes an event the same as another. The id alone does not: many servers count from 1 again after a restart. */
function markOf({ type, id, data }: ScannedEvent): string {
  return createHash('sha1').update(`${id}\n${type}\n${data}`).digest('base64');
}
