import { visibleText } from '../../../ui/visible-text';
import { valueKind } from '../preview-tokens';
import { excerpt, TextCell, type Cell, type Shown } from './cell';
import { patchAttribute, patchClass } from './patch';

const LAST_KEY = /[^."]+(?="?$)/u;

/** What the payload has at a path, coloured by its kind; a dash where it has nothing there. */
export class FieldCell extends TextCell implements Cell {
  readonly #key: `field:${string}`;
  readonly #path: string;
  /** The name of the field, which tells levels from other words. */
  readonly #name: string;

  constructor(key: `field:${string}`) {
    super('fd');
    this.#key = key;
    this.#path = key.slice('field:'.length);
    this.#name = LAST_KEY.exec(this.#path)?.[0] ?? '';
  }

  show({ row, look }: Shown): void {
    const { values } = row;
    const value = values && Object.hasOwn(values, this.#path) ? values[this.#path]! : null;
    patchAttribute(this.element, 'title', value === '' ? look.words.beyondReach : null);
    if (value === null || value === '') {
      // Without `values` the row is no event with a payload, or its values are on their way.
      patchClass(this.element, look.numeric.has(this.#key) ? 'fd is-none is-right' : 'fd is-none');
      this.write(value === '' ? '…' : values ? '–' : '');
      return;
    }
    const kind = valueKind(this.#name, value);
    patchClass(this.element, `fd ${kind}`);
    const text = visibleText(value.startsWith('"') ? value.slice(1) : value);
    this.write(excerpt(text, look.lengths.get(this.#key) ?? 0));
  }
}
