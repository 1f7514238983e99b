import type { Reversal } from '../shapes/reversal';

/** How long a change can be taken back, ms: the 8 s that a window offers it, and a little. */
const UNDO_MS = 10_000;
/** Changes that can be taken back at a time; the oldest is done for good to make room. */
const MAX_HELD = 20;

interface Held {
  readonly sourceId: string;
  readonly reversal: Reversal;
  readonly timer: NodeJS.Timeout;
}

/** Changes of what is known of sources, each held by a token until it is taken back or its time is over. */
export class Reversals {
  readonly #undoMs: number;
  /** By token, oldest first. */
  readonly #held = new Map<number, Held>();
  #nextToken = 1;

  constructor(undoMs = UNDO_MS) {
    this.#undoMs = undoMs;
  }

  /** The token for `undo`. */
  hold(sourceId: string, reversal: Reversal): number {
    const token = this.#nextToken++;
    const timer = setTimeout(() => this.#take(token)?.reversal.done(), this.#undoMs);
    timer.unref();
    this.#held.set(token, { sourceId, reversal, timer });
    const [oldest] = this.#held.keys();
    if (this.#held.size > MAX_HELD && oldest !== undefined) this.#take(oldest)?.reversal.done();
    return token;
  }

  /** The source of the change that was taken back; null when it is too late, or something else has taken its place. */
  undo(token: number): string | null {
    const held = this.#take(token);
    if (!held) return null;
    if (held.reversal.undo()) return held.sourceId;
    held.reversal.done();
    return null;
  }

  /** Nothing of this source can be taken back any more. */
  endOf(sourceId: string): void {
    for (const [token, held] of this.#held) {
      if (held.sourceId === sourceId) this.#take(token)?.reversal.done();
    }
  }

  close(): void {
    for (const token of [...this.#held.keys()]) this.#take(token)?.reversal.done();
  }

  #take(token: number): Held | null {
    const held = this.#held.get(token) ?? null;
    if (held) clearTimeout(held.timer);
    this.#held.delete(token);
    return held;
  }
}
