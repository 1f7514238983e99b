/** Turns UTF-16 that comes in pieces into UTF-8. */
export class Utf16 {
  readonly #bigEndian: boolean;
  #odd = Buffer.alloc(0);
  /** The first half of a pair that the pieces cut. */
  #high = '';

  constructor(bigEndian: boolean) {
    this.#bigEndian = bigEndian;
  }

  /** By the byte order mark a file begins with; null when it is none of UTF-16. */
  static of(start: Uint8Array): Utf16 | null {
    if (start[0] === 0xff && start[1] === 0xfe) return new Utf16(false);
    return start[0] === 0xfe && start[1] === 0xff ? new Utf16(true) : null;
  }

  /** The mark itself becomes that of UTF-8. */
  toUtf8(piece: Uint8Array): Buffer {
    const joined = Buffer.concat([this.#odd, piece]);
    const even = joined.length - (joined.length % 2);
    this.#odd = joined.subarray(even);
    const units = joined.subarray(0, even);
    if (this.#bigEndian) units.swap16();
    let text = this.#high + units.toString('utf16le');
    const last = text.charCodeAt(text.length - 1);
    this.#high = last >= 0xd800 && last <= 0xdbff ? text.slice(-1) : '';
    if (this.#high !== '') text = text.slice(0, -1);
    return Buffer.from(text);
  }

  /** What cannot be part of a character any more, as U+FFFD. */
  end(): Buffer {
    return Buffer.from(this.#high !== '' || this.#odd.length > 0 ? '\ufffd' : '');
  }
}
