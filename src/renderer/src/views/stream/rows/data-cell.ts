import type { EventProblem } from '@shared/stream-event';
import type { PreviewToken } from '../preview-tokens';
import { problemWords } from '../row-words';
import { make, patchAttribute, patchClass, patchPresence, patchText } from './patch';
import { rowIcon } from './row-art';

/**
 * The cell with the data: in colours, or in one piece while more rows fly by than anybody could read. Its pieces keep their
 * elements from one row to the next, and as events of a stream are mostly of one shape, little more than text changes. Every
 * piece but punctuation is isolated, so that right-to-left text in one cannot move the others.
 */
export class DataCell {
  readonly #coloured = make('span', {});
  readonly #plain = document.createTextNode('');
  /** What shows: `#coloured` or `#plain`. */
  #body: Element | Text = this.#plain;
  readonly element = make('span', { name: 'dt', role: 'gridcell' }, this.#plain);
  /** `Text` for punctuation, `<bdi>` for all else. */
  readonly #pieces: (Text | HTMLElement)[] = [];
  #wrong: HTMLElement | null = null;

  showTokens(tokens: readonly PreviewToken[], problem: EventProblem | undefined): void {
    this.#showProblem(problem);
    this.#showBody(this.#coloured);
    tokens.forEach((token, index) => this.#showPiece(token, index));
    while (this.#pieces.length > tokens.length) this.#pieces.pop()!.remove();
  }

  showPlain(text: string, problem: EventProblem | undefined): void {
    this.#showProblem(problem);
    this.#showBody(this.#plain);
    patchText(this.#plain, text);
  }

  #showBody(body: Element | Text): void {
    if (body === this.#body) return;
    this.#body.replaceWith(body);
    this.#body = body;
  }

  #showPiece({ kind, text }: PreviewToken, index: number): void {
    const isPlain = kind === 'p';
    const known = this.#pieces[index];
    if (known && isPlain === known instanceof Text) {
      if (known instanceof Text) patchText(known, text);
      else {
        patchClass(known, kind);
        patchText(known.firstChild as Text, text);
      }
      return;
    }
    const piece = isPlain
      ? document.createTextNode(text)
      : make('bdi', { name: kind }, document.createTextNode(text));
    if (known) known.replaceWith(piece);
    else this.#coloured.append(piece);
    this.#pieces[index] = piece;
  }

  #showProblem(problem: EventProblem | undefined): void {
    if (!problem && !this.#wrong) return;
    this.#wrong ??= make('span', { name: 'wrong', role: 'img' }, rowIcon('wrong'));
    patchPresence(this.element, this.#wrong, this.element.firstChild, problem !== undefined);
    if (!problem) return;
    patchAttribute(this.#wrong, 'title', problemWords(problem));
    patchAttribute(this.#wrong, 'aria-label', problemWords(problem));
  }
}
