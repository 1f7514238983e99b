import SgSelect from '@/ui/SgSelect.vue';
import { defineStory } from '../../story';

const options = ['Nobody', 'Publishers', 'Everybody'].map((label) => ({ value: label, label }));
const select = { label: 'Who needs a token', options, modelValue: 'Publishers' };

export default defineStory(SgSelect<string>, { of: 'ui/SgSelect.vue' }, [
  { name: 'Closed', props: select },
  { name: 'Small', props: { ...select, small: true } },
  { name: 'Disabled', props: { ...select, disabled: true } },
]);
