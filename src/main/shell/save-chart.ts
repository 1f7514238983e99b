import { writeFile } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import type { ChartFile } from '@shared/series';
import { dialog, type BrowserWindow } from 'electron';
import { safeFileName } from './safe-file-name';
import type { ShellWords } from './words/en';

const KINDS = { csv: 'CSV', png: 'PNG' } as const;

/**
 * Asks where a chart should go and writes it there; the name of the file, null when the person thought better of it. The
 * system asks before it replaces a file.
 * @throws StreamgaugeError `chart-not-written`
 */
export async function saveChart(
  window: BrowserWindow,
  { name, content }: ChartFile,
  { ask, files }: ShellWords,
): Promise<string | null> {
  const extension = content.format;
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: ask.chart,
    buttonLabel: ask.save,
    defaultPath: `${safeFileName(name, 'chart')}.${extension}`,
    filters: [
      { name: KINDS[extension], extensions: [extension] },
      { name: files.all, extensions: ['*'] },
    ],
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  if (canceled || filePath === undefined || !isAbsolute(filePath)) return null;
  try {
    await writeFile(filePath, content.format === 'csv' ? content.text : content.bytes);
  } catch (cause) {
    throw new StreamgaugeError('chart-not-written', `${basename(filePath)} could not be written.`, {
      hint: 'Check that the folder can be written to and that the disk has room.',
      cause,
    });
  }
  return basename(filePath);
}
