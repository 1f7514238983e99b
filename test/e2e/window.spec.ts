import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { APP_FOLDER, electronExecutable, launchApp } from './support/launch';

test('a second start brings up the first window and ends by itself', async () => {
  const running = await launchApp();
  const second = spawn(electronExecutable(), [APP_FOLDER, `--user-data-dir=${running.dataPath}`]);
  const [code] = await once(second, 'exit');
  expect(code).toBe(0);
  expect(await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  await running.close();
});

test('the window opens where it was and as large as it was', async () => {
  const dataPath = await mkdtemp(join(tmpdir(), 'streamgauge-data-'));
  const bounds = { x: 60, y: 40, width: 1_100, height: 700 };
  const first = await launchApp({ dataPath });
  await first.app.evaluate(
    ({ BrowserWindow }, bounds) => BrowserWindow.getAllWindows()[0]?.setBounds(bounds),
    bounds,
  );
  await expect
    .poll(() => first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds()))
    .toEqual(bounds);
  await first.close();

  const second = await launchApp({ dataPath });
  await expect
    .poll(() => second.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds()))
    .toEqual(bounds);
  await second.close();
  await rm(dataPath, { recursive: true, force: true });
});

test('shortcuts of the menu reach the page although the window shows no menu', async () => {
  const running = await launchApp();
  await running.page.evaluate(() => {
    const heard: unknown[] = [];
    Object.assign(globalThis, { heard });
    (
      globalThis as unknown as {
        streamgauge: { on(name: string, listener: (value: unknown) => void): void };
      }
    ).streamgauge.on('command', (value) => heard.push(value));
    // The page's own shortcuts would take the key first.
    window.addEventListener('keydown', (event) => event.stopImmediatePropagation(), { capture: true });
  });
  const entries = await running.app.evaluate(({ Menu }) =>
    (Menu.getApplicationMenu()?.items ?? [])
      .flatMap((item) => item.submenu?.items ?? [])
      .filter((item) => item.role === undefined || item.role === null)
      .map((item) => item.accelerator ?? ''),
  );
  expect(entries).toEqual(
    expect.arrayContaining(['CmdOrCtrl+1', 'CmdOrCtrl+2', 'CmdOrCtrl+3', 'CmdOrCtrl+4', 'CmdOrCtrl+N']),
  );
  await running.app.evaluate(({ BrowserWindow, webContents }) => {
    BrowserWindow.getAllWindows()[0]?.focus();
    const contents = webContents.getAllWebContents()[0];
    contents?.sendInputEvent({ type: 'keyDown', keyCode: '2', modifiers: ['control'] });
    contents?.sendInputEvent({ type: 'keyUp', keyCode: '2', modifiers: ['control'] });
  });
  await expect
    .poll(() => running.page.evaluate(() => (globalThis as unknown as { heard: unknown[] }).heard))
    .toEqual([{ action: 'view.connections' }]);
  await running.close();
});
