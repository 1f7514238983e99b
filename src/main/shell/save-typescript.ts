import { writeFile } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import { dialog, type BrowserWindow } from 'electron';
import { safeFileName } from './safe-file-name';
import type { ShellWords } from './words/en';

/**
 * Asks where TypeScript types should go and writes them there; the name of the file, null when the person thought better of
 * it. The system asks before it replaces a file.
 *
 * @param name of the source that they are of
 * @throws StreamgaugeError `types-not-written`
 */
export async function saveTypescript(
  window: BrowserWindow,
  name: string,
  code: string,
  { ask, files }: ShellWords,
): Promise<string | null> {
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: ask.typescript,
    buttonLabel: ask.save,
    defaultPath: `${safeFileName(name, 'events')}.ts`,
    filters: [
      { name: 'TypeScript', extensions: ['ts'] },
      { name: files.all, extensions: ['*'] },
    ],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  if (canceled || filePath === undefined || !isAbsolute(filePath)) return null;
  try {
    await writeFile(filePath, code);
  } catch (cause) {
    throw new StreamgaugeError('types-not-written', `${basename(filePath)} could not be written.`, {
      hint: 'Check that the folder can be written to and that the disk has room.',
      cause,
    });
  }
  return basename(filePath);
}
