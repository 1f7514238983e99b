import { JsonReader, type JsonDocument } from '../json-document';
import { nextSlice, sliceClock } from '../time-slice';
import { jsonDiff, type JsonDiff } from './json-diff';
import { textDiff, type TextDiff } from './text-diff';

export type Comparison =
  | {
      readonly kind: 'json';
      readonly before: JsonDocument;
      readonly after: JsonDocument;
      readonly diff: JsonDiff;
    }
  | { readonly kind: 'text'; readonly diff: TextDiff }
  /** Both are the same, byte for byte. */
  | { readonly kind: 'equal' }
  /** It was taking too long. */
  | { readonly kind: 'gave-up'; readonly afterMs: number };

/** How long two payloads are compared before that is given up, ms. */
export const PATIENCE_MS = 4_000;
/** Longer texts that are no JSON are not compared line by line, UTF-16 code units together. */
const LONGEST_TEXTS = 8 * 1024 * 1024;

/**
 * Compares two payloads, by structure when both are JSON and line by line when not, in slices while the page stays alive.
 * Null when `signal` was aborted.
 */
export async function compare(
  before: string,
  after: string,
  signal: AbortSignal,
  now: () => number = () => performance.now(),
): Promise<Comparison | null> {
  if (before === after) return { kind: 'equal' };
  const until = now() + PATIENCE_MS;
  const gaveUp = { kind: 'gave-up', afterMs: PATIENCE_MS } as const;
  const documents: JsonDocument[] = [];
  for (const text of [before, after]) {
    const reader = new JsonReader(text);
    let result = reader.read(sliceClock());
    while (!result) {
      await nextSlice();
      if (signal.aborted) return null;
      if (now() > until) return gaveUp;
      result = reader.read(sliceClock());
    }
    if (result.ok) documents.push(result.document);
  }
  const [old, newer] = documents;
  if (!old || !newer) {
    if (before.length + after.length > LONGEST_TEXTS) return gaveUp;
    return { kind: 'text', diff: textDiff(before, after) };
  }
  const work = jsonDiff(old, newer);
  for (let goOn = sliceClock(); ;) {
    const step = work.next();
    if (step.done === true) return { kind: 'json', before: old, after: newer, diff: step.value };
    if (goOn()) continue;
    await nextSlice();
    if (signal.aborted) return null;
    if (now() > until) return gaveUp;
    goOn = sliceClock();
  }
}
