import type { PresetId } from '@/app/source-dialog/presets';
import { useApp } from '@/stores/app';
import { fieldStores } from './forms';

/** The dialog and the window behind it, in the lowest window that shows all of it. */
export const STAGE = { width: 1_000, height: 760 } as const;

/** Opens the dialog: for a new source, or for the one with this id. */
export const opened =
  (of: string, preset: PresetId = 'endpoint', text: string | null = null) =>
  (): void => {
    fieldStores();
    const app = useApp();
    app.sourceDialog = of;
    app.sourcePreset = preset;
    app.sourceText = text;
  };
