import { onScopeDispose, shallowRef, watch, type Ref } from 'vue';
import { EMPTY_FILTER } from '@shared/feed';
import { parseQuery } from '@shared/query/parse';
import type { RuleView } from '@shared/rule';
import { call } from '../../../bridge';

/** How old an answer may get before it is asked for again, ms: the whole history is searched for each. */
const FRESH_MS = 30_000;

/**
 * How many events of the history the queries of rules find, by the rule's id. One question is under way at a time, and none
 * while the rules are not shown.
 */
export function useMatchCounts(rules: () => readonly RuleView[]): Readonly<Ref<ReadonlyMap<string, number>>> {
  const counts = shallowRef<ReadonlyMap<string, number>>(new Map());
  /** What was asked about each, and when. */
  const asked = new Map<string, { readonly key: string; readonly at: number }>();
  let asking = false;
  let isOver = false;

  const keyOf = ({ when }: RuleView): string => JSON.stringify(when);
  function nextRule(): RuleView | undefined {
    const now = performance.now();
    return rules().find((rule) => {
      if (rule.when.kind !== 'event' || !parseQuery(rule.when.query).ok) return false;
      const last = asked.get(rule.id);
      return last?.key !== keyOf(rule) || now - last.at > FRESH_MS;
    });
  }
  function set(id: string, count: number | null): void {
    const next = new Map(counts.value);
    if (count === null) next.delete(id);
    else next.set(id, count);
    counts.value = next;
  }
  async function ask(): Promise<void> {
    if (asking) return;
    asking = true;
    for (let rule = nextRule(); rule && !isOver; rule = nextRule()) {
      const { id, when } = rule;
      if (when.kind !== 'event') break;
      const key = keyOf(rule);
      if (asked.get(id)?.key !== key) set(id, null);
      asked.set(id, { key, at: performance.now() });
      try {
        const filter = { ...EMPTY_FILTER, query: when.query, sources: [...when.sources] };
        const { events } = await call('history.count', filter);
        set(id, events);
      } catch {
        // The rule goes without a number until the next time.
      }
    }
    asking = false;
  }
  watch(rules, () => void ask(), { immediate: true });
  const timer = setInterval(() => void ask(), FRESH_MS);
  onScopeDispose(() => {
    isOver = true;
    clearInterval(timer);
  });
  return counts;
}
