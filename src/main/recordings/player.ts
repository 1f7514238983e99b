import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Publication } from '@shared/hub';
import type { PlaySpeed } from '@shared/recording';
import type { RecordedEvent } from './recorded-event';

export interface PlayerOptions {
  readonly publish: (publication: Publication) => unknown;
  readonly speed: PlaySpeed;
  /** Publishes with the ids of the recording. The hub refuses those it still holds, so default false. */
  readonly keepIds?: boolean;
  /** Gets what `publish` threw. */
  readonly onRefused?: (error: unknown) => void;
}

const FACTORS: Readonly<Record<Exclude<PlaySpeed, 'max'>, number>> = { '1': 1, '2': 2, '10': 10 };
/** Beyond this lag (the machine slept) the player goes on from where it is instead of sending a burst, ms. */
const MAX_LAG_MS = 1_000;
/** Work after which other things get a turn, ms. */
const SLICE_MS = 8;
/** Longest single sleep, ms: timers cannot wait longer than 2^31-1. */
const MAX_SLEEP_MS = 3_600_000;

/**
 * Plays events once, with the pauses they were recorded with, divided by the speed; `max` has none. An event is due at a
 * place in the recording, not a while after the one before, so the speed does not drift.
 */
export class Player {
  readonly #events: AsyncIterable<RecordedEvent>;
  readonly #publish: (publication: Publication) => unknown;
  readonly #keepIds: boolean;
  readonly #onRefused: (error: unknown) => void;
  #speed: PlaySpeed;
  #paused = false;
  #stopped = false;
  /** Where the recording was at a moment of the monotonic clock. */
  #anchor = { at: performance.now(), positionMs: 0 };
  /** Place of the event that is waited for: the position does not run ahead of it. */
  #due = 0;
  #wake: (() => void) | null = null;
  #published = 0;
  #refused = 0;

  constructor(events: AsyncIterable<RecordedEvent>, options: PlayerOptions) {
    this.#events = events;
    this.#publish = options.publish;
    this.#keepIds = options.keepIds ?? false;
    this.#onRefused = options.onRefused ?? (() => undefined);
    this.#speed = options.speed;
  }

  get speed(): PlaySpeed {
    return this.#speed;
  }
  get paused(): boolean {
    return this.#paused;
  }
  get published(): number {
    return this.#published;
  }
  /** Events that `publish` threw at. */
  get refused(): number {
    return this.#refused;
  }

  /** Place in the recording, ms from its first event. */
  get positionMs(): number {
    const { at, positionMs } = this.#anchor;
    if (this.#paused || this.#speed === 'max') return positionMs;
    const now = positionMs + (performance.now() - at) * FACTORS[this.#speed];
    return Math.max(positionMs, Math.min(this.#due, now));
  }

  pause(): void {
    this.#goOnFrom(this.positionMs);
    this.#paused = true;
  }

  unpause(): void {
    if (!this.#paused) return;
    this.#goOnFrom(this.#anchor.positionMs);
    this.#paused = false;
    this.#wake?.();
  }

  setSpeed(speed: PlaySpeed): void {
    this.#goOnFrom(this.positionMs);
    this.#speed = speed;
    this.#wake?.();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  /**
   * Resolves at the end, or when stopped.
   * @throws what reading the events throws
   */
  async run(): Promise<void> {
    this.#goOnFrom(0);
    let sliceStart = performance.now();
    for await (const event of this.#events) {
      if (this.#isDue(event.t)) {
        if (performance.now() - sliceStart > SLICE_MS) {
          await nextTurn();
          sliceStart = performance.now();
        }
      } else {
        await this.#until(event.t);
        sliceStart = performance.now();
      }
      // A pause may have begun in the turn that was given away.
      if (this.#paused) await this.#until(event.t);
      if (this.#stopped) return;
      await this.#send(event);
      if (this.#stopped) return;
    }
  }

  async #send({ channel, event, id, data, retry }: RecordedEvent): Promise<void> {
    try {
      const answer = this.#publish({
        channel,
        event,
        data,
        ...(this.#keepIds && id !== null && { id }),
        ...(retry !== undefined && { retry }),
      });
      if (answer instanceof Promise) await answer;
      this.#published += 1;
    } catch (error) {
      this.#refused += 1;
      this.#onRefused(error);
    }
  }

  /** Whether an event at this place can go now. Moves on when time alone would not. */
  #isDue(t: number): boolean {
    if (this.#stopped) return true;
    if (this.#paused) return false;
    this.#due = t;
    if (this.#speed === 'max') {
      this.#goOnFrom(t);
      return true;
    }
    const { at, positionMs } = this.#anchor;
    const now = performance.now();
    const lateMs = now - at - (t - positionMs) / FACTORS[this.#speed];
    if (lateMs > MAX_LAG_MS) this.#goOnFrom(t);
    return lateMs >= 0;
  }

  async #until(t: number): Promise<void> {
    while (!this.#isDue(t)) {
      await new Promise<void>((resolve) => {
        const timer = this.#paused ? undefined : setTimeout(resolve, this.#sleepMs(t));
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      this.#wake = null;
    }
  }

  #sleepMs(t: number): number {
    if (this.#speed === 'max') return 0;
    const { at, positionMs } = this.#anchor;
    const left = (t - positionMs) / FACTORS[this.#speed] - (performance.now() - at);
    return Math.min(MAX_SLEEP_MS, Math.max(0, Math.ceil(left)));
  }

  #goOnFrom(positionMs: number): void {
    this.#anchor = { at: performance.now(), positionMs };
  }
}
