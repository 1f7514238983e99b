import SgSwitch from '@/ui/SgSwitch.vue';
import { defineStory } from '../../story';

const label = 'Local hub';

export default defineStory(SgSwitch, { of: 'ui/SgSwitch.vue' }, [
  { name: 'Off', props: { label, modelValue: false } },
  { name: 'On', props: { label, modelValue: true } },
  { name: 'Disabled, off', props: { label, modelValue: false, disabled: true } },
  { name: 'Disabled, on', props: { label, modelValue: true, disabled: true } },
]);
