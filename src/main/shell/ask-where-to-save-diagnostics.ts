import { isAbsolute } from 'node:path';
import { dialog, type BrowserWindow } from 'electron';
import type { ShellWords } from './words/en';

/** Asks where the diagnostic bundle should go; null when the person thought better of it. The system asks before it replaces a file. */
export async function askWhereToSaveDiagnostics(
  window: BrowserWindow,
  { ask, files }: ShellWords,
): Promise<string | null> {
  const day = new Date().toISOString().slice(0, 10);
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: ask.diagnostics,
    buttonLabel: ask.save,
    defaultPath: `streamgauge-diagnostics-${day}.zip`,
    filters: [
      { name: 'ZIP', extensions: ['zip'] },
      { name: files.all, extensions: ['*'] },
    ],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === undefined || !isAbsolute(filePath) ? null : filePath;
}
