import type { Condition, ConnectionTurn } from '@shared/rule';
import { phrase } from '@shared/sentences/phrase';
import type { Meet } from '../meeting';
import { QuietWatch, type SourceTurn } from '../watch';

const TITLES: Readonly<Record<ConnectionTurn, (name: string) => string>> = {
  open: (name) => phrase(`${name} is connected`),
  waiting: (name) => phrase(`${name} lost its connection`),
  stopped: (name) => phrase(`${name} stopped`),
  'fell-back': (name) => phrase(`${name} fell back to another transport`),
};

/** A connection becomes one of the states that are asked for. */
export class ConnectionWatch extends QuietWatch {
  readonly #becomes: ReadonlySet<ConnectionTurn>;
  readonly #nameOf: (sourceId: string) => string;
  readonly #meet: Meet;

  constructor(
    { becomes }: Extract<Condition, { kind: 'connection' }>,
    nameOf: (sourceId: string) => string,
    meet: Meet,
  ) {
    super();
    this.#becomes = new Set(becomes);
    this.#nameOf = nameOf;
    this.#meet = meet;
  }

  override turn({ sourceId, at, becomes, reason }: SourceTurn): void {
    if (!this.#becomes.has(becomes)) return;
    const title = TITLES[becomes](this.#nameOf(sourceId));
    this.#meet({ at, sourceId, event: null, words: { title, body: reason, seq: null } });
  }
}
