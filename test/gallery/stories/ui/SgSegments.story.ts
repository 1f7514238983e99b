import SgSegments from '@/ui/SgSegments.vue';
import { defineStory } from '../../story';

const options = ['Auto', 'WS', 'SSE', 'Polling'].map((label) => ({ value: label, label }));
const segments = { label: 'Transport', options, modelValue: 'SSE' };

export default defineStory(SgSegments<string>, { of: 'ui/SgSegments.vue' }, [
  { name: 'One on', props: segments },
  { name: 'Small', props: { ...segments, small: true } },
  { name: 'Disabled', props: { ...segments, disabled: true } },
]);
