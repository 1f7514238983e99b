import { isAbsolute } from 'node:path';
import { dialog, type BrowserWindow, type FileFilter } from 'electron';
import type { FileQuestion } from './ask-for-file';
import type { ShellWords } from './words/en';

const JSON_FILES: FileFilter = { name: 'JSON', extensions: ['json'] };

export const rulesFile = ({ ask }: ShellWords): FileQuestion => ({ title: ask.rules, filters: [JSON_FILES] });

/** Asks where the rules should go; null when the person thought better of it. The system asks before it replaces a file. */
export async function askWhereToSaveRules(
  window: BrowserWindow,
  { ask, files }: ShellWords,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: ask.exportRules,
    buttonLabel: ask.export,
    defaultPath: 'streamgauge-rules.json',
    filters: [JSON_FILES, { name: files.all, extensions: ['*'] }],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === undefined || !isAbsolute(filePath) ? null : filePath;
}
