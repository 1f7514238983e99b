import { dialog, type BrowserWindow, type FileFilter } from 'electron';

export interface FileQuestion {
  readonly title: string;
  /** Kinds that are shown; all files are always among them. */
  readonly filters: FileFilter[];
}

export const RECORDING_FILE: FileQuestion = {
  title: 'Import a recording',
  filters: [{ name: 'Streams', extensions: ['ndjson', 'jsonl', 'sse', 'txt', 'log'] }],
};

/** Asks for a file; null when the person thought better of it. */
export async function askForFile(
  window: BrowserWindow,
  { title, filters }: FileQuestion,
): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title,
    properties: ['openFile'],
    filters: [...filters, { name: 'All files', extensions: ['*'] }],
  });
  return canceled ? null : (filePaths[0] ?? null);
}
