import { computed, onScopeDispose, shallowRef, watch, type ComputedRef, type ShallowRef } from 'vue';
import { toProblem, type Problem } from '@shared/errors';
import type { SourceShapes } from '@shared/shape';
import { useShapes } from '../../../stores/shapes';

/** At most this often is it read anew, ms: a source may send thousands of events meanwhile. */
const AGAIN_MS = 1_000;

export interface SourceShapesReading {
  /** Null until it was read for the first time. */
  readonly shapes: ComputedRef<SourceShapes | null>;
  /** Why it cannot be read. */
  readonly problem: ShallowRef<Problem | null>;
  readAgain(): void;
}

/** What is known of a source's payloads, read anew as it changes, for as long as somebody looks at it. */
export function useSourceShapes(sourceId: () => string): SourceShapesReading {
  const store = useShapes();
  const problem = shallowRef<Problem | null>(null);
  let reading = false;
  let timer: ReturnType<typeof setTimeout> | null = null;
  let readAt = -Infinity;

  async function read(): Promise<void> {
    timer = null;
    reading = true;
    try {
      await store.read(sourceId());
      problem.value = null;
    } catch (error) {
      problem.value = toProblem(error);
    } finally {
      reading = false;
      readAt = performance.now();
    }
  }
  function readSoon(): void {
    if (reading || timer !== null) return;
    timer = setTimeout(() => void read(), Math.max(0, readAt + AGAIN_MS - performance.now()));
  }
  function readAgain(): void {
    if (timer !== null) clearTimeout(timer);
    void read();
  }
  watch(sourceId, readAgain, { immediate: true });
  watch(() => store.state, readSoon);
  onScopeDispose(() => {
    if (timer !== null) clearTimeout(timer);
  });
  return { shapes: computed(() => store.knownOf(sourceId())), problem, readAgain };
}
