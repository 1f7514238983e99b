import SourceDialog from '@/app/SourceDialog.vue';
import { defineStory } from '../../story';
import { opened, STAGE } from './dialogs';

export default defineStory(SourceDialog, { of: 'app/SourceDialog.vue', stage: STAGE }, [
  { name: 'A source that is there', props: {}, stores: opened('orders') },
]);
