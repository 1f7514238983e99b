import KeyRecorder from '@/views/settings/KeyRecorder.vue';
import { defineStory } from '../../story';

export default defineStory(KeyRecorder, { of: 'views/settings/KeyRecorder.vue' }, [
  { name: 'Waiting, focused', props: { label: 'Press the keys for Pause' } },
]);
