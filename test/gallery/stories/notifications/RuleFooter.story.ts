import RuleFooter from '@/views/notifications/rules/RuleFooter.vue';
import { defineStory } from '../../story';

const foot = { isNew: false, asking: false, saving: false, refusal: null } as const;

export default defineStory(
  RuleFooter,
  { of: 'views/notifications/rules/RuleFooter.vue', width: 880, within: 'dlg-f gal-foot' },
  [
    { name: 'A new rule', props: { ...foot, isNew: true } },
    { name: 'A rule that there is', props: foot },
    { name: 'Saved', props: { ...foot, saving: true } },
    { name: 'Refused', props: { ...foot, refusal: 'There can be 100 rules at most. Remove one first.' } },
    { name: 'Asked before it is lost', props: { ...foot, asking: true } },
  ],
);
