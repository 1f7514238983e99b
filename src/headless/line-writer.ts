/** Output that may wait for a slow reader before the streams are read no further, UTF-16 code units. */
const ENOUGH_WAITING = 1024 * 1024;

/** Writes JSON lines as fast as their reader takes them, all that wait at once, and says when there is room for more. */
export class LineWriter {
  readonly #stdout: (text: string) => Promise<void>;
  readonly #onGone: () => void;
  #waiting: string[] = [];
  #waitingLength = 0;
  #writing: Promise<void> | null = null;
  #gone = false;
  /** Writes that the reader has taken. */
  #taken = 0;

  /** @param onGone called once when nobody reads any more */
  constructor(stdout: (text: string) => Promise<void>, onGone: () => void) {
    this.#stdout = stdout;
    this.#onGone = onGone;
  }

  write(line: Record<string, unknown>): void {
    if (this.#gone) return;
    const text = `${JSON.stringify(line)}\n`;
    this.#waiting.push(text);
    this.#waitingLength += text.length;
    this.#writing ??= this.#drain();
  }

  /** Resolves when what waits has been taken; null when there is room now. */
  room(): Promise<void> | null {
    return this.#waitingLength > ENOUGH_WAITING ? this.#writing : null;
  }

  /** Resolves when all has been taken, or nobody reads any more. */
  async flush(): Promise<void> {
    while (this.#writing) await this.#writing;
  }

  /** Like `flush`, but gives up on a reader that takes nothing for `patienceMs`. */
  async flushWithin(patienceMs: number): Promise<void> {
    const flushed = this.flush();
    for (;;) {
      const before = this.#taken;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<true>((resolve) => (timer = setTimeout(() => resolve(true), patienceMs)));
      const isLate = await Promise.race([flushed, late]);
      clearTimeout(timer);
      if (!isLate || this.#taken === before) return;
    }
  }

  async #drain(): Promise<void> {
    // A turn later, so that one write takes all the lines of a chunk.
    await Promise.resolve();
    try {
      while (this.#waiting.length > 0) {
        const text = this.#waiting.join('');
        this.#waiting = [];
        await this.#stdout(text);
        this.#taken += 1;
        this.#waitingLength -= text.length;
      }
    } catch {
      this.#gone = true;
      this.#waiting = [];
      this.#waitingLength = 0;
      this.#onGone();
    } finally {
      this.#writing = null;
    }
  }
}
