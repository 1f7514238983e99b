/** Characters of a name that tell it apart. */
const REACH = 64;

/** Counts different names without keeping them: up to `most`, and close to exact. */
export class DistinctCount {
  readonly #hashes = new Set<number>();
  readonly #most: number;
  /** What was counted before the app was started again. */
  readonly #before: number;

  constructor(most: number, before = 0) {
    this.#most = most;
    this.#before = before;
  }

  get size(): number {
    // The same names come again after a start.
    return Math.max(this.#before, this.#hashes.size);
  }

  add(name: string): void {
    if (this.#hashes.size < this.#most) this.#hashes.add(hash(name));
  }
}

/** FNV-1a, 32 bits, over the beginning and the length. */
function hash(text: string): number {
  let value = 0x811c9dc5 ^ text.length;
  const end = Math.min(text.length, REACH);
  for (let i = 0; i < end; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  // The end too: long names often differ there alone.
  for (let i = Math.max(end, text.length - REACH); i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value;
}
