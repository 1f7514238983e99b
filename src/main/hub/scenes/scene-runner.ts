/** Beyond this lag (the machine slept) the missed events are left out instead of sent in a burst; ms. */
const MAX_LAG_MS = 1_000;
/** Part of the interval by which an irregular event may come early or late. */
const IRREGULARITY = 0.45;

/**
 * Calls a step at a rate. The n-th call is due at start + n / rate, whatever the calls before took, so the rate
 * does not drift; an irregular one comes around that time.
 */
export class SceneRunner {
  readonly #step: () => void;
  readonly #irregular: boolean;
  readonly #random: () => number;
  #intervalMs: number;
  #due = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(step: () => void, rate: number, irregular: boolean, random: () => number) {
    this.#step = step;
    this.#intervalMs = 1_000 / rate;
    this.#irregular = irregular;
    this.#random = random;
  }

  get running(): boolean {
    return this.#timer !== null;
  }

  /** The first step comes at once. Does nothing when it runs already. */
  start(): void {
    if (this.#timer) return;
    this.#due = performance.now();
    this.#plan(0);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Events per second. The next step comes one new interval after the last one. */
  setRate(rate: number): void {
    const intervalMs = 1_000 / rate;
    if (intervalMs === this.#intervalMs) return;
    this.#due += intervalMs - this.#intervalMs;
    this.#intervalMs = intervalMs;
    if (!this.#timer) return;
    clearTimeout(this.#timer);
    this.#plan(this.#due - performance.now());
  }

  #plan(delayMs: number): void {
    const shift = this.#irregular ? (this.#random() * 2 - 1) * IRREGULARITY * this.#intervalMs : 0;
    this.#timer = setTimeout(() => this.#run(), Math.max(0, delayMs + shift));
    this.#timer.unref();
  }

  #run(): void {
    this.#due += this.#intervalMs;
    const now = performance.now();
    if (this.#due < now - MAX_LAG_MS) this.#due = now + this.#intervalMs;
    // Before the step: a step may stop the scene.
    this.#plan(this.#due - now);
    this.#step();
  }
}
