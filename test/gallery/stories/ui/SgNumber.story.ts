import SgNumber from '@/ui/SgNumber.vue';
import { defineStory } from '../../story';

const bounds = { label: 'Delay', least: 0, most: 60_000 };

export default defineStory(SgNumber, { of: 'ui/SgNumber.vue', width: 120 }, [
  { name: 'With its unit', props: { ...bounds, value: 250, unit: 'ms' } },
  { name: 'Grouped', props: { ...bounds, value: 48_214, grouped: true } },
  { name: 'Disabled', props: { ...bounds, value: 250, unit: 'ms', disabled: true } },
  {
    name: 'Invalid',
    props: { ...bounds, value: 250, unit: 'ms' },
    act(root) {
      const field = root.querySelector('input')!;
      field.value = 'soon';
      field.dispatchEvent(new Event('input'));
      field.dispatchEvent(new Event('change'));
    },
  },
]);
