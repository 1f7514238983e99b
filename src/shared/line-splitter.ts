const LF = 0x0a;
const CR = 0x0d;
const NOTHING = new Uint8Array(0);

export interface Line {
  /** Without its line end; bytes that are no UTF-8 became U+FFFD. */
  readonly text: string;
  /** The line was longer than allowed: this is its beginning, the rest was let go. */
  readonly cut: boolean;
}

/**
 * Cuts bytes that arrive in pieces into lines of UTF-8 that end in LF or CR LF. Holds at most `maxLineBytes` of a
 * line that has not ended. A byte order mark at the very beginning is left out.
 */
export class LineSplitter {
  readonly #maxLineBytes: number;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  /** The unfinished line: the first `#heldBytes` of it. */
  #held: Uint8Array = NOTHING;
  #heldBytes = 0;
  /** The rest of a line that was too long is passed over. */
  #skipping = false;
  #atStart: boolean;

  /** @param atStart false when the first byte is not the first of the file */
  constructor(maxLineBytes: number, { atStart = true }: { atStart?: boolean } = {}) {
    this.#maxLineBytes = maxLineBytes;
    this.#atStart = atStart;
  }

  /** Bytes of the line that has not ended. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** The lines that end in this piece, and one that grew too long in it. */
  push(chunk: Uint8Array): Line[] {
    const lines: Line[] = [];
    let from = 0;
    while (from < chunk.length) {
      const end = chunk.indexOf(LF, from);
      const piece = chunk.subarray(from, end === -1 ? chunk.length : end);
      if (this.#skipping) {
        if (end !== -1) this.#skipping = false;
      } else if (this.#tooLong(piece, end !== -1)) {
        const room = this.#maxLineBytes - this.#heldBytes;
        lines.push({ text: this.#take(wholeCharacters(this.#joined(piece.subarray(0, room)))), cut: true });
        this.#skipping = end === -1;
      } else if (end === -1) {
        this.#hold(piece);
      } else {
        lines.push({ text: this.#take(withoutCr(this.#joined(piece))), cut: false });
      }
      if (end === -1) break;
      from = end + 1;
    }
    return lines;
  }

  /** The last line, when it has no line end; null when there is none. Afterwards the splitter is as new. */
  end(): Line | null {
    const line =
      this.#heldBytes > 0 ? { text: this.#take(withoutCr(this.#joined(NOTHING))), cut: false } : null;
    this.#skipping = false;
    this.#atStart = true;
    return line;
  }

  /** A CR right before the LF is part of the line end, so one byte over the bound may yet be none of the line. */
  #tooLong(piece: Uint8Array, ended: boolean): boolean {
    const length = this.#heldBytes + piece.length;
    if (length <= this.#maxLineBytes) return false;
    const last = piece.length > 0 ? piece[piece.length - 1] : this.#held[this.#heldBytes - 1];
    return !(ended && length === this.#maxLineBytes + 1 && last === CR);
  }

  #joined(piece: Uint8Array): Uint8Array {
    if (this.#heldBytes === 0) return piece;
    this.#hold(piece);
    return this.#held.subarray(0, this.#heldBytes);
  }

  #hold(piece: Uint8Array): void {
    const needed = this.#heldBytes + piece.length;
    if (needed > this.#held.length) {
      const room = new Uint8Array(Math.max(1_024, 2 ** Math.ceil(Math.log2(needed))));
      room.set(this.#held.subarray(0, this.#heldBytes));
      this.#held = room;
    }
    this.#held.set(piece, this.#heldBytes);
    this.#heldBytes = needed;
  }

  #take(bytes: Uint8Array): string {
    let text = this.#decoder.decode(bytes);
    if (this.#atStart && text.startsWith('\ufeff')) text = text.slice(1);
    this.#atStart = false;
    this.#heldBytes = 0;
    // One long line must not keep its room for good.
    if (this.#held.length > 64 * 1_024) this.#held = NOTHING;
    return text;
  }
}

function withoutCr(bytes: Uint8Array): Uint8Array {
  return bytes[bytes.length - 1] === CR ? bytes.subarray(0, -1) : bytes;
}

/** Leaves out a character that the cut went through. */
function wholeCharacters(bytes: Uint8Array): Uint8Array {
  let start = bytes.length - 1;
  while (start > bytes.length - 4 && start > 0 && (bytes[start]! & 0xc0) === 0x80) start -= 1;
  const lead = bytes[start] ?? 0;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
  return start + length > bytes.length ? bytes.subarray(0, start) : bytes;
}
