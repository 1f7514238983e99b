import { computed, onScopeDispose, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { toProblem, type Problem } from '@shared/errors';
import type { RuleDraft, RuleTest } from '@shared/rule';
import { useRules } from '../../../stores/rules';

/** What a look at the past, or a try of the actions, came to. */
export type RuleTestState =
  | { readonly phase: 'none' }
  | { readonly phase: 'testing' | 'trying' }
  | { readonly phase: 'tested'; readonly test: RuleTest }
  | { readonly phase: 'tried'; readonly problems: readonly Problem[] }
  | { readonly phase: 'failed'; readonly problem: Problem };

export interface RuleTesting {
  readonly state: Readonly<ShallowRef<RuleTestState>>;
  readonly busy: ComputedRef<boolean>;
  /** Looks at the last hour; nothing is done. */
  test(draft: RuleDraft): Promise<void>;
  /** Does what the rule does, once. */
  tryActions(id: string | null, draft: RuleDraft): Promise<void>;
  /** The rule is another one now: what was said about it holds no more, nor does what is still to be said. */
  forget(): void;
}

/** Tests of the rule that is being edited. The last question is the one that is answered. */
export function useRuleTest(): RuleTesting {
  const rules = useRules();
  const state = shallowRef<RuleTestState>({ phase: 'none' });
  const busy = computed(() => state.value.phase === 'testing' || state.value.phase === 'trying');
  let asked = 0;

  async function ask(phase: 'testing' | 'trying', answer: () => Promise<RuleTestState>): Promise<void> {
    const mine = ++asked;
    state.value = { phase };
    let said: RuleTestState;
    try {
      said = await answer();
    } catch (error) {
      said = { phase: 'failed', problem: toProblem(error) };
    }
    if (mine === asked) state.value = said;
  }
  const test = (draft: RuleDraft): Promise<void> =>
    ask('testing', async () => ({ phase: 'tested', test: await rules.test(draft) }));
  const tryActions = (id: string | null, draft: RuleDraft): Promise<void> =>
    ask('trying', async () => ({ phase: 'tried', problems: await rules.tryActions(id, draft) }));
  function forget(): void {
    asked += 1;
    state.value = { phase: 'none' };
  }
  onScopeDispose(() => (asked += 1));
  return { state, busy, test, tryActions, forget };
}
