/** How long one slice of work may keep a thread from its messages, ms. */
const SLICE_MS = 8;

/** Cuts long work into slices, so that what arrives in between is not held up. */
export class Turns {
  #started = performance.now();

  get due(): boolean {
    return performance.now() - this.#started >= SLICE_MS;
  }

  /** Lets everything else that waits have its turn. */
  async next(): Promise<void> {
    await new Promise<void>((resolve) => setImmediate(resolve));
    this.#started = performance.now();
  }
}
