import { useTimeoutFn } from '@vueuse/core';
import { shallowRef, watch, type ShallowRef } from 'vue';
import type { ChangingPaths } from '@shared/changing-paths';
import type { EventDetail } from '@shared/stream-event';
import { useInspector } from '../../../../stores/inspector';

/** How long somebody rests on an event before up to 200 payloads are read for it, ms. */
const REST_MS = 150;

/** What changes most often among the events alike; null until it is known, and where nothing can be told. */
export function useChanging(event: () => EventDetail): Readonly<ShallowRef<ChangingPaths | null>> {
  const inspector = useInspector();
  const found = shallowRef<ChangingPaths | null>(null);
  const kindOf = ({ sourceId, channel, type, kind }: EventDetail): string =>
    JSON.stringify([sourceId, channel, type, kind]);
  const rest = useTimeoutFn(async () => {
    const { seq } = event();
    // A failure shows above, where the events themselves are compared.
    const answer = await inspector.changing(seq).catch(() => null);
    if (event().seq === seq) found.value = answer;
  }, REST_MS);
  watch(event, (now, before) => {
    // Those of the next event alike are nearly the same: they stay until its own are there.
    if (kindOf(now) !== kindOf(before)) found.value = null;
    rest.start();
  });
  return found;
}
