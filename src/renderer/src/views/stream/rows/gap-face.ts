import type { EventRow, Gap } from '@shared/stream-event';
import { worded } from '../../../i18n/i18n';
import type { Face } from './face';
import type { Line, RowLook } from './line';
import { make, patchClass } from './patch';
import { rowIcon } from './row-art';
import { ToldWords } from './told-words';

/** A break in a source's stream: muted when nothing was lost, warning when something was. */
export class GapFace implements Face {
  readonly #words = new ToldWords();
  readonly element = make('div', { role: 'presentation' }, this.#words.element);
  #icon: Element | null = null;
  #verdict: Gap['verdict'] | null = null;

  show({ gap, marked }: EventRow, { current, source }: Line, { columns }: RowLook): void {
    if (!gap) return;
    const name = `gap${gap.verdict === 'lost' ? ' lost' : ''}${current ? ' is-sel' : ''}${marked ? ' is-marked' : ''}`;
    patchClass(this.element, name);
    if (gap.verdict !== this.#verdict) {
      this.#verdict = gap.verdict;
      this.#icon?.remove();
      this.#icon = rowIcon(gap.verdict);
      this.element.prepend(this.#icon);
    }
    this.#words.show(source, worded(gap.sentence), columns.length);
  }
}
