import ExportDialog from '@/app/transfer/ExportDialog.vue';
import { defineStory } from '../../story';
import { answer } from '../../with-stores';
import { somePreview } from './previews';

answer({ 'export.preview': () => somePreview });

export default defineStory(
  ExportDialog,
  { of: 'app/transfer/ExportDialog.vue', stage: { width: 760, height: 640 } },
  [{ name: 'Secrets taken out', props: {} }],
);
