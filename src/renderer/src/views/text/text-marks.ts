import { onScopeDispose } from 'vue';

/** What can be marked in a text; text.css draws them with `::highlight()`. */
export type TextMark = 'text-selected' | 'text-hovered' | 'text-gap';

/**
 * Marks stretches of text without touching the document. Several views mark at the same time: each takes back only what
 * it marked, at the latest when it goes.
 */
export function useTextMark(mark: TextMark): (range: Range | null) => void {
  let marked: Range | null = null;
  const set = (range: Range | null): void => {
    const registry = typeof CSS === 'undefined' ? undefined : CSS.highlights;
    if (!registry) return;
    let highlight = registry.get(mark);
    if (!highlight) registry.set(mark, (highlight = new Highlight()));
    if (marked) highlight.delete(marked);
    if (range) highlight.add(range);
    marked = range;
  };
  onScopeDispose(() => set(null));
  return set;
}
