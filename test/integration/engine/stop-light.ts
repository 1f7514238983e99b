/** Lets work through, or holds it until it may go on. */
export class StopLight {
  #held: (() => void)[] = [];
  #left = Infinity;

  /** From now on only so many pass. */
  stopAfter(count: number): void {
    this.#left = count;
  }

  /** How many wait. */
  get waiting(): number {
    return this.#held.length;
  }

  go(): void {
    this.#left = Infinity;
    for (const pass of this.#held.splice(0)) pass();
  }

  async pass(): Promise<void> {
    if (this.#left > 0) this.#left -= 1;
    else await new Promise<void>((resolve) => this.#held.push(resolve));
  }
}
