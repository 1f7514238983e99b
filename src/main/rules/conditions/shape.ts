import type { Condition } from '@shared/rule';
import { phrase } from '@shared/sentences/phrase';
import type { ShapeFinding, ShapeTurn } from '@shared/shape';
import type { Meet } from '../meeting';
import { QuietWatch } from '../watch';

const TITLES: Readonly<Record<ShapeTurn, (type: string) => string>> = {
  'new-type': (type) => phrase(`${type} is a new type`),
  'missing-field': (type) => phrase(`${type} misses a field`),
  'changed-type': (type) => phrase(`${type} changed its shape`),
  violation: (type) => phrase(`${type} breaks its schema`),
};

/** An event does not have the shape that its type has, or should have. */
export class ShapeWatch extends QuietWatch {
  readonly #turns: ReadonlySet<ShapeTurn>;
  readonly #meet: Meet;

  constructor({ turns }: Extract<Condition, { kind: 'shape' }>, meet: Meet) {
    super();
    this.#turns = new Set(turns);
    this.#meet = meet;
  }

  override finding({ sourceId, turn, type, sentence, seq }: ShapeFinding, at: number): void {
    if (!this.#turns.has(turn)) return;
    const words = { title: TITLES[turn](type), body: sentence, seq };
    this.#meet({ at, sourceId, event: null, words });
  }
}
