import SparkLine from '@/ui/SparkLine.vue';
import { defineStory } from '../../story';

const size = { width: 120, height: 24 };

export default defineStory(SparkLine, { of: 'ui/SparkLine.vue' }, [
  { name: 'Flowing', props: { ...size, values: [4, 6, 12, 9, 18, 14, 7, 3, 0, 2, 11, 16] } },
  { name: 'Quiet', props: { ...size, values: [0, 0, 0, 0] } },
  { name: 'Nothing yet', props: { ...size, values: [] } },
]);
