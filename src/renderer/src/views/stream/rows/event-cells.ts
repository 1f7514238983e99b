import type { Level } from '@shared/notification';
import type { EventRow } from '@shared/stream-event';
import type { EventColumn } from '@shared/table-layout';
import type { ColumnKey } from '../../../stores/column-edits';
import { age, bytes, clockParts } from '../../../ui/format';
import { visibleExcerpt, visibleText } from '../../../ui/visible-text';
import { plainTokens, previewTokens, type PreviewToken } from '../preview-tokens';
import { channelEnds, deltaWords, idEnds } from '../row-words';
import { excerpt, PartedCell, TextCell, type Cell, type Shown } from './cell';
import { DataCell } from './data-cell';
import { FieldCell } from './field-cell';
import { make, patchClass, patchPresence, patchText } from './patch';
import { levelGlyph, rowIcon } from './row-art';

/** Most of a type that is put into its cell, in UTF-16 code units. */
const MAX_TYPE = 120;
/** A pause before an event that stands out, ms. */
const LONG_MS = 1_000;

/** The clock with hour and minute standing back, how long ago, or the time since the row above. */
export class TimeCell extends PartedCell implements Cell {
  constructor() {
    super('tm', 'plain');
  }
  show({ row, look, delta }: Shown): void {
    if (look.time === 'clock') this.write(...clockParts(row.receivedAt, look.clock));
    else if (look.time === 'delta') this.write('', delta === null ? '' : deltaWords(delta, look.words.point));
    else this.write('', age(Math.max(0, Date.now() - row.receivedAt)));
  }
}

class DeltaCell extends TextCell implements Cell {
  constructor() {
    super('dl');
  }
  show({ delta, look }: Shown): void {
    this.write(delta === null ? '' : deltaWords(delta, look.words.point));
    patchClass(this.element, delta !== null && delta >= LONG_MS ? 'dl hi' : 'dl');
  }
}

class SourceCell extends TextCell implements Cell {
  constructor() {
    super('so');
  }
  show({ line }: Shown): void {
    this.write(line.source);
    patchClass(this.element, line.sourceHue === null ? 'so' : `so t-${line.sourceHue}`);
  }
}

class ChannelCell extends PartedCell implements Cell {
  constructor() {
    super('ch', 'i');
  }
  show({ row }: Shown): void {
    const { head, tail } = channelEnds(visibleText(row.channel));
    this.write(head, tail);
  }
}

class IdCell extends PartedCell implements Cell {
  constructor() {
    super('id', 'i');
  }
  show({ row }: Shown): void {
    const { head, tail } = idEnds(visibleText(row.id ?? ''));
    this.write(head, tail);
  }
}

class SizeCell extends TextCell implements Cell {
  constructor() {
    super('sz');
  }
  show({ row }: Shown): void {
    this.write(bytes(row.size));
  }
}

/** The type, after the glyph of a level or the arrow of a message that went out. */
class TypeCell implements Cell {
  readonly #text = document.createTextNode('');
  readonly #word = make('span', { name: 'trunc' }, this.#text);
  readonly element = make('span', { name: 'ty', role: 'gridcell' }, this.#word);
  #glyph: Element | null = null;
  #glyphName: Level | 'sent' | null = null;

  show({ row, look, tint }: Shown): void {
    const { kind, type } = row;
    patchText(
      this.#text,
      kind === 'comment' || kind === 'sent' ? look.words[kind] : visibleExcerpt(type, MAX_TYPE),
    );
    patchClass(this.element, `ty${tint}`);
    const glyph = glyphOf(row);
    if (glyph === this.#glyphName) return;
    this.#glyphName = glyph;
    this.#glyph?.remove();
    this.#glyph = glyph === null ? null : glyph === 'sent' ? rowIcon('sent') : levelGlyph(glyph);
    if (this.#glyph) patchPresence(this.element, this.#glyph, this.#word, true);
  }
}

class PreviewCell extends DataCell implements Cell {
  show({ row, look, inColour }: Shown): void {
    const tokens = tokensOf(row);
    if (inColour) this.showTokens(tokens, row.problem);
    else this.showPlain(excerpt(textOf(tokens), look.lengths.get('data') ?? 0), row.problem);
  }
}

const CELLS: Readonly<Record<EventColumn, new () => Cell>> = {
  time: TimeCell,
  delta: DeltaCell,
  source: SourceCell,
  channel: ChannelCell,
  type: TypeCell,
  id: IdCell,
  data: PreviewCell,
  size: SizeCell,
};

/** A cell of a column. */
export const makeCell = (key: ColumnKey): Cell => (isField(key) ? new FieldCell(key) : new CELLS[key]());

const isField = (key: ColumnKey): key is `field:${string}` => key.startsWith('field:');

function glyphOf({ kind, level }: EventRow): Level | 'sent' | null {
  if (kind === 'sent') return 'sent';
  return level === 'info' ? null : level;
}

function tokensOf({ kind, preview, problem }: EventRow): readonly PreviewToken[] {
  if (kind === 'comment') return plainTokens(`:${preview}`);
  return problem === 'not-json' ? plainTokens(preview) : previewTokens(preview);
}

const textOf = (tokens: readonly PreviewToken[]): string => tokens.map(({ text }) => text).join('');
