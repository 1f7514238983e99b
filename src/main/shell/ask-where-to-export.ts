import { isAbsolute } from 'node:path';
import type { ExportFormat } from '@shared/history';
import { dialog, type BrowserWindow, type FileFilter } from 'electron';
import type { ShellWords } from './words/en';

const EXTENSIONS: Readonly<Record<ExportFormat, string>> = {
  ndjson: 'ndjson',
  csv: 'csv',
  raw: 'sse',
  har: 'har',
};

/** Asks where an export should go; null when the person thought better of it. The system asks before it replaces a file. */
export async function askWhereToExport(
  window: BrowserWindow,
  format: ExportFormat,
  { ask, files }: ShellWords,
): Promise<string | null> {
  const extension = EXTENSIONS[format];
  const filters: FileFilter[] = [
    { name: files.kind[format], extensions: [extension] },
    { name: files.all, extensions: ['*'] },
  ];
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: ask.exportEvents,
    buttonLabel: ask.export,
    defaultPath: `streamgauge-${stamp(new Date())}.${extension}`,
    filters,
    properties: ['createDirectory', 'showOverwriteConfirmation'],
  });
  return canceled || filePath === undefined || !isAbsolute(filePath) ? null : filePath;
}

/** `2026-11-21-1403`, in the time of the place: no colons, which Windows takes in no name. */
function stamp(now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}`;
}
