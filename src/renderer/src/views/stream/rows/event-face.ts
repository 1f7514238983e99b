import type { EventRow } from '@shared/stream-event';
import type { ColumnKey } from '../../../stores/column-edits';
import { tickLength } from '../row-words';
import type { Cell, Shown } from './cell';
import { makeCell } from './event-cells';
import type { Face } from './face';
import type { Line, RowLook } from './line';
import { make, patchClass } from './patch';

/** Tick of a row with nothing before it, px. */
const NO_TICK = 3;

/** One event, comment or sent message. Everything in it is untrusted and shown as text. */
export class EventFace implements Face {
  readonly #tick = make('span', { name: 'gt', role: 'presentation' });
  readonly element = make('div', { role: 'presentation' }, this.#tick);
  /** By column. */
  readonly #cells = new Map<ColumnKey, Cell>();
  #shown: readonly Cell[] = [];
  #columns: RowLook['columns'] | null = null;
  #tickPx = 0;

  show(row: EventRow, line: Line, look: RowLook, inColour: boolean): void {
    if (look.columns !== this.#columns) this.#arrange(look.columns);
    const delta = line.previousAt === null ? null : row.receivedAt - line.previousAt;
    const tint = row.kind === 'sent' ? '' : ` t-${line.hue}`;
    patchClass(this.element, classOf(row, line.current));
    this.#showTick(delta, tint);
    const shown: Shown = { row, line, look, delta, tint, inColour };
    for (const cell of this.#shown) cell.show(shown);
  }

  showAge(row: EventRow, line: Line, look: RowLook): void {
    const shown: Shown = { row, line, look, delta: null, tint: '', inColour: true };
    this.#cells.get('time')?.show(shown);
  }

  #arrange(columns: RowLook['columns']): void {
    this.#columns = columns;
    for (const key of this.#cells.keys()) if (!columns.includes(key)) this.#cells.delete(key);
    this.#shown = columns.map((key) => {
      const cell = this.#cells.get(key) ?? makeCell(key);
      this.#cells.set(key, cell);
      return cell;
    });
    this.element.replaceChildren(this.#tick, ...this.#shown.map(({ element }) => element));
  }

  #showTick(delta: number | null, tint: string): void {
    patchClass(this.#tick, `gt${tint}`);
    const tick = delta === null ? NO_TICK : tickLength(delta);
    if (tick === this.#tickPx) return;
    this.#tickPx = tick;
    this.#tick.style.setProperty('--g', `${tick}px`);
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
