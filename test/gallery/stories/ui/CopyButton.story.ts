import CopyButton from '@/ui/CopyButton.vue';
import { defineStory } from '../../story';

export default defineStory(CopyButton, { of: 'ui/CopyButton.vue' }, [
  { name: 'Rest', props: { label: 'Copy the address' } },
  { name: 'Small', props: { label: 'Copy the address', size: 'xs' } },
  {
    name: 'Copied',
    props: { label: 'Copy the address' },
    act: (root) => root.querySelector('button')?.click(),
  },
]);
