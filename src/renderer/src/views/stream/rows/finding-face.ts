import type { EventRow } from '@shared/stream-event';
import { findingWords } from '../finding-words';
import type { Face } from './face';
import type { Line, RowLook } from './line';
import { make, patchClass } from './patch';
import { rowIcon } from './row-art';
import { ToldWords } from './told-words';

/** What in an event breaks the schema of its source: our own row, hatched as a loss is. */
export class FindingFace implements Face {
  readonly #words = new ToldWords();
  readonly element = make('div', { role: 'presentation' }, rowIcon('finding'), this.#words.element);

  show({ preview, marked }: EventRow, { current, source }: Line, { columns }: RowLook): void {
    patchClass(this.element, `gap lost finding${current ? ' is-sel' : ''}${marked ? ' is-marked' : ''}`);
    this.#words.show(source, findingWords(preview), columns.length);
  }
}
