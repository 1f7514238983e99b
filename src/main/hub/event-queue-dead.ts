import type { StoredDeadLetter } from './event-queue-journal';

/** A dead letter and the bytes of its job. */
export type HeldDeadLetter = StoredDeadLetter & { readonly bytes: number };

const MAX_BYTES = 16 * 1_048_576;

/** The newest dead letters of a queue, oldest first; those that fall off are counted. */
export class DeadLetters {
  readonly #limit: number;
  readonly #onDropped: (id: string) => void;
  readonly #letters = new Map<string, HeldDeadLetter>();
  bytes = 0;
  dropped = 0;

  constructor(limit: number, onDropped: (id: string) => void) {
    this.#limit = limit;
    this.#onDropped = onDropped;
  }

  get size(): number {
    return this.#letters.size;
  }

  get(id: string): HeldDeadLetter | undefined {
    return this.#letters.get(id);
  }

  values(): IterableIterator<HeldDeadLetter> {
    return this.#letters.values();
  }

  add(letter: StoredDeadLetter): void {
    const bytes = Buffer.byteLength(letter.text);
    this.#letters.set(letter.id, { ...letter, bytes });
    this.bytes += bytes;
    for (const oldest of this.#letters.keys()) {
      if (this.size <= this.#limit && this.bytes <= MAX_BYTES) break;
      this.delete(oldest);
      this.dropped += 1;
      this.#onDropped(oldest);
    }
  }

  delete(id: string): void {
    this.bytes -= this.#letters.get(id)?.bytes ?? 0;
    this.#letters.delete(id);
  }
}
