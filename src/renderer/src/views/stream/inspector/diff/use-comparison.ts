import { onScopeDispose, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { toProblem, type Problem } from '@shared/errors';
import type { EventDetail } from '@shared/stream-event';
import { useInspector, type ComparedWith } from '../../../../stores/inspector';
import { compare, type Comparison } from './compare';

/** The event that another one is compared with. */
export type Counterpart = Pick<EventDetail, 'seq' | 'id' | 'receivedAt' | 'type' | 'data' | 'truncated'>;

export type ComparisonState =
  | { readonly phase: 'idle' }
  | { readonly phase: 'working' }
  /** There is nothing to compare with. */
  | { readonly phase: 'alone'; readonly against: ComparedWith; readonly complete: boolean }
  /** The chosen event is the pinned one. */
  | { readonly phase: 'itself' }
  | { readonly phase: 'gone' }
  | { readonly phase: 'failed'; readonly problem: Problem }
  | { readonly phase: 'ready'; readonly with: Counterpart; readonly comparison: Comparison };

/** How long somebody rests on an event before it is compared while the comparison does not show, ms. */
const REST_MS = 300;
/** Larger payloads are compared only when somebody looks, bytes. */
const LARGEST_UNSEEN = 64 * 1024;

/**
 * The chosen event compared with the one before it or the pinned one: at once while that shows; otherwise, for the count beside
 * the tab, when somebody rests on a small one.
 */
export function useComparison(
  detail: Ref<EventDetail | null>,
  shown: Ref<boolean>,
): Readonly<ShallowRef<ComparisonState>> {
  const inspector = useInspector();
  const state = shallowRef<ComparisonState>({ phase: 'idle' });
  let running: AbortController | null = null;

  async function counterpart(event: EventDetail): Promise<Counterpart | ComparisonState> {
    const { against, pinned } = inspector;
    if (against === 'pinned' && pinned) return pinned.seq === event.seq ? { phase: 'itself' } : pinned;
    const earlier = await inspector.earlier(event.seq);
    if (!earlier) return { phase: 'gone' };
    const before = against === 'channel' ? earlier.ofChannel : earlier.alike[0];
    if (!before) return { phase: 'alone', against, complete: earlier.complete };
    return (await inspector.detail(before.seq)) ?? { phase: 'gone' };
  }

  async function run(event: EventDetail, signal: AbortSignal): Promise<void> {
    try {
      const found = await counterpart(event);
      if (signal.aborted) return;
      if ('phase' in found) {
        state.value = found;
        return;
      }
      if (!shown.value && found.data.length > LARGEST_UNSEEN) return;
      const comparison = await compare(found.data, event.data, signal);
      if (comparison && !signal.aborted) state.value = { phase: 'ready', with: found, comparison };
    } catch (error) {
      if (!signal.aborted) state.value = { phase: 'failed', problem: toProblem(error) };
    }
  }

  let timer: ReturnType<typeof setTimeout> | undefined;
  function begin(): void {
    running?.abort();
    clearTimeout(timer);
    state.value = { phase: 'idle' };
    const event = detail.value;
    if (!event) return;
    const { signal } = (running = new AbortController());
    if (shown.value) {
      state.value = { phase: 'working' };
      void run(event, signal);
    } else if (event.size <= LARGEST_UNSEEN) {
      timer = setTimeout(() => void run(event, signal), REST_MS);
    }
  }
  watch([detail, () => inspector.against, () => inspector.pinned], begin, { immediate: true });
  watch(shown, (now) => {
    if (now && (state.value.phase === 'idle' || state.value.phase === 'working')) begin();
  });
  onScopeDispose(() => {
    running?.abort();
    clearTimeout(timer);
  });
  return state;
}
