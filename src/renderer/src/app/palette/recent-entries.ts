import { useLocalStorage } from '@vueuse/core';
import type { Ref } from 'vue';

/** Most that are remembered, and the longest id of one, UTF-16 code units. */
const MOST = 24;
const LONGEST = 400;

/** Ids of what was chosen in the palette, newest first, remembered between starts. */
export function useRecentEntries(): {
  readonly ids: Readonly<Ref<readonly string[]>>;
  note(id: string): void;
} {
  const ids = useLocalStorage<readonly string[]>('streamgauge.palette', [], {
    serializer: { read: readIds, write: (value) => JSON.stringify(value) },
    onError: () => undefined, // A window that cannot remember is still a window.
  });
  function note(id: string): void {
    if (id.length > LONGEST) return;
    ids.value = [id, ...ids.value.filter((other) => other !== id)].slice(0, MOST);
  }
  return { ids, note };
}

function readIds(stored: string): string[] {
  try {
    const value: unknown = JSON.parse(stored);
    if (!Array.isArray(value)) return [];
    return value.filter((id): id is string => typeof id === 'string' && id.length <= LONGEST).slice(0, MOST);
  } catch {
    return [];
  }
}
