import { useStreamText } from '@/stores/stream-text';
import TextButton from '@/views/text/TextButton.vue';
import { defineStory } from '../../story';

export default defineStory(TextButton, { of: 'views/text/TextButton.vue' }, [
  { name: 'No text found', props: {} },
  { name: 'Open', props: {}, stores: () => useStreamText().show(null) },
]);
