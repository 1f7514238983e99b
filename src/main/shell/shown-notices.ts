/** Notifications that the desktop shows at once at most; for one more, the oldest goes. */
export const MAX_SHOWN = 10;

interface Closable {
  close(): void;
}

/**
 * The desktop notifications that are shown. They are held for as long: one that nobody holds is collected, and a click on
 * it leads nowhere.
 */
export class ShownNotices<T extends Closable> {
  /** Oldest first, each with the event that it is about. */
  readonly #shown = new Map<T, number | null>();

  add(notice: T, seq: number | null): void {
    this.#shown.set(notice, seq);
    for (const oldest of this.#shown.keys()) {
      if (this.#shown.size <= MAX_SHOWN) break;
      this.close(oldest);
    }
  }

  /** The desktop has closed it. */
  remove(notice: T): void {
    this.#shown.delete(notice);
  }

  /** Closes those about events that have been read. */
  read(seqs: ReadonlySet<number>): void {
    for (const [notice, seq] of this.#shown) if (seq !== null && seqs.has(seq)) this.close(notice);
  }

  closeAll(): void {
    for (const notice of this.#shown.keys()) this.close(notice);
  }

  close(notice: T): void {
    this.#shown.delete(notice);
    notice.close();
  }
}
