import DiagnosticsDialog from '@/app/DiagnosticsDialog.vue';
import { useDiagnostics } from '@/stores/diagnostics';
import { diagnosticsPreview } from '../../../support/stand-in/diagnostics';
import { defineStory } from '../../story';

export default defineStory(
  DiagnosticsDialog,
  { of: 'app/DiagnosticsDialog.vue', stage: { width: 800, height: 640 } },
  [
    {
      name: 'What it will hold',
      props: {},
      stores: () => {
        useDiagnostics().preview = diagnosticsPreview();
      },
    },
  ],
);
