import ExportDialog from '@/app/transfer/ExportDialog.vue';
import { inPage, pressed } from '../../acts';
import { defineStory } from '../../story';
import { answer } from '../../with-stores';
import { somePreview } from './previews';

answer({ 'export.preview': () => somePreview });

export default defineStory(
  ExportDialog,
  { of: 'app/transfer/ExportDialog.vue', stage: { width: 760, height: 760 }, language: 'de' },
  [{ name: 'Secrets would go along', props: {}, act: inPage(pressed('.dlg [role="switch"]')) }],
);
