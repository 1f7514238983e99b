import type { BrowserWindow } from 'electron';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Language } from '@shared/language';
import {
  askWhereToSaveConfiguration,
  configurationFile,
} from '../../../../src/main/shell/ask-for-configuration';
import { askForFile } from '../../../../src/main/shell/ask-for-file';
import { askWhereToSaveRules, rulesFile } from '../../../../src/main/shell/ask-for-rules';
import { askWhereToSaveDiagnostics } from '../../../../src/main/shell/ask-where-to-save-diagnostics';
import { pickText } from '../../../../src/main/shell/pick-text';
import { saveTypescript } from '../../../../src/main/shell/save-typescript';
import type { ShellWords } from '../../../../src/main/shell/words/en';
import { shellWords } from '../../../../src/main/shell/words/shell-words';

const { asked } = vi.hoisted(() => ({ asked: [] as { title: string; filters: { name: string }[] }[] }));
vi.mock('electron', () => {
  const ask = (_window: unknown, options: (typeof asked)[number]): Promise<unknown> => {
    asked.push(options);
    return Promise.resolve({ canceled: true, filePaths: [] });
  };
  return { dialog: { showOpenDialog: ask, showSaveDialog: ask } };
});

const window = {} as BrowserWindow;
const QUESTIONS: Readonly<Record<string, (words: ShellWords) => Promise<unknown>>> = {
  rules: (words) => askForFile(window, rulesFile(words), words),
  'where rules go': (words) => askWhereToSaveRules(window, words),
  configuration: (words) => askForFile(window, configurationFile(words), words),
  'where the configuration goes': (words) => askWhereToSaveConfiguration(window, words),
  'where the diagnostic bundle goes': (words) => askWhereToSaveDiagnostics(window, words),
  'where types go': (words) => saveTypescript(window, 'Orders', '', words),
  schema: (words) => pickText(window, 'schema', words),
};

describe('a file dialog', () => {
  beforeEach(() => void asked.splice(0));

  it.each(Object.entries(QUESTIONS))('for %s speaks each language', async (_name, question) => {
    for (const language of ['en', 'de', 'es'] satisfies Language[])
      expect(await question(shellWords(language))).toBeNull();
    expect(new Set(asked.map(({ title }) => title)).size).toBe(3);
    expect(asked.map(({ filters }) => filters.at(-1)?.name)).toEqual([
      'All files',
      'Alle Dateien',
      'Todos los archivos',
    ]);
  });

  it('for a configuration knows its own files before other JSON', async () => {
    await askWhereToSaveConfiguration(window, shellWords('de'));
    expect(asked[0]).toMatchObject({
      title: 'Konfiguration exportieren',
      defaultPath: 'configuration.streamgauge',
      filters: [{ name: 'Streamgauge-Konfiguration' }, { name: 'JSON' }, { name: 'Alle Dateien' }],
    });
  });
});
