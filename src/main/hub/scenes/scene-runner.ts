/** Beyond this lag (the machine slept, or the pace is more than it can do) missed events are left out; ms. */
const MAX_LAG_MS = 200;
/** Part of the interval by which an irregular burst may come early or late. */
const IRREGULARITY = 0.45;
/** Longest time that one timer tick works on steps, ms. After that it rests as long: streams go on beside it. */
const MAX_TICK_MS = 8;

/** Steps by the clock: `rate` a second in all, `burst` of them together. */
export interface RunnerPace {
  /** Steps per second, > 0. */
  readonly rate: number;
  /** Steps at once each time they are due, ≥ 1. */
  readonly burst: number;
}

/**
 * Calls a step at a pace. The n-th burst is due at start + n · burst / rate, whatever those before took, so the rate
 * does not drift; an irregular one comes around that time. Timers wake at most once a millisecond, so at high rates one
 * tick does several steps.
 */
export class SceneRunner {
  readonly #step: () => void;
  readonly #irregular: boolean;
  readonly #random: () => number;
  #burst: number;
  /** ms from one burst to the next. */
  #intervalMs: number;
  /** When the next burst is due by the clock, and when it comes. */
  #due = 0;
  #comes = 0;
  /** Steps of the burst under way that are still to do. */
  #left = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(step: () => void, pace: RunnerPace, irregular: boolean, random: () => number) {
    this.#step = step;
    this.#burst = pace.burst;
    this.#intervalMs = intervalOf(pace);
    this.#irregular = irregular;
    this.#random = random;
  }

  get running(): boolean {
    return this.#timer !== null;
  }

  /** The first burst comes at once. Does nothing when it runs already. */
  start(): void {
    if (this.#timer) return;
    this.#left = 0;
    this.#due = this.#comes = performance.now();
    this.#plan(0);
  }

  stop(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** The next burst comes one new interval after the last one. */
  setPace(pace: RunnerPace): void {
    const intervalMs = intervalOf(pace);
    this.#burst = pace.burst;
    this.#left = Math.min(this.#left, pace.burst);
    const change = intervalMs - this.#intervalMs;
    this.#intervalMs = intervalMs;
    if (!this.#timer || change === 0) return;
    this.#due += change;
    this.#comes = this.#due;
    clearTimeout(this.#timer);
    this.#plan(this.#comes - performance.now());
  }

  #plan(delayMs: number): void {
    // Rounded up: a timer rounds down, and a step does not come early.
    this.#timer = setTimeout(() => this.#run(), Math.max(0, Math.ceil(delayMs)));
    this.#timer.unref();
  }

  #run(): void {
    const timer = this.#timer;
    const start = performance.now();
    if (this.#comes < start - MAX_LAG_MS) {
      // What was missed is left out: the clock starts anew with this burst.
      this.#due += start - this.#comes;
      this.#comes = start;
      this.#left = 0;
    }
    let now = start;
    while (now - start < MAX_TICK_MS) {
      if (this.#left === 0) {
        if (this.#comes > now) break;
        this.#left = this.#burst;
        this.#advance();
      }
      this.#left--;
      this.#step();
      // The step may have stopped the scene, or stopped and started it.
      if (this.#timer !== timer) return;
      now = performance.now();
    }
    const worked = now - start;
    const rest = worked < MAX_TICK_MS ? 0 : worked;
    this.#plan(this.#left > 0 ? rest : Math.max(rest, this.#comes - now));
  }

  #advance(): void {
    this.#due += this.#intervalMs;
    const shift = this.#irregular ? (this.#random() * 2 - 1) * IRREGULARITY * this.#intervalMs : 0;
    this.#comes = this.#due + shift;
  }
}

function intervalOf({ rate, burst }: RunnerPace): number {
  return (burst * 1_000) / rate;
}
