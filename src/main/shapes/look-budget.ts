/** Shortest stretch that is shared out, ms. */
const WINDOW_MS = 100;
/** Time that was not used is kept for so long, ms: a machine that is busy with something else for a moment costs no looks. */
const KEPT_MS = 2_000;

/** How the events of one type are doing within the budget. */
export class Pace {
  /** The window that the counts are of. */
  window = -1;
  came = 0;
  looked = 0;
  /** Every so-manyth event is looked at. */
  stride = 1;
}

/**
 * Shares out how many events are looked at, so that slow types are seen whole and fast ones in part: in each tenth of a second
 * every type gets what it needs or an equal share, whichever is less, evenly spaced as the tenth before went. Every type is
 * looked at once in each window it comes in, within twice the budget and as long as no more than two seconds' worth of time is owed.
 */
export class LookBudget {
  readonly #looks: number;
  /** Of time that looks may take for each ms that passes. */
  readonly #share: number;
  #credit: number;
  #at: number | null = null;
  #window = 0;
  #endsAt = -Infinity;
  #spent = 0;
  #paces: Pace[] = [];

  /** @param perSecond looks; @param msPerSecond time that they may take in all */
  constructor(perSecond: number, msPerSecond: number) {
    this.#looks = Math.max(1, (perSecond * WINDOW_MS) / 1_000);
    this.#share = msPerSecond / 1_000;
    this.#credit = this.#share * KEPT_MS;
  }

  /** To be called before `grants`. @param now ms of a clock that only goes on */
  at(now: number): void {
    this.#credit = Math.min(this.#share * KEPT_MS, this.#credit + this.#share * (now - (this.#at ?? now)));
    this.#at = now;
    if (now < this.#endsAt) return;
    const isNext = now < this.#endsAt + WINDOW_MS;
    const level = isNext ? this.#level() : Infinity;
    for (const pace of this.#paces) {
      pace.stride = level === Infinity ? 1 : Math.max(1, Math.ceil(pace.came / level));
    }
    this.#window++;
    this.#endsAt = (isNext ? this.#endsAt : now) + WINDOW_MS;
    this.#spent = 0;
    this.#paces = [];
  }

  /** Whether the next event of a type is looked at. */
  grants(pace: Pace): boolean {
    if (pace.window !== this.#window) {
      if (pace.window !== this.#window - 1) pace.stride = 1;
      pace.window = this.#window;
      pace.came = 0;
      pace.looked = 0;
      this.#paces.push(pace);
    }
    const isFirst = pace.came++ === 0;
    if (isFirst ? !this.#affordsFirst() : !this.#affords(pace)) return false;
    pace.looked++;
    this.#spent++;
    return true;
  }

  /** What looking took. */
  took(ms: number): void {
    this.#credit -= ms;
  }

  /** Beyond the budget, but not far: large payloads of many types take what is saved up for later. */
  #affordsFirst(): boolean {
    return this.#spent < 2 * this.#looks && this.#credit > -this.#share * KEPT_MS;
  }

  #affords(pace: Pace): boolean {
    return this.#spent < this.#looks && this.#credit > 0 && pace.came % pace.stride === 0;
  }

  /** The most looks for one type at which all together keep to the budget. */
  #level(): number {
    const counts = this.#paces.map(({ came }) => came).sort((a, b) => a - b);
    let left = this.#looks;
    for (const [i, count] of counts.entries()) {
      const share = left / (counts.length - i);
      if (count > share) return share;
      left -= count;
    }
    return Infinity;
  }
}
