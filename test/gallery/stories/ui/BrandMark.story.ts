import BrandMark from '@/ui/BrandMark.vue';
import { defineStory } from '../../story';

export default defineStory(BrandMark, { of: 'ui/BrandMark.vue', within: 'tb-logo' }, [
  { name: 'As it is', props: {} },
]);
