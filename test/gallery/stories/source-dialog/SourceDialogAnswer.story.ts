import SourceDialog from '@/app/SourceDialog.vue';
import { inPage, pressed } from '../../acts';
import { defineStory } from '../../story';
import { opened, STAGE } from './dialogs';

export default defineStory(SourceDialog, { of: 'app/SourceDialog.vue', stage: STAGE, language: 'de' }, [
  {
    name: 'An answer of a model, in German',
    props: {},
    stores: opened('new', 'anthropic'),
    act: inPage(pressed('.dlg .btn-primary')),
  },
]);
