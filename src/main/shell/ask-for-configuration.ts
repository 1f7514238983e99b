import { isAbsolute } from 'node:path';
import { dialog, type BrowserWindow, type FileFilter } from 'electron';
import type { FileQuestion } from './ask-for-file';

const JSON_FILES: FileFilter = { name: 'JSON', extensions: ['json'] };

export const CONFIGURATION_FILE: FileQuestion = {
  title: 'Import a configuration',
  filters: [JSON_FILES],
};

/** Asks where the configuration should go; null when the person thought better of it. The system asks before it replaces a file. */
export async function askWhereToSaveConfiguration(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Export the configuration',
    buttonLabel: 'Export',
    defaultPath: 'streamgauge-configuration.json',
    filters: [JSON_FILES, { name: 'All files', extensions: ['*'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === undefined || !isAbsolute(filePath) ? null : filePath;
}
