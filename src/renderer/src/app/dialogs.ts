import { useApp } from '../stores/app';
import { useTransfer } from '../stores/jobs';
import { lazyDialog } from './lazy-part';

/** What opens over the window now and then. */
export const SOURCE_DIALOG = lazyDialog(
  () => import('./SourceDialog.vue'),
  () => (useApp().sourceDialog = null),
);
export const EXPORT_DIALOG = lazyDialog(
  () => import('./transfer/ExportDialog.vue'),
  () => useTransfer().closeExport(),
);
export const SHORTCUTS_SHEET = lazyDialog(() => import('./ShortcutsSheet.vue'));
export const COMMAND_PALETTE = lazyDialog(() => import('./palette/CommandPalette.vue'));
