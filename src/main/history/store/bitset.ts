/** A set of numbers from 0 to `size` - 1, of fixed size. */
export class Bitset {
  readonly words: Uint32Array;
  readonly size: number;

  constructor(size: number, full = false) {
    this.size = size;
    this.words = new Uint32Array((size + 31) >>> 5);
    if (full) this.words.fill(0xffffffff);
    this.#trim();
  }

  add(n: number): void {
    this.words[n >>> 5]! |= 1 << (n & 31);
  }

  delete(n: number): void {
    this.words[n >>> 5]! &= ~(1 << (n & 31));
  }

  has(n: number): boolean {
    return (this.words[n >>> 5]! & (1 << (n & 31))) !== 0;
  }

  /** Keeps what is in both. */
  and(other: Bitset): this {
    for (let i = 0; i < this.words.length; i++) this.words[i]! &= other.words[i]!;
    return this;
  }

  or(other: Bitset): this {
    for (let i = 0; i < this.words.length; i++) this.words[i]! |= other.words[i]!;
    return this;
  }

  not(): this {
    for (let i = 0; i < this.words.length; i++) this.words[i]! ^= 0xffffffff;
    this.#trim();
    return this;
  }

  clone(): Bitset {
    const copy = new Bitset(this.size);
    copy.words.set(this.words);
    return copy;
  }

  count(): number {
    let count = 0;
    for (const word of this.words) {
      let bits = word - ((word >>> 1) & 0x55555555);
      bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
      count += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
    }
    return count;
  }

  /** The smallest member that is `from` or larger; -1 when there is none. */
  next(from: number): number {
    let word = from >>> 5;
    if (from >= this.size) return -1;
    let bits = this.words[word]! & (0xffffffff << (from & 31));
    while (bits === 0) {
      if (++word >= this.words.length) return -1;
      bits = this.words[word]!;
    }
    return (word << 5) + 31 - Math.clz32(bits & -bits);
  }

  /** The largest member that is `from` or smaller; -1 when there is none. */
  previous(from: number): number {
    if (from < 0 || this.size === 0) return -1;
    const start = Math.min(from, this.size - 1);
    let word = start >>> 5;
    let bits = this.words[word]! & (0xffffffff >>> (31 - (start & 31)));
    while (bits === 0) {
      if (--word < 0) return -1;
      bits = this.words[word]!;
    }
    return (word << 5) + 31 - Math.clz32(bits);
  }

  #trim(): void {
    const rest = this.size & 31;
    if (rest > 0) this.words[this.words.length - 1]! &= 0xffffffff >>> (32 - rest);
  }
}
