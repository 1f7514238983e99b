import type { Level } from '@shared/notification';
import type { EventRow } from '@shared/stream-event';
import { worded } from '../../../i18n/i18n';
import { whole } from '../../../ui/format';
import { visibleText } from '../../../ui/visible-text';
import { missingWords } from '../row-words';
import { TimeCell } from './event-cells';
import type { Face } from './face';
import type { Line, RowLook } from './line';
import { make, patchAttribute, patchClass, patchText } from './patch';
import { levelGlyph } from './row-art';

/** A row that is no event of the stream: what became of a connection, or that an event is not there any more. */
export class QuietFace implements Face {
  readonly #time = new TimeCell();
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
    this.#time.element,
    this.#words,
  );

  #glyph: Element | null = null;
  #level: Level | null = null;

  show(row: EventRow, line: Line, look: RowLook): void {
    const { current, source } = line;
    const isMissing = row.kind === 'missing';
    patchAttribute(this.#words, 'aria-colspan', String(Math.max(1, look.columns.length - 1)));
    patchClass(
      this.element,
      `ev quiet${current ? ' is-sel' : ''}${row.marked ? ' is-marked' : ''}${isMissing ? ' is-missing' : ''}`,
    );
    this.#showLevel(row.level === 'info' ? null : row.level);
    this.showAge(row, line, look);
    patchText(this.#source, isMissing ? '' : source);
    patchText(
      this.#sentence,
      isMissing ? missingWords(whole(row.seq)) : ` ${visibleText(worded(row.preview))}`,
    );
  }

  #showLevel(level: Level | null): void {
    if (level === this.#level) return;
    this.#level = level;
    this.#glyph?.remove();
    this.#glyph = level === null ? null : levelGlyph(level);
    if (this.#glyph) this.#words.prepend(this.#glyph);
  }

  showAge(row: EventRow, line: Line, look: RowLook): void {
    const delta = line.previousAt === null ? null : row.receivedAt - line.previousAt;
    if (row.kind === 'missing') this.#time.write('', '');
    else this.#time.show({ row, line, look, delta, tint: '', inColour: true });
  }
}
