import { onScopeDispose, shallowRef, type ShallowRef } from 'vue';
import { toProblem } from '@shared/errors';
import type { TestResult } from '@shared/ipc';

export type TestState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'running' }
  | { readonly phase: 'done'; readonly result: TestResult };

/** One test at a time. Its answer is dropped when the fields changed meanwhile or the dialog has closed. */
export function useSourceTest(): {
  readonly state: Readonly<ShallowRef<TestState>>;
  run(test: () => Promise<TestResult>): Promise<void>;
  forget(): void;
} {
  const state = shallowRef<TestState>({ phase: 'idle' });
  let turn = 0;

  async function run(test: () => Promise<TestResult>): Promise<void> {
    const mine = ++turn;
    state.value = { phase: 'running' };
    const result = await test().catch((error: unknown): TestResult => {
      const { message, hint } = toProblem(error);
      return { ok: false, sentence: message, ...(hint === undefined ? {} : { hint }) };
    });
    if (mine === turn) state.value = { phase: 'done', result };
  }
  function forget(): void {
    turn += 1;
    state.value = { phase: 'idle' };
  }
  onScopeDispose(() => (turn += 1));
  return { state, run, forget };
}
