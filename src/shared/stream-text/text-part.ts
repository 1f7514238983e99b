import type { PartKind, PartName } from './reading';

/** What one event added to a part. */
export interface TextPiece {
  readonly seq: number;
  /** Epoch ms. */
  readonly at: number;
  readonly text: string;
}

/** One run of text in a response: an answer, what was thought before it, or the arguments of a tool. Only grows. */
export class TextPart {
  readonly kind: PartKind;
  readonly choice: number;
  readonly pieces: TextPiece[] = [];
  #name: string | null;
  #call: string | null;
  #length = 0;

  constructor({ kind, choice = 0, name, call }: PartName) {
    this.kind = kind;
    this.choice = choice;
    this.#name = name ?? null;
    this.#call = call ?? null;
  }

  /** Of the tool, or what kind of part it is that is no ordinary text. */
  get name(): string | null {
    return this.#name;
  }

  get call(): string | null {
    return this.#call;
  }

  /** UTF-16 code units. */
  get length(): number {
    return this.#length;
  }

  /** Learns what a later event knows of it. */
  learn(name: PartName): void {
    this.#name ??= name.name ?? null;
    this.#call ??= name.call ?? null;
  }

  add(piece: TextPiece): void {
    this.pieces.push(piece);
    this.#length += piece.text.length;
  }

  /** All of its text. */
  text(): string {
    return this.pieces.map(({ text }) => text).join('');
  }

  /** Index of the first piece of an event; -1 when it has none. */
  pieceOf(seq: number): number {
    let low = 0;
    let high = this.pieces.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.pieces[middle]!.seq < seq) low = middle + 1;
      else high = middle;
    }
    return this.pieces[low]?.seq === seq ? low : -1;
  }
}
