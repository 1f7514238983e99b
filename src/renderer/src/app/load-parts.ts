import { CHART_DRAWER, INSPECTOR, TEXT_PANE, TEXT_TAB } from '../views/stream/parts';
import {
  COMMAND_PALETTE,
  DIAGNOSTICS_DIALOG,
  EXPORT_DIALOG,
  RULE_DIALOG,
  SHORTCUTS_SHEET,
  SOURCE_DIALOG,
} from './dialogs';
import { loadWhenIdle } from './lazy-part';
import { VIEW_LOADS } from './views';

/** Loads what the first script left out, what is likely to be wanted first at the beginning. */
export function loadParts(): void {
  loadWhenIdle([
    INSPECTOR.load,
    COMMAND_PALETTE.load,
    SOURCE_DIALOG.load,
    ...VIEW_LOADS,
    SHORTCUTS_SHEET.load,
    RULE_DIALOG.load,
    EXPORT_DIALOG.load,
    DIAGNOSTICS_DIALOG.load,
    CHART_DRAWER.load,
    TEXT_TAB.load,
    TEXT_PANE.load,
    // A view or a dialog waits for these by itself, with what it shows meanwhile.
    () => import('../views/server/json-editor').catch(() => undefined),
    () => import('../views/text/json-path').catch(() => undefined),
  ]);
}
