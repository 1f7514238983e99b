import type { EventRow } from '@shared/stream-event';
import { findingWords } from '../finding-words';
import { visibleText } from '../../../ui/visible-text';
import type { Face } from './face';
import type { Line, RowLook } from './line';
import { make, patchAttribute, patchClass, patchText } from './patch';
import { rowIcon } from './row-art';

/** What in an event breaks the schema of its source: our own row, hatched as a loss is. */
export class FindingFace implements Face {
  readonly #source = document.createTextNode('');
  readonly #sentence = document.createTextNode('');
  readonly #words = make(
    'span',
    { name: 'gap-w', role: 'gridcell' },
    make('b', {}, this.#source),
    this.#sentence,
  );
  readonly element = make('div', { role: 'presentation' }, rowIcon('finding'), this.#words);

  show({ preview, marked }: EventRow, { current, source }: Line, { columns }: RowLook): void {
    patchAttribute(this.#words, 'aria-colspan', String(columns.length));
    patchClass(this.element, `gap lost finding${current ? ' is-sel' : ''}${marked ? ' is-marked' : ''}`);
    patchText(this.#source, source);
    patchText(this.#sentence, ` ${visibleText(findingWords(preview))}`);
  }
}
