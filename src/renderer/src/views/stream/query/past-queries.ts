import { useLocalStorage } from '@vueuse/core';
import type { Ref } from 'vue';

/** Most queries that are remembered, and the longest, in UTF-16 code units. */
const MOST = 50;
const LONGEST = 4_000;

export interface PastQueries {
  /** Newest first, each once. */
  readonly list: Readonly<Ref<readonly string[]>>;
  /** Notes that a query was run. */
  add(query: string): void;
}

/** Queries that were run in this window, remembered between starts. Anything stored that is no list of texts is left out. */
export function usePastQueries(): PastQueries {
  const list = useLocalStorage<readonly string[]>('streamgauge.queries', [], {
    serializer: { read: readList, write: (value) => JSON.stringify(value) },
    onError: () => undefined, // A window that cannot remember is still a window.
  });
  function add(query: string): void {
    const text = query.trim();
    if (text === '' || text.length > LONGEST || list.value[0] === text) return;
    list.value = [text, ...list.value.filter((other) => other !== text)].slice(0, MOST);
  }
  return { list, add };
}

function readList(stored: string): string[] {
  try {
    const value: unknown = JSON.parse(stored);
    if (!Array.isArray(value)) return [];
    return value
      .filter((text): text is string => typeof text === 'string' && text !== '' && text.length <= LONGEST)
      .slice(0, MOST);
  } catch {
    return [];
  }
}
