import { dialog, type BrowserWindow } from 'electron';

/** Asks for a stored stream; null when the person thought better of it. */
export async function askForFile(window: BrowserWindow): Promise<string | null> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Import a recording',
    properties: ['openFile'],
    filters: [
      { name: 'Streams', extensions: ['ndjson', 'jsonl', 'sse', 'txt', 'log'] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return canceled ? null : (filePaths[0] ?? null);
}
