import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';

const eslint = new ESLint();

/** Names of the rules that code in a file of this name would break. */
async function broken(filePath: string, code: string): Promise<string[]> {
  const [result] = await eslint.lintText(code, { filePath });
  return (result?.messages ?? []).map(({ ruleId, message }) => ruleId ?? message);
}

const IMPORT = 'no-restricted-imports';
const SYNTAX = 'no-restricted-syntax';

describe('the walls between the rooms', () => {
  it.each([
    ['src/main/hub/a.ts', "import 'electron';"],
    ['src/main/hub/a.ts', "import '../sources/source';"],
    ['src/main/hub/transports/a.ts', "import '../../history/event-buffer';"],
    ['src/main/sources/a.ts', "import '../engine';"],
    ['src/main/settings/a.ts', "import '../shell/window';"],
    ['src/main/engine.ts', "import 'electron';"],
    ['src/headless/a.ts', "import '../main/shell/window';"],
    ['src/shared/a.ts', "import 'node:fs';"],
    ['src/shared/a.ts', "import '../main/engine';"],
    ['src/preload/a.ts', "import '../main/engine';"],
    ['src/renderer/src/a.ts', "import 'electron';"],
    ['src/renderer/src/a.ts', "import 'node:fs';"],
    ['src/renderer/src/a.ts', "import '../../main/engine';"],
    ['src/main/hub/a.ts', "import { styleText } from 'node:util'; styleText('red', '');"],
  ])('%s must not: %s', async (file, code) => {
    expect(await broken(file, code)).toContain(IMPORT);
  });

  it.each([
    ['src/main/hub/a.ts', "import '@shared/hub'; import './log'; import 'node:http'; import 'undici';"],
    ['src/main/hub/transports/a.ts', "import '../log';"],
    ['src/main/engine.ts', "import './hub/hub'; import './sources/registry';"],
    ['src/main/shell/a.ts', "import 'electron'; import '../settings/secret-cipher';"],
    ['src/headless/a.ts', "import '../main/hub/hub';"],
    ['src/renderer/src/a.ts', "import '@shared/ipc'; import '@/bridge'; import 'vue'; import './ui/format';"],
  ])('%s may: %s', async (file, code) => {
    expect(await broken(file, code)).toEqual([]);
  });
});

describe('what is dangerous', () => {
  it.each([
    [
      'src/main/shell/a.ts',
      "import { shell } from 'electron'; void shell.openExternal('https://x');",
      SYNTAX,
    ],
    ['src/main/shell/a.ts', "import { ipcMain } from 'electron'; ipcMain.on('x', () => undefined);", SYNTAX],
    ['src/main/shell/a.ts', 'export const preferences = { sandbox: false };', SYNTAX],
    ['src/main/shell/a.ts', 'export const preferences = { nodeIntegration: true };', SYNTAX],
    ['src/main/shell/a.ts', "process.argv.push('--no-sandbox');", SYNTAX],
    ['src/main/sources/a.ts', "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';", SYNTAX],
    ['src/main/sources/a.ts', "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';", SYNTAX],
    ['src/renderer/src/a.ts', "document.body.innerHTML = '';", SYNTAX],
    ['src/renderer/src/a.ts', "document.body.insertAdjacentHTML('beforeend', '');", SYNTAX],
    ['src/renderer/src/a.ts', "new Function('return 1');", 'no-new-func'],
    [
      'src/renderer/src/a.ts',
      "void window.streamgauge.call('app.start', undefined);",
      'no-restricted-properties',
    ],
    ['src/renderer/src/a.ts', "void fetch('https://x');", 'no-restricted-globals'],
    ['src/renderer/src/A.vue', '<template><p v-html="x" /></template>', 'vue/no-v-html'],
    ['src/main/hub/a.ts', 'export let x: any;', '@typescript-eslint/no-explicit-any'],
  ])('in %s: %s', async (file, code, rule) => {
    expect(await broken(file, code)).toContain(rule);
  });
});

describe('what the oldest runtime lacks', () => {
  it.each([
    ['src/main/hub/a.ts', "URL.canParse('x');", 'no-restricted-properties'],
    ['src/main/hub/a.ts', 'AbortSignal.any([]);', 'no-restricted-properties'],
    ['src/renderer/src/a.ts', 'Promise.withResolvers();', 'no-restricted-properties'],
    ['src/renderer/src/a.ts', 'Object.groupBy([], String);', 'no-restricted-properties'],
    ['src/main/sources/a.ts', 'crypto.randomUUID();', 'no-restricted-globals'],
    ['src/main/sources/a.ts', "new WebSocket('ws://x');", 'no-restricted-globals'],
  ])('in %s: %s', async (file, code, rule) => {
    expect(await broken(file, code)).toContain(rule);
  });
});

describe('what makes a test worthless', () => {
  it.each([
    'await new Promise((resolve) => setTimeout(resolve, 100));',
    'await page.waitForTimeout(100);',
    "it.only('x', () => undefined);",
    "test.skip('x', () => undefined);",
    "describe.todo('x');",
  ])('%s', async (code) => {
    expect(await broken('test/unit/main/a.test.ts', code)).toContain(SYNTAX);
  });
});
