import type { Level } from '@shared/notification';
import type { EventRow } from '@shared/stream-event';
import { bytes, clockParts } from '../../../ui/format';
import { visibleExcerpt, visibleText } from '../../../ui/visible-text';
import { plainTokens, previewTokens, type PreviewToken } from '../preview-tokens';
import { channelEnds, deltaWords, idEnds, tickLength } from '../row-words';
import { DataCell } from './data-cell';
import type { Face } from './face';
import type { Line, RowLook } from './line';
import { make, patchClass, patchPresence, patchText } from './patch';
import { levelGlyph, rowIcon } from './row-art';

/** Most of a type that is put into its cell, in UTF-16 code units. */
const MAX_TYPE = 120;
const ASCII = /^[ -~]*$/u;
/** A pause before an event that stands out, ms. */
const LONG_MS = 1_000;
/** Tick of a row with nothing before it, px. */
const NO_TICK = 3;

/** A cell of one text. */
class TextCell {
  readonly #text = document.createTextNode('');
  readonly element: HTMLElement;

  constructor(name: string) {
    this.element = make('span', { name, role: 'gridcell' }, this.#text);
  }
  show(text: string): void {
    patchText(this.#text, text);
  }
}

/** A cell of two parts, of which the first gives way or stands back. */
class PartedCell {
  readonly #name: string;
  readonly #head = document.createTextNode('');
  readonly #tail = document.createTextNode('');
  readonly element: HTMLElement;

  constructor(name: string, head: 'plain' | 'i') {
    this.#name = name;
    const first = head === 'i' ? make('i', {}, this.#head) : this.#head;
    this.element = make('span', { name, role: 'gridcell' }, first, make('b', {}, this.#tail));
  }
  show({ head, tail }: { readonly head: string; readonly tail: string }): void {
    // A class and no `:empty`, for which every text that changes would have its neighbours styled anew.
    patchClass(this.element, head === '' ? this.#name : `${this.#name} has-head`);
    if (this.#head.data === head && this.#tail.data === tail) return;
    patchText(this.#head, head);
    patchText(this.#tail, tail);
    this.element.removeAttribute('title');
  }
}

/** The type, after the glyph of a level or the arrow of a message that went out. */
class TypeCell {
  readonly #text = document.createTextNode('');
  readonly #word = make('span', { name: 'trunc' }, this.#text);
  readonly element = make('span', { name: 'ty', role: 'gridcell' }, this.#word);
  #glyph: Element | null = null;
  #glyphName: Level | 'sent' | null = null;

  show(type: string, glyph: Level | 'sent' | null): void {
    patchText(this.#text, type);
    if (glyph === this.#glyphName) return;
    this.#glyphName = glyph;
    this.#glyph?.remove();
    this.#glyph = glyph === null ? null : glyph === 'sent' ? rowIcon('sent') : levelGlyph(glyph);
    if (this.#glyph) patchPresence(this.element, this.#glyph, this.#word, true);
  }
}

/** One event, comment or sent message. Everything in it is untrusted and shown as text. */
export class EventFace implements Face {
  readonly #tick = make('span', { name: 'gt', role: 'presentation' });
  readonly #time = new PartedCell('tm', 'plain');
  readonly #delta = new TextCell('dl');
  readonly #source = new TextCell('so');
  readonly #channel = new PartedCell('ch', 'i');
  readonly #type = new TypeCell();
  readonly #id = new PartedCell('id', 'i');
  readonly #data = new DataCell();
  readonly #size = new TextCell('sz');
  readonly element = make(
    'div',
    { role: 'presentation' },
    this.#tick,
    this.#time.element,
    this.#delta.element,
    this.#source.element,
    this.#channel.element,
    this.#type.element,
    this.#id.element,
    this.#data.element,
    this.#size.element,
  );
  #tickPx = 0;

  show(row: EventRow, line: Line, look: RowLook, inColour: boolean): void {
    const isSent = row.kind === 'sent';
    const tint = isSent ? '' : ` t-${line.hue}`;
    patchClass(this.element, classOf(row, line.current));
    this.#showTime(row, line, look, tint);
    this.#source.show(line.source);
    patchClass(this.#source.element, line.sourceHue === null ? 'so' : `so t-${line.sourceHue}`);
    this.#channel.show(channelEnds(visibleText(row.channel)));
    this.#type.show(typeOf(row), glyphOf(row));
    patchClass(this.#type.element, `ty${tint}`);
    this.#id.show(idEnds(visibleText(row.id ?? '')));
    if (inColour) this.#data.show(tokensOf(row), row.problem);
    else this.#data.showPlain(excerpt(textOf(tokensOf(row)), look.dataLength), row.problem);
    this.#size.show(bytes(row.size));
  }

  #showTime(row: EventRow, line: Line, look: RowLook, tint: string): void {
    const delta = line.previousAt === null ? null : row.receivedAt - line.previousAt;
    const tick = delta === null ? NO_TICK : tickLength(delta);
    patchClass(this.#tick, `gt${tint}`);
    if (tick !== this.#tickPx) {
      this.#tickPx = tick;
      this.#tick.style.setProperty('--g', `${tick}px`);
    }
    const [head, tail] = clockParts(row.receivedAt, look.clock);
    this.#time.show({ head, tail });
    this.#delta.show(delta === null ? '' : deltaWords(delta));
    patchClass(this.#delta.element, delta !== null && delta >= LONG_MS ? 'dl hi' : 'dl');
  }
}

/** The hue stands on the cells that it colours: a custom property of the whole row would have every part of it styled anew. */
function classOf({ kind, level, marked }: EventRow, current: boolean): string {
  let name = 'ev ev-grid';
  if (kind === 'sent') name += ' ev-sent';
  if (current) name += ' is-sel';
  if (marked) name += ' is-marked';
  if (kind === 'comment') name += ' is-faint';
  else if (level === 'error') name += ' ev-err';
  return name;
}

function typeOf({ kind, type }: EventRow): string {
  return kind === 'comment' || kind === 'sent' ? kind : visibleExcerpt(type, MAX_TYPE);
}

function glyphOf({ kind, level }: EventRow): Level | 'sent' | null {
  if (kind === 'sent') return 'sent';
  return level === 'info' ? null : level;
}

function tokensOf({ kind, preview, problem }: EventRow): readonly PreviewToken[] {
  if (kind === 'comment') return plainTokens(`:${preview}`);
  return problem === 'not-json' ? plainTokens(preview) : previewTokens(preview);
}

const textOf = (tokens: readonly PreviewToken[]): string => tokens.map(({ text }) => text).join('');

/** As the browser would cut it, which takes it longer. Letters that are no ASCII may be narrower than others: that is its. */
function excerpt(text: string, length: number): string {
  return text.length > length && ASCII.test(text) ? `${text.slice(0, Math.max(0, length - 1))}…` : text;
}
