import { toProblem, type Problem } from '@shared/errors';
import type { SourceSnapshot } from '@shared/source';

export interface AllSourcesOptions {
  pause(id: string): unknown;
  resume(id: string): unknown;
  /** Tells of one that could not be paused or resumed. */
  tell(problem: Problem): void;
}

/** Pauses and resumes the sources all at once. */
export class AllSources {
  readonly #options: AllSourcesOptions;
  #sources: readonly SourceSnapshot[] = [];
  /** `resume` is about these: what somebody paused on purpose stays paused. */
  #pausedHere: ReadonlySet<string> = new Set();

  constructor(options: AllSourcesOptions) {
    this.#options = options;
  }

  /** How the sources are now. */
  take(sources: readonly SourceSnapshot[]): void {
    this.#sources = sources;
  }

  async pause(): Promise<void> {
    const running = this.#idsOf((paused) => !paused);
    // Paused here before, and left alone since.
    const still = this.#idsOf((paused) => paused).filter((id) => this.#pausedHere.has(id));
    this.#pausedHere = new Set([...still, ...running]);
    await this.#each(running, (id) => this.#options.pause(id));
  }

  /** Resumes what `pause` paused; all that is paused, when that is nothing. */
  async resume(): Promise<void> {
    const paused = this.#idsOf((is) => is);
    const chosen = paused.filter((id) => this.#pausedHere.has(id));
    this.#pausedHere = new Set();
    await this.#each(chosen.length > 0 ? chosen : paused, (id) => this.#options.resume(id));
  }

  #idsOf(fits: (paused: boolean) => boolean): string[] {
    return this.#sources.filter(({ state }) => fits(state.phase === 'paused')).map(({ config }) => config.id);
  }

  /** One that fails (a secret of it may be missing) keeps nothing from the others. */
  async #each(ids: readonly string[], act: (id: string) => unknown): Promise<void> {
    for (const id of ids) {
      try {
        await act(id);
      } catch (error) {
        this.#options.tell(toProblem(error));
      }
    }
  }
}
