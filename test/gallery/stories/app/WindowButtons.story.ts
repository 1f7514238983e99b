import WindowButtons from '@/app/WindowButtons.vue';
import { defineStory } from '../../story';

export default defineStory(WindowButtons, { of: 'app/WindowButtons.vue' }, [{ name: 'Rest', props: {} }]);
