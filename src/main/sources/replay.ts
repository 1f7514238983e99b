import { createHash } from 'node:crypto';
import type { ScannedEvent } from './frame-scanner';

/** Events remembered, to know again what a server sends twice after a break. */
const REMEMBERED = 256;
/** The same while another connection is being opened beside the one that brings events. */
const REMEMBERED_MOST = 20_000;
/** Longer payloads are remembered by their hash, UTF-16 code units; the second while many are remembered. */
const MAX_HELD = 16 * 1_024;
const MAX_HELD_OF_MANY = 1_024;
/** So many new events after a break, and nothing of before it comes any more. */
const OVER_AFTER = 2_000;

interface Seen {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  /** Instead of type and data. */
  readonly mark: string | null;
}

/** Knows the last events before a break again, when a server sends them once more after it. */
export class Replay {
  /** In order; null where the stream broke. */
  #recent: (Seen | null)[] = [];
  /** Where the remembered ones begin in `#recent`: taking single ones off its front would be slow. */
  #from = 0;
  #remembered = REMEMBERED;
  // Counted: what came twice before the break may come twice after it.
  readonly #expected = new Map<string, number>();
  #newSince = 0;

  /** The stream stops here: what was remembered so far may come again. */
  breakOff(): void {
    this.#expected.clear();
    this.#newSince = 0;
    for (let i = this.#from; i < this.#recent.length; i++) {
      const seen = this.#recent[i];
      if (!seen) continue;
      const mark = seen.mark ?? markOf(seen);
      this.#expected.set(mark, (this.#expected.get(mark) ?? 0) + 1);
    }
    this.#recent.push(null);
  }

  /** The ids of the remembered events, the newest last; null where the stream broke. */
  recentIds(): (string | null)[] {
    return this.#recent.slice(this.#from).map((seen) => seen && seen.id);
  }

  /** Another connection is being opened where the stream stands now: all from here on will come again. */
  rememberAll(on: boolean): void {
    this.#remembered = on ? REMEMBERED_MOST : REMEMBERED;
  }

  /** Another stream begins. */
  forget(): void {
    this.#recent = [];
    this.#from = 0;
    this.#expected.clear();
  }

  /** Whether this very event came before the break. Each counts once: a later one is the server's own. */
  isRepeated(event: ScannedEvent): boolean {
    if (event.id === null || event.id === '') return false;
    if (this.#expected.size > 0 && this.#isExpected(event)) return true;
    this.#remember(event.id, event.type, event.data);
    return false;
  }

  #isExpected(event: ScannedEvent): boolean {
    const mark = markOf({ ...event, id: event.id! });
    const left = this.#expected.get(mark);
    if (left === undefined) {
      if (++this.#newSince >= OVER_AFTER) this.#expected.clear();
      return false;
    }
    if (left === 1) this.#expected.delete(mark);
    else this.#expected.set(mark, left - 1);
    return true;
  }

  #remember(id: string, type: string, data: string): void {
    const most = this.#remembered === REMEMBERED ? MAX_HELD : MAX_HELD_OF_MANY;
    if (data.length <= most) this.#recent.push({ id, type, data, mark: null });
    else this.#recent.push({ id, type: '', data: '', mark: markOf({ id, type, data }) });
    if (this.#recent.length - this.#from > this.#remembered)
      this.#from = this.#recent.length - this.#remembered;
    if (this.#from <= this.#remembered) return;
    this.#recent = this.#recent.slice(this.#from);
    this.#from = 0;
  }
}

/** What makes an event the same as another. The id alone does not: many servers count from 1 again after a restart. */
function markOf({ id, type, data }: Omit<Seen, 'mark'>): string {
  return createHash('sha1').update(`${id}\n${type}\n${data}`).digest('base64');
}
