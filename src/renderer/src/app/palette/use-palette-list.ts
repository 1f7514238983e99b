import { computed, ref, shallowRef, type ComputedRef, type Ref } from 'vue';
import type { ActionId } from '../../actions/catalogue';
import { commandEntries } from './command-entries';
import { useEventEntries } from './event-entries';
import type { PaletteEntry } from './palette-entry';
import { placeEntries } from './place-entries';
import { useRecentEntries } from './recent-entries';
import { EntrySearch, wantedOf, type FoundGroup } from './search-entries';

/** A question that a chosen line asks in turn. */
interface Step {
  readonly title: string;
  readonly search: EntrySearch;
}

export interface PaletteList {
  readonly text: Ref<string>;
  /** Titles of the lines that were chosen on the way here. */
  readonly path: ComputedRef<readonly string[]>;
  readonly groups: ComputedRef<readonly FoundGroup[]>;
  /** Goes on to what a line asks; false when it asks nothing. */
  goInto(entry: PaletteEntry, what: 'next' | 'more'): boolean;
  /** Goes back by one question; false at the first. */
  goBack(): boolean;
  /** Notes that a line was chosen, and looks at everything anew: it may have changed by that. */
  note(entry: PaletteEntry): void;
  refresh(): void;
}

/**
 * What the palette shows: the lines there were when it opened, narrowed as somebody types.
 * @param asks the action whose question comes first
 */
export function usePaletteList(start: string, asks: ActionId | null = null): PaletteList {
  const text = ref(start);
  const recent = useRecentEntries();
  const all = shallowRef(gather());
  const steps = shallowRef<readonly Step[]>([]);
  const wanted = computed(() => wantedOf(text.value));
  const searched = computed(() =>
    steps.value.length === 0 && wanted.value.only === null ? wanted.value.text : '',
  );
  const events = useEventEntries(searched);

  const groups = computed<readonly FoundGroup[]>(() => {
    const step = steps.value.at(-1);
    if (step) return step.search.find({ only: 'commands', text: text.value.trim() }, []);
    const found = all.value.find(wanted.value, recent.ids.value);
    if (events.value.length === 0) return found;
    const entries = events.value.map((entry) => ({ entry, marks: [] }));
    return [...found, { group: 'events', entries, total: entries.length }];
  });

  function goInto(entry: PaletteEntry, what: 'next' | 'more'): boolean {
    const asked = entry[what]?.();
    if (!asked || asked.length === 0) return false;
    steps.value = [...steps.value, { title: entry.title.replace(/…$/u, ''), search: new EntrySearch(asked) }];
    text.value = '';
    return true;
  }
  function goBack(): boolean {
    if (steps.value.length === 0) return false;
    steps.value = steps.value.slice(0, -1);
    text.value = '';
    return true;
  }
  function refresh(): void {
    steps.value = [];
    all.value = gather();
  }
  const first = asks === null ? undefined : commandEntries().find(({ id }) => id === asks);
  if (first) goInto(first, 'next');
  return {
    text,
    path: computed(() => steps.value.map(({ title }) => title)),
    groups,
    goInto,
    goBack,
    note: (entry) => recent.note(entry.id),
    refresh,
  };
}

const gather = (): EntrySearch => new EntrySearch([...commandEntries(), ...placeEntries()]);
