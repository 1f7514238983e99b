import { Buffer } from 'node:buffer';
import { foldCase } from '../query/fold-case';

/** A text that is looked for without case in UTF-8 bytes, without making texts of them. */
export class Needle {
  /** How far a search may go on after each byte when it stands under the needle's last. */
  readonly #skips = new Uint8Array(256);
  readonly #lower: Uint8Array;
  readonly #upper: Uint8Array;
  readonly #ascii: boolean;
  /** Whether letters beyond ASCII fold to it: `K` (Kelvin) and `ſ`. */
  readonly #hasOthers: boolean;

  constructor(text: string) {
    const folded = foldCase(text);
    this.#lower = Buffer.from(folded);
    this.#ascii = this.#lower.length === folded.length;
    this.#hasOthers = /[ks]/u.test(folded);
    this.#upper = this.#lower.map((byte) => (byte >= 0x61 && byte <= 0x7a ? byte - 0x20 : byte));
    const last = this.#lower.length - 1;
    this.#skips.fill(Math.min(255, last + 1));
    for (let i = 0; i < last; i++) {
      const skip = Math.min(255, last - i);
      this.#skips[this.#lower[i]!] = skip;
      this.#skips[this.#upper[i]!] = skip;
    }
  }

  /** Whether ASCII bytes from `from` to `to` hold it. Horspool's way: most bytes are never looked at. */
  inAscii(bytes: Uint8Array, from: number, to: number): boolean {
    if (!this.#ascii) return false;
    const lower = this.#lower;
    const upper = this.#upper;
    const last = lower.length - 1;
    if (last < 0) return true;
    const lastLower = lower[last]!;
    const lastUpper = upper[last]!;
    for (let end = from + last; end < to;) {
      const byte = bytes[end]!;
      if (byte === lastLower || byte === lastUpper) {
        let i = last - 1;
        let at = end - 1;
        while (i >= 0 && (bytes[at] === lower[i] || bytes[at] === upper[i])) {
          i--;
          at--;
        }
        if (i < 0) return true;
      }
      end += this.#skips[byte]!;
    }
    return false;
  }

  /** The same for any UTF-8; null when only the text itself tells. */
  inUtf8(bytes: Uint8Array, from: number, to: number): boolean | null {
    if (!this.#ascii) return null;
    return this.inAscii(bytes, from, to) || (this.#hasOthers ? null : false);
  }
}
