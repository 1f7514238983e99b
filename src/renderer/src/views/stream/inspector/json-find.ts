import { isContainer, keyOf, textOf, type JsonDocument } from './json-document';
import { nextSlice, sliceClock } from './time-slice';

export const MAX_HITS = 10_000;

/**
 * Nodes whose key or value holds the text, case-insensitively, in order; at most `MAX_HITS`. Works in slices and
 * gives up with null when `signal` is aborted.
 */
export async function findInJson(
  doc: JsonDocument,
  text: string,
  signal?: AbortSignal,
): Promise<number[] | null> {
  const wanted = text.toLowerCase();
  const hits: number[] = [];
  if (wanted === '') return hits;
  let goOn = sliceClock();
  for (let node = 0; node < doc.count && hits.length < MAX_HITS; node++) {
    if (node % 256 === 0 && !goOn()) {
      await nextSlice();
      if (signal?.aborted) return null;
      goOn = sliceClock();
    }
    const key = keyOf(doc, node);
    if (
      (typeof key === 'string' && key.toLowerCase().includes(wanted)) ||
      (!isContainer(doc, node) && textOf(doc, node).toLowerCase().includes(wanted))
    )
      hits.push(node);
  }
  return hits;
}
