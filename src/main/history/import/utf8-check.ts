import { isUtf8 } from 'node:buffer';

const LF = 0x0a;

/** Counts the lines of bytes that come in pieces, and finds those that are no UTF-8. */
export class Utf8Check {
  /** 1-based: the line in which the next piece begins. */
  line = 1;
  /** The first bytes of a character that the pieces cut. */
  #begun = Buffer.alloc(0);

  /**
   * Takes the next piece.
   * @param found told the line of everything invalid, one after the other; false ends the looking
   */
  take(piece: Buffer, found: (line: number) => boolean): void {
    const all = this.#begun.length > 0 ? Buffer.concat([this.#begun, piece]) : piece;
    const whole = all.subarray(0, all.length - unfinished(all));
    this.#begun = Buffer.from(all.subarray(whole.length));
    if (!isUtf8(whole)) this.#find(whole, found);
    this.line += count(whole);
  }

  /** The file ends. Whether it does so within a character. */
  end(): boolean {
    return this.#begun.length > 0;
  }

  #find(piece: Buffer, found: (line: number) => boolean): void {
    let line = this.line;
    for (let from = 0; from < piece.length; line++) {
      const end = piece.indexOf(LF, from);
      const to = end === -1 ? piece.length : end;
      if (!isUtf8(piece.subarray(from, to)) && !found(line)) return;
      from = to + 1;
    }
  }
}

function count(bytes: Buffer): number {
  let lines = 0;
  for (let at = bytes.indexOf(LF); at !== -1; at = bytes.indexOf(LF, at + 1)) lines += 1;
  return lines;
}

/** Bytes at the end that may begin a character: 0 to 3. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 && byte < 0xf8 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return byte < 0xf8 && length > back ? back : 0;
  }
  return 0;
}
