import { useSessionStorage } from '@vueuse/core';
import * as v from 'valibot';
import { viewFilterSchema } from '@shared/feed';

const schema = v.object({
  filter: viewFilterSchema,
  mark: v.string(),
  /** Epoch ms; null while following. */
  pausedAt: v.nullable(v.number()),
  /** The row that should be where it was, and how far below the upper edge of the table, px. */
  anchor: v.nullable(v.object({ seq: v.number(), offset: v.number() })),
  selected: v.nullable(v.number()),
});
export type Place = v.InferOutput<typeof schema>;

/** Between two looks at where the person is, ms. */
const LOOK_MS = 400;

/**
 * Where the person is in the stream, kept for as long as the window lives: a window that is loaded again, after a crash of
 * what draws it as well, comes back to it. A new window starts afresh.
 */
export function useReturn(look: () => Place): { take(): Place | null; keep(): void } {
  const stored = useSessionStorage('streamgauge.place', '', {
    flush: 'sync',
    writeDefaults: false,
    onError: () => undefined, // A window that cannot remember its place is still a window.
  });
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    take() {
      try {
        const read = v.safeParse(schema, JSON.parse(stored.value));
        return read.success ? read.output : null;
      } catch {
        return null;
      }
    },
    keep() {
      timer ??= setTimeout(() => {
        timer = undefined;
        stored.value = JSON.stringify(look());
      }, LOOK_MS);
    },
  };
}
