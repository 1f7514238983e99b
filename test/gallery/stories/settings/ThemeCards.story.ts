import ThemeCards from '@/views/settings/ThemeCards.vue';
import { defineStory } from '../../story';
import { focused } from '../../acts';

export default defineStory(ThemeCards, { of: 'views/settings/ThemeCards.vue', within: 'setb' }, [
  { name: 'Dark chosen', props: { modelValue: 'dark' } },
  { name: 'System chosen, focused', props: { modelValue: 'system' }, act: focused('[aria-checked="true"]') },
]);
