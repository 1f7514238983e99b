import { createContext, Script } from 'node:vm';

/**
 * Runs functions for a limited time. Schemas are other people's: references that double with every level, or a list whose items
 * are all compared, would otherwise keep the process busy for years.
 */
export class TimeLimit {
  readonly #box: { run: () => void } = { run: () => undefined };
  readonly #context = createContext(this.#box);
  readonly #script = new Script('run()');

  /** False when `run` took longer than `ms` and was ended; what it throws is thrown on. */
  within(ms: number, run: () => void): boolean {
    this.#box.run = run;
    try {
      this.#script.runInContext(this.#context, { timeout: ms });
      return true;
    } catch (error) {
      if ((error as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
      return false;
    } finally {
      this.#box.run = () => undefined;
    }
  }
}
