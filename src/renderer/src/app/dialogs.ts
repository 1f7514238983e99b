import { useApp } from '../stores/app';
import { useDiagnostics } from '../stores/diagnostics';
import { useTransfer } from '../stores/jobs';
import { useRuleEditing } from '../stores/rule-editing';
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
export const RULE_DIALOG = lazyDialog(
  () => import('../views/notifications/rules/RuleDialog.vue'),
  () => useRuleEditing().close(),
);
export const DIAGNOSTICS_DIALOG = lazyDialog(
  () => import('./DiagnosticsDialog.vue'),
  () => useDiagnostics().close(),
);
export const SHORTCUTS_SHEET = lazyDialog(() => import('./ShortcutsSheet.vue'));
export const COMMAND_PALETTE = lazyDialog(() => import('./palette/CommandPalette.vue'));
