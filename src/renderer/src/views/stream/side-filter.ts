import { defineStore } from 'pinia';
import { computed, ref } from 'vue';
import { filterWords, holdsWords } from './name-match';

/** The filter of the sidebar, which narrows sources, captures and channels. */
export const useSideFilter = defineStore('side-filter', () => {
  const isOpen = ref(false);
  const text = ref('');
  const words = computed(() => filterWords(text.value));
  const active = computed(() => words.value.length > 0);
  /** Only channels that are muted. */
  const onlyMuted = ref(false);

  /** Whether a thing shows that goes by any of these names. */
  const passes = (...names: readonly string[]): boolean =>
    words.value.length === 0 || names.some((name) => holdsWords(name, words.value));

  function open(begun = ''): void {
    text.value += begun;
    isOpen.value = true;
  }
  function close(): void {
    text.value = '';
    isOpen.value = false;
  }
  return { isOpen, text, words, active, onlyMuted, passes, open, close };
});
