import { shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { toProblem } from '@shared/errors';
import { useInspector } from '../../../stores/inspector';
import type { TimingState } from './timing/TimingTab.vue';

/** What came before the chosen event, asked for while somebody looks at it. */
export function useEarlier(seq: Ref<number | null>, shown: Ref<boolean>): Readonly<ShallowRef<TimingState>> {
  const inspector = useInspector();
  const state = shallowRef<TimingState>({ phase: 'loading' });
  async function ask(wanted: number): Promise<void> {
    let answer: TimingState;
    try {
      const earlier = await inspector.earlier(wanted);
      answer = earlier
        ? { phase: 'ready', earlier }
        : { phase: 'ready', earlier: { alike: [], ofChannel: null, ofSource: null, complete: false } };
    } catch (error) {
      answer = { phase: 'failed', problem: toProblem(error) };
    }
    if (seq.value === wanted) state.value = answer;
  }
  watch(
    [seq, shown],
    ([wanted, isShown], [before] = [null, false]) => {
      if (wanted !== before) state.value = { phase: 'loading' };
      if (wanted !== null && isShown) void ask(wanted);
    },
    { immediate: true },
  );
  return state;
}
