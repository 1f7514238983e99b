import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { unzipSync } from 'fflate';
import { openCanary } from './support/canary';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource } from './support/stream-view';

/** Has the next dialog of the system answered with this path. */
const saveTo = ({ app }: RunningApp, path: string): Promise<void> =>
  app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath });
  }, path);
const logOf = (dataPath: string): Promise<string> =>
  readFile(join(dataPath, 'logs/streamgauge.log'), 'utf8').catch(() => '');
const openBundle = ({ app }: RunningApp): Promise<void> =>
  app.evaluate(({ Menu }) => {
    const help = Menu.getApplicationMenu()?.items.find(({ role }) => role === 'help');
    help?.submenu?.items[0]?.click();
  });

test('shows what a diagnostic bundle holds, writes just that, and connects to nothing', async () => {
  const canary = await openCanary();
  const proxy = `http://127.0.0.1:${canary.port}`;
  const running = await launchApp({ env: { HTTP_PROXY: proxy, HTTPS_PROXY: proxy, ALL_PROXY: proxy } });
  const path = join(tmpdir(), `streamgauge-bundle-${process.pid}.zip`);
  try {
    const { app, page } = running;
    await saveTo(running, path);
    await openBundle(running);
    const dialog = page.getByRole('dialog', { name: 'Diagnostic bundle' });
    await expect(dialog.getByRole('button', { name: /^settings\.json/u })).toBeVisible();
    await dialog.getByRole('button', { name: /^logs\/streamgauge\.log/u }).click();
    await expect(dialog.locator('pre')).toContainText('Streamgauge starts.');
    await takeScreens(page, 'diagnostic-bundle');
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

test('no secret of a source that fails is in a bundle, nor what the environment of the app holds', async () => {
  const planted = {
    password: 'planted-password-1f',
    token: 'planted-token-2f',
    environment: 'planted-environment-3f',
  };
  const running = await launchApp({ env: { STREAMGAUGE_PLANTED: planted.environment } });
  const path = join(tmpdir(), `streamgauge-planted-${process.pid}.zip`);
  try {
    const { page } = running;
    const { password, token } = planted;
    await addSource(page, 'orders', `http://me:${password}@127.0.0.1:9/events?access_token=${token}`);
    await saveTo(running, path);
    await expect.poll(() => logOf(running.dataPath)).toContain('"code":"refused"');
    await openBundle(running);
    const dialog = page.getByRole('dialog', { name: 'Diagnostic bundle' });
    await dialog.getByRole('button', { name: /^sources-state\.json/u }).click();
    await expect(dialog.locator('pre')).toContainText('127.0.0.1:9');
    await dialog.getByRole('button', { name: 'Save…' }).click();
    await expect(dialog).toBeHidden();
    for (const [name, bytes] of Object.entries(unzipSync(await readFile(path)))) {
      const text = Buffer.from(bytes).toString();
      for (const secret of Object.values(planted)) expect(text.includes(secret), name).toBe(false);
    }
  } finally {
    await running.close();
    await rm(path, { force: true });
  }
});

test('crashes of a window and of the app itself leave dumps here, which the next bundle names and does not hold', async () => {
  const dataPath = await mkdtemp(join(tmpdir(), 'streamgauge-crash-'));
  const dumps = async (): Promise<string[]> =>
    (await readdir(join(dataPath, 'crashes'), { recursive: true }).catch(() => [])).filter((name) =>
      name.endsWith('.dmp'),
    );
  const path = join(dataPath, 'bundle.zip');
  try {
    const crashing = await launchApp({ dataPath });
    await crashing.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer(),
    );
    await expect.poll(async () => (await dumps()).length, { timeout: 20_000 }).toBe(1);
    await expect.poll(() => logOf(dataPath)).toContain('A process of the app ended: window, crashed.');
    const ended = once(crashing.app.process(), 'exit');
    void crashing.app.evaluate(() => process.crash()).catch(() => undefined);
    await ended;
    await expect.poll(async () => (await dumps()).length, { timeout: 20_000 }).toBe(2);

    const running = await launchApp({ dataPath });
    try {
      await saveTo(running, path);
      await openBundle(running);
      const dialog = running.page.getByRole('dialog', { name: 'Diagnostic bundle' });
      await expect(dialog).toContainText(`2 crash dumps stay in ${join(dataPath, 'crashes')}`);
      await dialog.getByRole('button', { name: 'Save…' }).click();
      await expect(dialog).toBeHidden();
      const files = unzipSync(await readFile(path));
      expect(Object.keys(files).some((name) => name.endsWith('.dmp'))).toBe(false);
      const listed = Buffer.from(files['crash-dumps.json'] ?? []).toString();
      for (const name of await dumps()) expect(listed).toContain(name);
    } finally {
      await running.close();
    }
  } finally {
    await rm(dataPath, { recursive: true, force: true, maxRetries: 5 });
  }
});
