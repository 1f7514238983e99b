import SgCheckbox from '@/ui/SgCheckbox.vue';
import { defineStory } from '../../story';

const slots = { default: () => 'Delete its history too' };

export default defineStory(SgCheckbox, { of: 'ui/SgCheckbox.vue' }, [
  { name: 'Off', props: { modelValue: false }, slots },
  { name: 'On', props: { modelValue: true }, slots },
  { name: 'Mixed', props: { modelValue: false, mixed: true }, slots },
  { name: 'Disabled', props: { modelValue: true, disabled: true }, slots },
  { name: 'Without words', props: { modelValue: true, label: 'Shown' } },
]);
