import { visibleText } from '../../ui/visible-text';

/** What may go on in the next piece: half of a pair, or a pictograph that a joiner ties to another. */
const OPEN_END = /(?:[\ud800-\udbff]|\r|\p{Extended_Pictographic}(?:\ufe0f|[\u{1f3fb}-\u{1f3ff}])?\u200d?)$/u;

/** How a piece changes what is shown: so many UTF-16 code units go from the end, then this comes. */
export interface VisibleStep {
  readonly back: number;
  readonly text: string;
}

/**
 * Text that comes piece by piece, made visible as `visibleText` does, with line breaks and tabs left as they are. What a
 * piece boundary tears apart is put together again.
 */
export class VisibleRun {
  #open = '';
  #shown = 0;

  append(piece: string): VisibleStep {
    const raw = this.#open + piece;
    const text = visible(raw);
    const step = { back: this.#shown, text };
    this.#open = OPEN_END.exec(raw)?.[0] ?? '';
    this.#shown = this.#open === '' ? 0 : visible(this.#open).length;
    return step;
  }
}

function visible(raw: string): string {
  return raw.replace(/\r\n/gu, '\n').replace(/[^\n\t]+/gu, visibleText);
}
