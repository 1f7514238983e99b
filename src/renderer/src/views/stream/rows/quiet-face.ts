import type { EventRow } from '@shared/stream-event';
import { clockParts, whole } from '../../../ui/format';
import { visibleText } from '../../../ui/visible-text';
import { missingWords } from '../row-words';
import type { Face } from './face';
import type { Line, RowLook } from './line';
import { make, patchClass, patchText } from './patch';

/** A row that is no event of the stream: what became of a connection, or that an event is not there any more. */
export class QuietFace implements Face {
  readonly #hours = document.createTextNode('');
  readonly #seconds = document.createTextNode('');
  readonly #source = document.createTextNode('');
  readonly #sentence = document.createTextNode('');
  readonly #words = make(
    'span',
    { name: 'quiet-w', role: 'gridcell' },
    make('b', {}, this.#source),
    this.#sentence,
  );
  readonly element = make(
    'div',
    { role: 'presentation' },
    make('span', { name: 'gt', role: 'presentation' }),
    make('span', { name: 'tm', role: 'gridcell' }, this.#hours, make('b', {}, this.#seconds)),
    this.#words,
  );

  constructor() {
    this.#words.setAttribute('aria-colspan', '7');
  }

  show(row: EventRow, { current, source }: Line, look: RowLook): void {
    const isMissing = row.kind === 'missing';
    const [hours, seconds] = isMissing ? ['', ''] : clockParts(row.receivedAt, look.clock);
    patchClass(
      this.element,
      `ev quiet${current ? ' is-sel' : ''}${row.marked ? ' is-marked' : ''}${isMissing ? ' is-missing' : ''}`,
    );
    patchText(this.#hours, hours);
    patchText(this.#seconds, seconds);
    patchText(this.#source, isMissing ? '' : source);
    patchText(this.#sentence, isMissing ? missingWords(whole(row.seq)) : ` ${visibleText(row.preview)}`);
  }
}
