import { computed, ref, shallowRef, type ComputedRef, type ShallowRef } from 'vue';
import { toProblem, type Problem } from '@shared/errors';

export interface Task {
  readonly busy: ComputedRef<boolean>;
  /** Why the last run failed; goes away when the next one starts. */
  readonly problem: ShallowRef<Problem | null>;
  /** Runs something that can fail, beside what is running already. Answers whether it went well. */
  run(work: () => Promise<unknown>): Promise<boolean>;
}

/** Something a person starts that takes a while and can fail, where the failure is told in place. */
export function useTask(): Task {
  const running = ref(0);
  const busy = computed(() => running.value > 0);
  const problem = shallowRef<Problem | null>(null);
  async function run(work: () => Promise<unknown>): Promise<boolean> {
    running.value += 1;
    problem.value = null;
    try {
      await work();
      return true;
    } catch (error) {
      problem.value = toProblem(error);
      return false;
    } finally {
      running.value -= 1;
    }
  }
  return { busy, problem, run };
}
