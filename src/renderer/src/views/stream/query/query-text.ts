import { defineStore } from 'pinia';
import { computed, ref, watch } from 'vue';
import type { QueryProblem } from '@shared/query';
import { parseQuery } from '@shared/query/parse';
import { useFeed } from '../../../stores/feed';
import { useJoinKey } from '../../../stores/join-key';

/** From the last key to the new view, ms. */
const APPLY_MS = 150;

/**
 * The text of the query bar and what it does: it filters the view, or marks what it matches in it. A text that cannot
 * be read leaves the last good one in force. Lives as long as the window, so that a half-written query survives a look
 * at another view.
 */
export const useQueryText = defineStore('query-text', () => {
  const feed = useFeed();
  const join = useJoinKey();
  /** Whether matches are highlighted instead of everything else being left out. */
  const highlights = ref(feed.mark !== '' && join.related === null && feed.filter.query === '');
  const text = ref(highlights.value ? feed.mark : feed.filter.query);
  /** What the feed goes by now. */
  const inForce = computed(() => (highlights.value ? feed.mark : feed.filter.query));
  const problem = computed<QueryProblem | null>(() => {
    const parsed = parseQuery(text.value);
    return parsed.ok ? null : parsed.problem;
  });

  // Others change the filter, too: a menu of a row, "clear". What came from here must not overwrite newer keys.
  let applied = inForce.value;
  watch([inForce, () => feed.filter.query], ([query, filtering]) => {
    if (highlights.value && filtering !== '') {
      // Somebody filters ("only this value"): a query that is in force has to be seen.
      highlights.value = false;
      feed.setMark('');
    } else if (query === applied) return;
    // There is one mark: when related events take it, the bar is free to filter again.
    else if (highlights.value && join.related !== null) highlights.value = false;
    applied = inForce.value;
    text.value = applied;
  });

  let timer: ReturnType<typeof setTimeout> | undefined;

  /** Takes what somebody types; it is in force 150 ms after the last key, once it is `settled`. */
  function type(next: string, settled: boolean): void {
    text.value = next;
    clearTimeout(timer);
    if (settled) timer = setTimeout(apply, APPLY_MS);
  }

  /** Puts the text in force now; false when it cannot be read. */
  function apply(): boolean {
    clearTimeout(timer);
    if (problem.value) return false;
    const query = text.value.trim();
    if (query === applied.trim()) return true;
    applied = query;
    if (highlights.value) feed.setMark(query);
    else feed.setFilter({ query });
    return true;
  }

  /** Puts another text in force at once. */
  function run(query: string): boolean {
    text.value = query;
    return apply();
  }

  /** Goes over from filtering to highlighting or back, with the query that is in force. */
  function setHighlights(on: boolean): void {
    if (on === highlights.value) return;
    apply();
    const query = applied;
    highlights.value = on;
    if (on) {
      if (feed.filter.query !== '') feed.setFilter({ query: '' });
      feed.setMark(query);
    } else {
      feed.setMark('');
      if (query !== '') feed.setFilter({ query });
    }
  }

  return { highlights, text, inForce, problem, type, apply, run, setHighlights };
});
