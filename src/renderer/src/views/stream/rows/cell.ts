import type { EventRow } from '@shared/stream-event';
import type { Line, RowLook } from './line';
import { make, patchClass, patchText } from './patch';

/** What a cell of an event is drawn of. */
export interface Shown {
  readonly row: EventRow;
  readonly line: Line;
  readonly look: RowLook;
  /** ms since the row above; null when there is none. */
  readonly delta: number | null;
  /** Class that gives the hue of the type to what it stands on; empty for messages that went out. */
  readonly tint: string;
  /** False: there is no time for colours, and the row will be shown again when there is. */
  readonly inColour: boolean;
}

/** One cell of a row: an element that is made once and written to for every event that it shows. */
export interface Cell {
  readonly element: HTMLElement;
  show(shown: Shown): void;
}

/** A cell of one text. */
export class TextCell {
  readonly #text = document.createTextNode('');
  readonly element: HTMLElement;

  constructor(name: string) {
    this.element = make('span', { name, role: 'gridcell' }, this.#text);
  }
  write(text: string): void {
    patchText(this.#text, text);
  }
}

/** A cell of two parts, of which the first gives way or stands back. */
export class PartedCell {
  readonly #name: string;
  readonly #head = document.createTextNode('');
  readonly #tail = document.createTextNode('');
  readonly element: HTMLElement;

  constructor(name: string, head: 'plain' | 'i') {
    this.#name = name;
    const first = head === 'i' ? make('i', {}, this.#head) : this.#head;
    this.element = make('span', { name, role: 'gridcell' }, first, make('b', {}, this.#tail));
  }
  write(head: string, tail: string): void {
    // A class and no `:empty`, for which every text that changes would have its neighbours styled anew.
    patchClass(this.element, head === '' ? this.#name : `${this.#name} has-head`);
    if (this.#head.data === head && this.#tail.data === tail) return;
    patchText(this.#head, head);
    patchText(this.#tail, tail);
    this.element.removeAttribute('title');
  }
}

const ASCII = /^[ -~]*$/u;

/** As the browser would cut it, which takes it longer. Letters that are no ASCII may be narrower than others: that is its. */
export function excerpt(text: string, length: number): string {
  return text.length > length && ASCII.test(text) ? `${text.slice(0, Math.max(0, length - 1))}…` : text;
}
