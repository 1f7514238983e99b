import { dialog, type BrowserWindow } from 'electron';
import type { ShellWords } from './words/en';

/** Asks for files that hold events; none when the person thought better of it. */
export async function askForCaptures(window: BrowserWindow, { ask, files }: ShellWords): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: ask.captures,
    buttonLabel: ask.open,
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: files.streams, extensions: ['ndjson', 'jsonl', 'sse', 'har', 'json', 'txt', 'log', 'gz'] },
      { name: files.all, extensions: ['*'] },
    ],
  });
  return canceled ? [] : filePaths;
}
