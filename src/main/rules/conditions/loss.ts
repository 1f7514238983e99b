import { phrase } from '@shared/sentences/phrase';
import { whole } from '../alert-words';
import type { Meet } from '../meeting';
import { QuietWatch, type SourceLoss } from '../watch';

/** A resume left events out that the server had sent. */
export class LossWatch extends QuietWatch {
  readonly #nameOf: (sourceId: string) => string;
  readonly #meet: Meet;

  constructor(nameOf: (sourceId: string) => string, meet: Meet) {
    super();
    this.#nameOf = nameOf;
    this.#meet = meet;
  }

  override loss({ sourceId, at, missing, sentence, seq }: SourceLoss): void {
    const title = titleOf(this.#nameOf(sourceId), missing);
    this.#meet({ at, sourceId, event: null, words: { title, body: sentence, seq } });
  }
}

function titleOf(name: string, missing: number | null): string {
  if (missing === null) return phrase(`Events of ${name} are missing`);
  return missing === 1
    ? phrase(`1 event of ${name} is missing`)
    : phrase(`${whole(missing)} events of ${name} are missing`);
}
