import { useDebounceFn } from '@vueuse/core';
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import type { JsonDocument } from './json-document';
import { findInText, type TextHit } from './find-in-text';
import { findInJson, MAX_HITS } from './json-find';
import { nextSlice, sliceClock } from './time-slice';

export interface Find {
  readonly wanted: Ref<string>;
  /** Nodes of the document with the text, in order; empty while there is no document. */
  readonly nodes: Readonly<ShallowRef<readonly number[]>>;
  readonly spans: Readonly<ShallowRef<readonly TextHit[]>>;
  /** Index of the hit that was last stepped to, -1 for none. */
  readonly current: Readonly<Ref<number>>;
  readonly limited: () => boolean;
  readonly count: () => number;
  step(direction: 1 | -1): void;
}

const TYPING_MS = 120;

/** Finds a text in a JSON document, or in plain text where there is none. */
export function useFind(
  doc: Ref<JsonDocument | null>,
  text: Ref<string>,
  onStep: (node: number | null) => void,
): Find {
  const wanted = ref('');
  const nodes = shallowRef<readonly number[]>([]);
  const spans = shallowRef<readonly TextHit[]>([]);
  const current = ref(-1);
  let running: AbortController | null = null;

  async function search(): Promise<void> {
    running?.abort();
    current.value = -1;
    if (wanted.value === '') {
      nodes.value = [];
      spans.value = [];
      return;
    }
    const mine = (running = new AbortController());
    if (!doc.value) {
      nodes.value = [];
      spans.value = (await inSlices(findInText(text.value, wanted.value), mine.signal)) ?? spans.value;
      return;
    }
    const found = await findInJson(doc.value, wanted.value, mine.signal);
    if (!found || mine.signal.aborted) return;
    spans.value = [];
    nodes.value = found;
  }
  const searchSoon = useDebounceFn(search, TYPING_MS);
  watch(wanted, (value) => void (value === '' ? search() : searchSoon()));
  watch([doc, text], () => void search());
  onScopeDispose(() => running?.abort());

  const count = (): number => (doc.value ? nodes.value.length : spans.value.length);
  function step(direction: 1 | -1): void {
    const hits = count();
    if (hits === 0) return;
    current.value = current.value < 0 && direction < 0 ? hits - 1 : (current.value + direction + hits) % hits;
    onStep(doc.value ? nodes.value[current.value]! : null);
  }
  return { wanted, nodes, spans, current, count, limited: () => count() >= MAX_HITS, step };
}

/** Runs work that yields, in slices; null when it was aborted. */
async function inSlices<T>(work: Generator<void, T>, signal: AbortSignal): Promise<T | null> {
  for (let goOn = sliceClock(); ;) {
    const step = work.next();
    if (step.done === true) return step.value;
    if (goOn()) continue;
    await nextSlice();
    if (signal.aborted) return null;
    goOn = sliceClock();
  }
}
