import KeyCap from '@/ui/KeyCap.vue';
import { defineStory } from '../../story';

export default defineStory(KeyCap, { of: 'ui/KeyCap.vue' }, [
  { name: 'One key', props: { keys: '?' } },
  { name: 'Several', props: { keys: 'Ctrl Shift C' } },
]);
