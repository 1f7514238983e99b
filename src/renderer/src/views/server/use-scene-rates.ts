import { onScopeDispose, shallowRef, toValue, type MaybeRefOrGetter, type ShallowRef } from 'vue';
import type { SceneId, SceneStatus } from '@shared/hub';

const SECONDS = 24;

/** Events per second of every scene over the last 24 seconds at most, oldest first; sampled once a second. */
export function useSceneRates(
  scenes: MaybeRefOrGetter<readonly SceneStatus[]>,
): ShallowRef<ReadonlyMap<SceneId, readonly number[]>> {
  const rates = shallowRef<ReadonlyMap<SceneId, readonly number[]>>(new Map());
  const counts = (): Map<SceneId, number> =>
    new Map(toValue(scenes).map(({ id, published }) => [id, published]));
  let before = counts();
  let at = performance.now();

  const timer = setInterval(() => {
    const after = counts();
    const seconds = (performance.now() - at) / 1_000;
    const next = new Map<SceneId, readonly number[]>();
    for (const [id, published] of after) {
      // A count that fell is that of a hub started anew.
      const made = Math.max(0, published - (before.get(id) ?? published));
      const had = rates.value.get(id) ?? [];
      next.set(id, [...had.slice(1 - SECONDS), made / Math.max(seconds, 0.001)]);
    }
    rates.value = next;
    before = after;
    at += seconds * 1_000;
  }, 1_000);
  onScopeDispose(() => clearInterval(timer));
  return rates;
}
