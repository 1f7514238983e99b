import { computed, defineComponent, h } from 'vue';
import StatusBar from '@/app/StatusBar.vue';
import { defineStory } from '../../story';

import { kept, troubled } from './statuses';

/** The words of the sources come with its props: made anew once the language is there. */
const Host = defineComponent(() => {
  const props = computed(troubled);
  return () => h(StatusBar, props.value);
});

export default defineStory(
  Host,
  {
    of: 'app/StatusBar.vue',
    within: 'gal-frame gal-wide',
    stage: { width: 1_300, height: 60 },
    language: 'de',
  },
  [{ name: 'Losses, a wrong clock, faults', props: {}, stores: () => kept() }],
);
