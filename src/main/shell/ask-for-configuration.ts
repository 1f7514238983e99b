import { isAbsolute } from 'node:path';
import { dialog, type BrowserWindow } from 'electron';
import type { FileQuestion } from './ask-for-file';
import type { ShellWords } from './words/en';

/** Of files that the desktop opens with the app. */
const OWN_EXTENSION = 'streamgauge';

export const configurationFile = ({ ask, files }: ShellWords): FileQuestion => ({
  title: ask.configuration,
  filters: [{ name: files.configuration, extensions: [OWN_EXTENSION, 'json'] }],
});

/** Asks where the configuration should go; null when the person thought better of it. The system asks before it replaces a file. */
export async function askWhereToSaveConfiguration(
  window: BrowserWindow,
  { ask, files }: ShellWords,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: ask.exportConfiguration,
    buttonLabel: ask.export,
    defaultPath: `configuration.${OWN_EXTENSION}`,
    filters: [
      { name: files.configuration, extensions: [OWN_EXTENSION] },
      { name: 'JSON', extensions: ['json'] },
      { name: files.all, extensions: ['*'] },
    ],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === undefined || !isAbsolute(filePath) ? null : filePath;
}
