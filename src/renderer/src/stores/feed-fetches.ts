import { MAX_WINDOW_ROWS } from '@shared/feed';
import type { Stretch } from './feed-rows';

/** Rows that are fetched at least, so that scrolling by single rows asks seldom. */
const LEAST_ROWS = 200;

/** Decides which rows to ask for: one answer is waited for at a time, and then whatever is wanted by then is asked for. */
export class RowFetches {
  #asked: { readonly stretch: Stretch; readonly replaces: boolean } | null = null;
  #anew = false;

  /** The first position that is asked for; null when no answer is under way. */
  get from(): number | null {
    return this.#asked?.stretch.from ?? null;
  }

  /**
   * The stretch to ask for now, or null when nothing is missing or an answer is under way.
   *
   * @param wanted what the table draws
   * @param slack rows before and after that it would be good to have
   * @param bounds positions that there are
   * @param held positions that are here
   */
  next(wanted: Stretch, slack: number, bounds: Stretch, held: Stretch): Stretch | null {
    if (this.#asked) return null;
    const from = Math.max(wanted.from, bounds.from);
    const to = Math.min(wanted.to, bounds.to);
    if (from >= to) return null;
    const least = Math.max(bounds.from, from - slack);
    const most = Math.min(bounds.to, to + slack);
    if (this.#anew || held.to < least || held.from > most || held.from === held.to)
      return this.#ask(around(from, to, bounds));
    if (least < held.from)
      return this.#ask({
        from: Math.max(bounds.from, Math.min(least, held.from - LEAST_ROWS), held.from - MAX_WINDOW_ROWS),
        to: held.from,
      });
    if (most > held.to)
      return this.#ask({
        from: held.to,
        to: Math.min(bounds.to, Math.max(most, held.to + LEAST_ROWS), held.to + MAX_WINDOW_ROWS),
      });
    return null;
  }

  /**
   * The answer is here. Returns what was asked for, and whether it takes the place of everything that is here; null when
   * nobody waits for it, or it was asked for before `again`.
   */
  answered(): { readonly stretch: Stretch; readonly replaces: boolean } | null {
    const asked = this.#asked;
    this.#asked = null;
    return this.#anew ? null : asked;
  }

  /** What is here is asked for once more, with the next answer in place of it: the rows look different now. */
  again(): void {
    this.#anew = true;
  }

  /** A new view: what was asked about the old one is answered by nobody. */
  forget(): void {
    this.#asked = null;
    this.#anew = false;
  }

  #ask(stretch: Stretch): Stretch {
    this.#asked = { stretch, replaces: this.#anew };
    this.#anew = false;
    return stretch;
  }
}

function around(from: number, to: number, bounds: Stretch): Stretch {
  const start = Math.max(bounds.from, from - Math.max(0, Math.floor((MAX_WINDOW_ROWS - (to - from)) / 2)));
  return { from: start, to: Math.min(bounds.to, start + MAX_WINDOW_ROWS) };
}
