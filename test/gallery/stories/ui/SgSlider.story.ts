import SgSlider from '@/ui/SgSlider.vue';
import { defineStory } from '../../story';

const slider = { label: 'Events per second', min: 0, max: 100, modelValue: 45 };

export default defineStory(SgSlider, { of: 'ui/SgSlider.vue', width: 200 }, [
  { name: 'Linear', props: slider },
  { name: 'Logarithmic', props: { ...slider, min: 0.1, max: 1_000, modelValue: 10, scale: 'log' } },
  { name: 'At its end', props: { ...slider, modelValue: 100 } },
  { name: 'Disabled', props: { ...slider, disabled: true } },
]);
