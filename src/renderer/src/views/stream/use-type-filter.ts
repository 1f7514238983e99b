import { computed, type ComputedRef } from 'vue';
import type { TypeCount } from '@shared/feed';
import { useFeed } from '../../stores/feed';
import type { Hue } from '../../stores/type-hues';

/** The type part of the filter, as the chips work it. */
export function useTypeFilter(): {
  readonly types: ComputedRef<readonly (TypeCount & { readonly hue: Hue })[]>;
  only(type: string): void;
  exclude(type: string): void;
  add(type: string): void;
  all(): void;
} {
  const feed = useFeed();

  /** In order of first appearance, so that nothing moves under the pointer; chosen ones stay when they count 0. */
  const types = computed(() => {
    const { types: chosen, excludedTypes } = feed.filter;
    const counted = new Set(feed.types.map(({ type }) => type));
    const absent = [...chosen, ...excludedTypes].filter((type) => !counted.has(type));
    return [...feed.types, ...absent.map((type) => ({ type, count: 0 }))]
      .map((entry) => ({ ...entry, hue: feed.hueOf(entry.type) }))
      .sort((a, b) => feed.placeOf(a.type) - feed.placeOf(b.type));
  });

  const without = (list: readonly string[], type: string): string[] => list.filter((other) => other !== type);

  function only(type: string): void {
    const { types: chosen, excludedTypes } = feed.filter;
    if (excludedTypes.includes(type)) feed.setFilter({ excludedTypes: without(excludedTypes, type) });
    else if (chosen.length === 1 && chosen[0] === type) feed.setFilter({ types: [] });
    else feed.setFilter({ types: [type], excludedTypes: [] });
  }
  function exclude(type: string): void {
    const { types: chosen, excludedTypes } = feed.filter;
    feed.setFilter({
      types: without(chosen, type),
      excludedTypes: excludedTypes.includes(type) ? without(excludedTypes, type) : [...excludedTypes, type],
    });
  }
  function add(type: string): void {
    const { types: chosen, excludedTypes } = feed.filter;
    feed.setFilter({
      types: chosen.includes(type) ? without(chosen, type) : [...chosen, type],
      excludedTypes: without(excludedTypes, type),
    });
  }
  const all = (): void => feed.setFilter({ types: [], excludedTypes: [] });

  return { types, only, exclude, add, all };
}
