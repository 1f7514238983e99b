import { shallowRef, watch, type ShallowRef } from 'vue';
import { explain, type Explanation } from '@shared/explain';
import type { SourceSnapshot } from '@shared/source';
import { clockTime } from '../../ui/format';
import { useNow } from '../../ui/use-now';

/** A text that changes under the reader's eyes cannot be read, ms. */
const REFRESH_MS = 10_000;

/** The account of a source: made anew when something happens to it, otherwise every 10 s. */
export function useExplanation(
  source: () => SourceSnapshot,
  clock: () => 'local' | 'utc',
): Readonly<ShallowRef<{ readonly at: number; readonly explanation: Explanation }>> {
  const make = (): { at: number; explanation: Explanation } => {
    const at = Date.now();
    return { at, explanation: explain(source(), at, (time) => clockTime(time, clock())) };
  };
  const made = shallowRef(make());
  const tick = useNow(REFRESH_MS);
  const happened = (): unknown[] => {
    const { config, state, attempts, ladder } = source();
    const last = attempts.at(-1);
    return [
      config.id,
      config.name,
      state.phase,
      last?.number,
      last?.audit?.at,
      ladder.map((rung) => rung.state).join(),
      clock(),
      tick.value,
    ];
  };
  watch(
    () => JSON.stringify(happened()),
    () => (made.value = make()),
  );
  return made;
}
