import { shallowRef, watch, type ShallowRef } from 'vue';
import type { SchemaBreak } from '@shared/shape';
import type { EventRow } from '@shared/stream-event';
import { useShapes } from '../../../stores/shapes';

/** Where the event that is open breaks the schema of its source; follows what is attached. */
export function useSchemaBreaks(event: () => EventRow | null): Readonly<ShallowRef<readonly SchemaBreak[]>> {
  const shapes = useShapes();
  const breaks = shallowRef<readonly SchemaBreak[]>([]);
  const asked = (): { seq: number; sourceId: string; schema: string | null } | null => {
    const now = event();
    if (now?.kind !== 'event') return null;
    return { seq: now.seq, sourceId: now.sourceId, schema: shapes.countedOf(now.sourceId)?.schema ?? null };
  };
  watch(
    () => JSON.stringify(asked()),
    async (key) => {
      const now = asked();
      breaks.value = [];
      if (!now || now.schema === null) return;
      // An event that cannot be checked is shown without a word on it: the Shape tab says why.
      const found = await shapes.breaksOf(now.seq, now.sourceId).catch(() => []);
      if (key === JSON.stringify(asked())) breaks.value = found;
    },
    { immediate: true },
  );
  return breaks;
}
