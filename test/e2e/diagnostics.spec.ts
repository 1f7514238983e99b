import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { openCanary } from './support/canary';
import { launchApp } from './support/launch';

test('shows what a diagnostic bundle holds, writes just that, and connects to nothing', async () => {
  const canary = await openCanary();
  const proxy = `http://127.0.0.1:${canary.port}`;
  const running = await launchApp({ env: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, ALL_PROXY: proxy } });
  const path = join(tmpdir(), `streamgauge-bundle-${process.pid}.zip`);
  try {
    const { app, page } = running;
    await app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
    }, path);
    await app.evaluate(({ Menu }) => {
      const help = Menu.getApplicationMenu()?.items.find(({ role }) => role === 'help');
      help?.submenu?.items[0]?.click();
    });
    const dialog = page.getByRole('dialog', { name: 'Diagnostic bundle' });
    await expect(dialog.getByRole('button', { name: /^settings\.json/u })).toBeVisible();
    await dialog.getByRole('button', { name: /^logs\/streamgauge\.log/u }).click();
    await expect(dialog.locator('pre')).toContainText('Streamgauge starts.');
    const names = await dialog.locator('.diag-file > :first-child').allTextContents();
    await dialog.getByRole('button', { name: 'Save…' }).click();
    await expect(dialog).toBeHidden();
    expect(Object.keys(unzipSync(await readFile(path)))).toEqual(names);
    expect(await app.evaluate(({ crashReporter }) => crashReporter.getUploadToServer())).toBe(false);
    expect(canary.hits()).toBe(0);
  } finally {
    await running.close();
    await rm(path, { force: true });
    canary.close();
  }
});
