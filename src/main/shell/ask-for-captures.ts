import { dialog, type BrowserWindow } from 'electron';

/** Asks for files that hold events; none when the person thought better of it. */
export async function askForCaptures(window: BrowserWindow): Promise<string[]> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Open captures',
    buttonLabel: 'Open',
    properties: ['openFile', 'multiSelections'],
    filters: [
      { name: 'Event streams', extensions: ['ndjson', 'jsonl', 'sse', 'har', 'json', 'txt', 'log', 'gz'] },
      { name: 'All files', extensions: ['*'] },
    ],
  });
  return canceled ? [] : filePaths;
}
