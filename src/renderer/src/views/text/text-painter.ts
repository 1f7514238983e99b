import type { TextPart, TextPiece } from '@shared/stream-text/text-part';
import { VisibleRun } from './visible-run';

/** Text of one text node, in UTF-16 code units: appending to a long one is slow. */
const NODE_LENGTH = 8_192;
/** Text that is in the document at once. More is let go at its beginning, or waits until it is asked for. */
export const MOST_PAINTED = 400_000;
const LEAST_KEPT = 200_000;
/** Text that is added at once, so that a long response does not hold a frame. */
const STEP_LENGTH = 40_000;

interface PaintedNode {
  readonly node: Text;
  /** Place of its first character in all that was painted. */
  readonly start: number;
}

/**
 * Draws a part as text nodes that are only ever appended to, and knows which piece lies where. Vue knows nothing of it: a
 * thousand pieces a second cost as many string additions and one change of the document a frame.
 */
export class TextPainter {
  readonly #host: HTMLElement;
  readonly #part: TextPart;
  #nodes: PaintedNode[] = [];
  #run = new VisibleRun();
  /** Index of the first piece that is painted, and where each painted piece ends. */
  #first = 0;
  #ends: number[] = [];
  #length = 0;

  constructor(host: HTMLElement, part: TextPart) {
    this.#host = host;
    this.#part = part;
    host.replaceChildren();
    let rest = MOST_PAINTED;
    this.#first = part.pieces.length;
    while (this.#first > 0 && rest > 0) rest -= part.pieces[--this.#first]!.text.length;
  }

  /** Pieces before the first that is drawn. */
  get hidden(): number {
    return this.#first;
  }

  /** Appends what has come; answers whether anything did, and whether more waits for the next frame. */
  paint(): { readonly grew: boolean; readonly waits: boolean } {
    const { pieces } = this.#part;
    let next = this.#first + this.#ends.length;
    const from = next;
    let text = '';
    let taken = 0;
    for (; next < pieces.length && taken < STEP_LENGTH; next++) {
      const step = this.#run.append(pieces[next]!.text);
      if (step.back > text.length) {
        this.#add(text);
        this.#takeBack(step.back);
        text = '';
      } else if (step.back > 0) {
        text = text.slice(0, -step.back);
        this.#length -= step.back;
      }
      text += step.text;
      taken += step.text.length;
      this.#length += step.text.length;
      this.#ends.push(this.#length);
    }
    this.#add(text);
    if (this.#length - this.#start > MOST_PAINTED) this.#letGo();
    return { grew: next > from, waits: next < pieces.length };
  }

  /** The piece at a place in the document; null when that is not in the part. */
  pieceAt(node: Node, offset: number): TextPiece | null {
    const painted = this.#nodes.find((each) => each.node === node);
    if (!painted) return null;
    const at = this.#indexAt(painted.start + offset);
    return this.#part.pieces[this.#first + at] ?? null;
  }

  /** Where a piece is drawn; null when it is not. */
  rangeOf(index: number): Range | null {
    const place = index - this.#first;
    const end = this.#ends[place];
    if (place < 0 || end === undefined) return null;
    const from = this.#point(place === 0 ? this.#start : this.#ends[place - 1]!);
    const to = this.#point(end);
    if (!from || !to) return null;
    const range = document.createRange();
    range.setStart(...from);
    range.setEnd(...to);
    return range;
  }

  get #start(): number {
    return this.#nodes[0]?.start ?? 0;
  }

  /** Index, among the painted pieces, of the one that holds a character. */
  #indexAt(place: number): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#ends[middle]! <= place) low = middle + 1;
      else high = middle;
    }
    return Math.min(low, this.#ends.length - 1);
  }

  #point(place: number): [Node, number] | null {
    for (let i = this.#nodes.length - 1; i >= 0; i--) {
      const { node, start } = this.#nodes[i]!;
      if (place >= start) return [node, Math.min(place - start, node.data.length)];
    }
    return null;
  }

  #add(text: string): void {
    for (let at = 0; at < text.length; at += NODE_LENGTH) {
      const piece = text.slice(at, at + NODE_LENGTH);
      const last = this.#nodes.at(-1);
      if (last && last.node.data.length + piece.length <= NODE_LENGTH) {
        last.node.appendData(piece);
        continue;
      }
      const start = last ? last.start + last.node.data.length : 0;
      const node = document.createTextNode(piece);
      this.#nodes.push({ node, start });
      this.#host.append(node);
    }
  }

  #takeBack(length: number): void {
    let left = length;
    this.#length -= length;
    for (let last = this.#nodes.at(-1); last && left > 0; last = this.#nodes.at(-1)) {
      const cut = Math.min(left, last.node.data.length);
      last.node.deleteData(last.node.data.length - cut, cut);
      left -= cut;
      if (last.node.data.length > 0) continue;
      last.node.remove();
      this.#nodes.pop();
    }
  }

  #letGo(): void {
    while (this.#length - this.#start > LEAST_KEPT && this.#nodes.length > 1) {
      this.#nodes.shift()!.node.remove();
    }
    const gone = this.#ends.findIndex((end) => end > this.#start);
    if (gone <= 0) return;
    this.#first += gone;
    this.#ends.splice(0, gone);
  }
}
