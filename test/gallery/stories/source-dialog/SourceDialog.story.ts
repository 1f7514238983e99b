import SourceDialog from '@/app/SourceDialog.vue';
import { defineStory } from '../../story';
import { opened, STAGE } from './dialogs';

export default defineStory(SourceDialog, { of: 'app/SourceDialog.vue', stage: STAGE }, [
  { name: 'A new source', props: {}, stores: opened('new') },
]);
