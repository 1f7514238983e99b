import { visibleText } from '../../../ui/visible-text';
import { make, patchAttribute, patchText } from './patch';

/** What a row of our own says over all columns: the source, and a sentence about it. */
export class ToldWords {
  readonly #source = document.createTextNode('');
  readonly #sentence = document.createTextNode('');
  readonly element = make(
    'span',
    { name: 'gap-w', role: 'gridcell' },
    make('b', {}, this.#source),
    this.#sentence,
  );

  show(source: string, sentence: string, columns: number): void {
    patchAttribute(this.element, 'aria-colspan', String(columns));
    patchText(this.#source, source);
    patchText(this.#sentence, ` ${visibleText(sentence)}`);
  }
}
