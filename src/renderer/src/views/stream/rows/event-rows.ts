import { clockParts } from '../../../ui/format';
import type { Line, RowLook } from './line';
import { kinOf, RowElement } from './row-element';

/** So many rows may change their place in the document at once; more wait until the table rests. */
const MAX_MOVES = 4;
/** When more rows than this are drawn anew again and again, nobody reads them while they fly by: they wait for their colours. */
const MAX_COLOURED = 12;
/** How soon that is again, ms. */
const AGAIN_MS = 250;
/** Without more than that for so long the table rests, ms. */
const REST_MS = 100;

/**
 * The rows of the table, drawn without Vue: at thousands of events a second each of them is written anew up to 60 times a
 * second. Elements are made once. A row that goes out gives its element to one that comes in, and only text that differs is
 * written.
 */
export class EventRows {
  readonly #container: HTMLElement;
  /** By position. */
  #rows = new Map<number, RowElement>();
  #lines: readonly Line[] = [];
  #look: RowLook | null = null;
  /** When more rows than get colours at any time were drawn anew, by `performance.now()`. */
  #manyAt = -Infinity;
  #restTimer: ReturnType<typeof setTimeout> | null = null;

  constructor(container: HTMLElement) {
    this.#container = container;
    container.addEventListener('mouseover', this.#nameCell);
  }

  /**
   * Draws these, and nothing when they are the very ones that are drawn.
   *
   * @param lines by ascending position
   */
  paint(lines: readonly Line[], look: RowLook): void {
    if (lines === this.#lines && look === this.#look) return;
    this.#lines = lines;
    this.#look = look;
    const { kept, free } = this.#sorted(lines);
    const added = lines.filter(({ position }) => !kept.has(position));
    this.#give(added, free, kept);
    for (const row of free) row.element.remove();
    this.#rows = kept;
    const anew = lines.filter((line) => kept.get(line.position)!.differs(line, look)).length;
    const fliesBy = anew > MAX_COLOURED && performance.now() - this.#manyAt < AGAIN_MS;
    if (anew > MAX_COLOURED) this.#manyAt = performance.now();
    this.#show(fliesBy ? 'plain' : this.#restTimer === null ? 'all' : 'changed');
    if (added.length > 0 && added.length <= MAX_MOVES) this.#order();
    if (added.length > MAX_MOVES || fliesBy) this.#finishAtRest();
  }

  /** Writes anew how long ago the rows came, when that is what they say. */
  showAges(): void {
    if (this.#look?.time === 'relative') for (const row of this.#rows.values()) row.showAge();
  }

  close(): void {
    if (this.#restTimer) clearTimeout(this.#restTimer);
    this.#container.removeEventListener('mouseover', this.#nameCell);
    this.#container.replaceChildren();
    this.#rows.clear();
    this.#look = null;
  }

  /** Rows that still show, and elements that are free for others. */
  #sorted(lines: readonly Line[]): { kept: Map<number, RowElement>; free: RowElement[] } {
    const kept = new Map<number, RowElement>();
    const free: RowElement[] = [];
    const first = lines[0]?.position ?? 0;
    const last = lines.at(-1)?.position ?? -1;
    for (const [position, row] of this.#rows) {
      if (position >= first && position <= last) kept.set(position, row);
      else free.push(row);
    }
    return { kept, free };
  }

  /** Gives free elements to lines, first to those that they were most alike before. What nobody takes stays in `free`. */
  #give(lines: readonly Line[], free: RowElement[], rows: Map<number, RowElement>): void {
    const others: Line[] = [];
    for (const line of lines) {
      const kin = kinOf(line);
      const alike = free.findIndex((row) => row.kin === kin);
      if (alike < 0) others.push(line);
      else rows.set(line.position, free.splice(alike, 1)[0]!);
    }
    for (const line of others) rows.set(line.position, free.pop() ?? this.#add());
  }

  #add(): RowElement {
    const row = new RowElement();
    this.#container.append(row.element);
    return row;
  }

  /** @param coloured which rows get their colours; `changed`: those that are drawn anew */
  #show(coloured: 'all' | 'changed' | 'plain'): void {
    const look = this.#look!;
    for (const line of this.#lines) {
      const row = this.#rows.get(line.position)!;
      row.show(line, look, coloured === 'all' || (coloured === 'changed' && row.differs(line, look)));
    }
  }

  /** Rows stand in the document as on the screen, so that a screen reader reads them in their order. */
  #order(): void {
    let next: Element | null = null;
    for (const position of [...this.#rows.keys()].sort((a, b) => b - a)) {
      const { element } = this.#rows.get(position)!;
      if (element.nextElementSibling !== next) this.#container.insertBefore(element, next);
      next = element;
    }
  }

  /** What there was no time for. */
  #finishAtRest(): void {
    if (this.#restTimer) clearTimeout(this.#restTimer);
    this.#restTimer = setTimeout(() => {
      this.#restTimer = null;
      this.#show('all');
      this.#order();
    }, REST_MS);
  }

  /**
   * Says the whole of a name or value that may be cut, and the clock time of an age: when the pointer comes, not for every row,
   * because an attribute has its cell styled anew.
   */
  readonly #nameCell = ({ target }: Event): void => {
    if (!(target instanceof Element)) return;
    const cell = target.closest<HTMLElement>('.has-head, .fd:not(.is-none)');
    if (cell) cell.title = cell.textContent;
    const time = this.#look!.time === 'clock' ? null : target.closest<HTMLElement>('.tm');
    const position = Number(time?.closest<HTMLElement>('.tb-row')?.dataset['position']);
    const receivedAt = this.#rows.get(position)?.receivedAt ?? null;
    if (time && receivedAt !== null) time.title = clockWords(receivedAt, this.#look!.clock);
  };
}

const clockWords = (epochMs: number, clock: RowLook['clock']): string => clockParts(epochMs, clock).join('');
