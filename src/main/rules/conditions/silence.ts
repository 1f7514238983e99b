import type { Condition } from '@shared/rule';
import { phrase } from '@shared/sentences/phrase';
import { spanWords } from '../alert-words';
import type { Meet } from '../meeting';
import type { SourceLife, SourceLives } from '../source-lives';
import { QuietWatch } from '../watch';

type SilenceCondition = Extract<Condition, { kind: 'silence' }>;

export interface SilenceParts {
  readonly lives: SourceLives;
  counts(sourceId: string): boolean;
  nameOf(sourceId: string): string;
  readonly meet: Meet;
}

/** Nothing comes from a source for longer than it usually takes, or for so long. Once for each silence. */
export class SilenceWatch extends QuietWatch {
  readonly #condition: SilenceCondition;
  readonly #parts: SilenceParts;
  /** When each silence that was told began, by source. */
  readonly #told = new Map<string, number>();

  constructor(condition: SilenceCondition, parts: SilenceParts) {
    super();
    this.#condition = condition;
    this.#parts = parts;
  }

  override tick(now: number): void {
    const among = this.#parts.lives.among(this.#condition.sources);
    if (this.#told.size > among.length) this.#told.clear();
    for (const [sourceId, life] of among) {
      const since = this.#parts.counts(sourceId) ? life.quietSince : null;
      const limit = this.#limitMs(life);
      if (since === null || limit === null || now - since <= limit) continue;
      if (this.#told.get(sourceId) === since) continue;
      this.#told.set(sourceId, since);
      this.#meet(sourceId, now, now - since);
    }
  }

  #limitMs({ usual }: SourceLife): number | null {
    const { longerThan } = this.#condition;
    return longerThan === 'usual' ? usual.limitMs() : longerThan * 1_000;
  }

  #meet(sourceId: string, at: number, quietMs: number): void {
    const span = spanWords(quietMs);
    const words = {
      title: phrase(`${this.#parts.nameOf(sourceId)} is silent`),
      body:
        this.#condition.longerThan === 'usual'
          ? `Nothing has come for ${span}, longer than usual.`
          : `Nothing has come for ${span}.`,
      seq: null,
    };
    this.#parts.meet({ at, sourceId, event: null, words });
  }
}
