import { computed, ref, type ComputedRef, type Ref } from 'vue';
import type { SeenFields } from '@shared/query/seen-fields';
import { suggestionsAt, type Suggestion, type SuggestionGroup } from './suggestions';

export interface SuggestionList {
  /** Empty while the list is closed. */
  readonly groups: ComputedRef<readonly SuggestionGroup[]>;
  readonly isOpen: ComputedRef<boolean>;
  /** Index over all groups of the line that is drawn as active, -1 for none. */
  readonly active: ComputedRef<number>;
  /** The active line, when somebody went to it: only then is it more than an offer. */
  readonly chosen: ComputedRef<Suggestion | null>;
  /** What Tab completes. */
  readonly offered: ComputedRef<Suggestion | null>;
  open(): void;
  close(): void;
  /** To the next (1) or previous (-1) line; past an end to none, and from there to the other end. */
  step(by: 1 | -1): void;
  /** The text or the cursor changed: nobody has gone to a line yet. */
  reset(): void;
}

/** The list of suggestions of a combobox: whether it is open and which line is active. */
export function useSuggestions(
  place: () => {
    readonly text: string;
    readonly cursor: number;
    readonly seen: SeenFields;
    readonly past: readonly string[];
  },
): SuggestionList {
  const wanted = ref(false);
  const gone: Ref<number | null> = ref(null);

  const found = computed(() => {
    if (!wanted.value) return { groups: [], completes: false };
    const { text, cursor, seen, past } = place();
    return suggestionsAt(text, cursor, seen, past);
  });
  const groups = computed(() => found.value.groups);
  const items = computed(() => groups.value.flatMap((group) => group.items));
  const isOpen = computed(() => items.value.length > 0);
  const active = computed(() => {
    const index = gone.value ?? (found.value.completes ? 0 : -1);
    return Math.min(index, items.value.length - 1);
  });
  const offered = computed(() => items.value[active.value] ?? null);
  const chosen = computed(() => (gone.value === null ? null : offered.value));

  function open(): void {
    wanted.value = true;
  }
  function close(): void {
    wanted.value = false;
    gone.value = null;
  }
  function reset(): void {
    gone.value = null;
  }
  function step(by: 1 | -1): void {
    const count = items.value.length;
    // One place more than there are lines: the text itself.
    gone.value = ((active.value + 1 + by + count + 1) % (count + 1)) - 1;
  }
  return { groups, isOpen, active, chosen, offered, open, close, step, reset };
}
