import DiscardQuestion from '@/ui/DiscardQuestion.vue';
import { defineStory } from '../../story';

export default defineStory(
  DiscardQuestion,
  { of: 'ui/DiscardQuestion.vue', width: 560, within: 'dlg-f gal-foot' },
  [{ name: 'In the foot of a dialog', props: {} }],
);
