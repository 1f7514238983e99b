import { defineStore } from 'pinia';
import { computed, watch } from 'vue';
import { useCaptures } from '../../stores/captures';
import { useFeed } from '../../stores/feed';
import { useSources } from '../../stores/sources';
import { TypeHues, type Hue } from '../../stores/type-hues';

/** A hue for each source, which it keeps for the life of the window, so that a merged timeline can be read at a glance. */
export const useSourceHues = defineStore('source-hues', () => {
  const captures = useCaptures();
  const feed = useFeed();
  const sources = useSources();
  const hues = new TypeHues();

  const ids = computed(() => [
    ...sources.list.map((source) => source.config.id),
    ...captures.list.map((capture) => capture.id),
  ]);
  watch(ids, (list) => list.forEach((id) => hues.note(id)), { immediate: true });

  /** Whether rows of more than one source may be in the list: of a single one there is nothing to tell apart. */
  const tells = computed(() => (feed.filter.sources.length || ids.value.length) > 1);
  const of = (sourceId: string): Hue | null => (tells.value ? hues.of(sourceId) : null);

  /** For its entry in the sidebar, which is the legend of the list. */
  const classOf = (sourceId: string): string => (tells.value ? `has-hue t-${hues.of(sourceId)}` : '');

  return { tells, of, classOf };
});
