import SourceDialog from '@/app/SourceDialog.vue';
import { inPage, pressed } from '../../acts';
import { defineStory } from '../../story';
import { opened, STAGE } from './dialogs';

export default defineStory(SourceDialog, { of: 'app/SourceDialog.vue', stage: STAGE, language: 'de' }, [
  {
    name: 'Sent on too early, in German',
    props: {},
    stores: opened('new'),
    act: inPage(pressed('.dlg .btn-primary')),
  },
]);
