import type { Landing } from './feed-landing';

/** Longest that rows of the old view stay on the screen when there is a new one, ms. */
export const HOLD_MS = 300;

/**
 * What becomes of the screen between two views. The old rows stay until it is known where the kept row lies in the new
 * view (or, while following, until its screen is full), but no longer than `HOLD_MS`.
 */
export class Settling {
  readonly #expire: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #settled = true;
  #expired = false;
  #place: Landing | null | undefined = null;

  constructor(expire: () => void) {
    this.#expire = expire;
  }

  get settled(): boolean {
    return this.#settled;
  }
  /** The time is up. */
  get expired(): boolean {
    return this.#expired;
  }
  /** Where to go; null for nowhere in particular, undefined while it is not known. */
  get place(): Landing | null | undefined {
    return this.#place;
  }

  begin(place: Landing | null | undefined): void {
    this.end();
    this.#settled = false;
    this.#expired = false;
    this.#place = place;
    this.#timer = setTimeout(() => {
      this.#expired = true;
      this.#expire();
    }, HOLD_MS);
  }

  found(place: Landing | null | undefined): void {
    this.#place = place;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#settled = true;
  }
}
