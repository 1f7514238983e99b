import type { EventRow, Gap } from '@shared/stream-event';
import { worded } from '../../../i18n/i18n';
import { visibleText } from '../../../ui/visible-text';
import type { Face } from './face';
import type { Line, RowLook } from './line';
import { make, patchAttribute, patchClass, patchText } from './patch';
import { rowIcon } from './row-art';

/** A break in a source's stream: muted when nothing was lost, warning when something was. */
export class GapFace implements Face {
  readonly #source = document.createTextNode('');
  readonly #sentence = document.createTextNode('');
  readonly #words = make(
    'span',
    { name: 'gap-w', role: 'gridcell' },
    make('b', {}, this.#source),
    this.#sentence,
  );
  readonly element = make('div', { role: 'presentation' }, this.#words);
  #icon: Element | null = null;
  #verdict: Gap['verdict'] | null = null;

  show({ gap, marked }: EventRow, { current, source }: Line, { columns }: RowLook): void {
    if (!gap) return;
    patchAttribute(this.#words, 'aria-colspan', String(columns.length));
    const name = `gap${gap.verdict === 'lost' ? ' lost' : ''}${current ? ' is-sel' : ''}${marked ? ' is-marked' : ''}`;
    patchClass(this.element, name);
    if (gap.verdict !== this.#verdict) {
      this.#verdict = gap.verdict;
      this.#icon?.remove();
      this.#icon = rowIcon(gap.verdict);
      this.element.prepend(this.#icon);
    }
    patchText(this.#source, source);
    patchText(this.#sentence, ` ${visibleText(worded(gap.sentence))}`);
  }
}
