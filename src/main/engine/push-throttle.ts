/** Lets at most one push through every `intervalMs`: the first at once, what comes meanwhile as one at its end. */
export class PushThrottle {
  readonly #intervalMs: number;
  readonly #push: () => void;
  #lastAt = -Infinity;
  #timer: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(intervalMs: number, push: () => void) {
    this.#intervalMs = intervalMs;
    this.#push = push;
  }

  /** Something changed that has to be pushed. */
  mark(): void {
    if (this.#timer || this.#stopped) return;
    const wait = this.#lastAt + this.#intervalMs - performance.now();
    // Even the first one waits for the end of this turn, so that one action makes one push.
    this.#timer = setTimeout(() => this.#run(), Math.max(0, wait));
  }

  stop(): void {
    this.#stopped = true;
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  #run(): void {
    this.#timer = null;
    this.#lastAt = performance.now();
    this.#push();
  }
}
