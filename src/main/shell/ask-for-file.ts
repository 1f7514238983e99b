import { dialog, type BrowserWindow, type FileFilter } from 'electron';
import type { ShellWords } from './words/en';

export interface FileQuestion {
  readonly title: string;
  /** Kinds that are shown; all files are always among them. */
  readonly filters: FileFilter[];
}

export const recordingFile = ({ ask, files }: ShellWords): FileQuestion => ({
  title: ask.recording,
  filters: [{ name: files.streams, extensions: ['ndjson', 'jsonl', 'sse', 'txt', 'log'] }],
});

/** Asks for a file; null when the person thought better of it. */
export async function askForFile(
  window: BrowserWindow,
  { title, filters }: FileQuestion,
  { ask, files }: ShellWords,
): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title,
    buttonLabel: ask.open,
    properties: ['openFile'],
    filters: [...filters, { name: files.all, extensions: ['*'] }],
  });
  return canceled ? null : (filePaths[0] ?? null);
}
