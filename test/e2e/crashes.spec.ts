import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { frame, startEventServer } from './support/event-server';
import { APP_FOLDER, launchApp, type RunningApp } from './support/launch';
import { addSource, count, queryField } from './support/stream-view';

let running: RunningApp;
test.afterEach(() => running.close());

/** As the system ends a process that takes too much. */
const killPage = (): Promise<void> =>
  running.app.evaluate(({ BrowserWindow }) => {
    process.kill(BrowserWindow.getAllWindows()[0]!.webContents.getOSProcessId(), 'SIGKILL');
  });
/** The process of the page, once it is loaded; null before. */
const processOf = (): Promise<number | null> =>
  running.app.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]!.webContents;
    return contents.isCrashed() || contents.isLoading() ? null : contents.getOSProcessId();
  });
/** Kills it, and waits for the next one. */
async function stopPage(): Promise<void> {
  const before = await processOf();
  await killPage();
  await expect.poll(async () => ![null, before].includes(await processOf()), { timeout: 15_000 }).toBe(true);
}
/** Asks the page, on which Playwright has no hold once its process has ended. One that goes meanwhile never answers. */
const inPage = <T>(script: string): Promise<T> =>
  running.app.evaluate(({ BrowserWindow }, code) => {
    const answer = BrowserWindow.getAllWindows()[0]!.webContents.executeJavaScript(code) as Promise<T>;
    const silence = new Promise<never>((_answer, failed) => {
      AbortSignal.timeout(2_000).addEventListener('abort', () => failed(new Error('no answer')));
    });
    return Promise.race([answer, silence]);
  }, script);
const text = (): Promise<string> => inPage<string>('document.body.innerText').catch(() => '');
const shownCount = (): Promise<string> =>
  inPage<string>(`document.querySelector('.qcount')?.textContent ?? ''`).catch(() => '');
const address = (): Promise<string> =>
  running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.webContents.getURL());

/** Pictures as `takeScreens` makes them, of a page that Playwright has lost. */
async function takeScreensOf(name: string): Promise<void> {
  const folder = join(APP_FOLDER, 'test-results/screens');
  await mkdir(folder, { recursive: true });
  for (const theme of ['light', 'dark'] as const) {
    const picture = await running.app.evaluate(async ({ BrowserWindow }, value) => {
      const contents = BrowserWindow.getAllWindows()[0]!.webContents;
      contents.debugger.attach();
      const features = [{ name: 'prefers-color-scheme', value }];
      await contents.debugger.sendCommand('Emulation.setEmulatedMedia', { features });
      // Two frames: the first may still hold the old theme.
      await contents.executeJavaScript(
        'new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(1))))',
      );
      const taken = await contents.capturePage();
      contents.debugger.detach();
      return taken.toPNG().toString('base64');
    }, theme);
    await writeFile(join(folder, `${name}-${theme}.png`), Buffer.from(picture, 'base64'));
  }
}

test('a window that stops comes back with its filter, its events and one notice; again and again it ends on a plain page', async () => {
  running = await launchApp();
  const { page, app } = running;
  const server = await startEventServer();
  await addSource(page, 'orders', server.url);
  for (let i = 1; i <= 12; i++) await server.send(frame(i, i % 4 === 0 ? 'paid' : 'created', { i }));
  await expect(count(page)).toContainText('12 events');
  await queryField(page).fill('type:paid');
  await queryField(page).press('Enter');
  await expect(count(page)).toContainText(/^3 of/u);

  await stopPage();
  await expect.poll(text, { timeout: 15_000 }).toContain('was ended from outside, and was loaded again');
  await expect.poll(shownCount, { timeout: 15_000 }).toMatch(/^3 of/u);
  expect((await text()).match(/was loaded again/gu)).toHaveLength(1);
  expect(server.isHeard()).toBe(true);
  await takeScreensOf('window-stopped');

  for (let crash = 2; crash <= 4; crash++) {
    await stopPage();
    await expect.poll(text, { timeout: 15_000 }).not.toBe('');
  }
  await expect.poll(address).toBe('app://bundle/stopped.html#en');
  expect(await text()).toContain('The window has stopped four times within a minute.');
  expect(await text()).not.toContain('innerhalb einer Minute');
  // Enter is enough.
  expect(await inPage('document.activeElement?.textContent')).toBe('Load again');
  await takeScreensOf('window-stopped-again');
  await server.send(frame(13, 'paid', { i: 13 }));
  await inPage(`document.activeElement.click()`);
  await expect.poll(shownCount, { timeout: 15_000 }).toMatch(/^4 of/u);
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  await server.close();
});

test('a window that stops leaves the other one alone', async () => {
  running = await launchApp();
  const { page, app } = running;
  const [second] = await Promise.all([app.waitForEvent('window'), page.keyboard.press('Control+Shift+N')]);
  await second.getByRole('navigation', { name: 'Views' }).waitFor();
  await second.keyboard.press('Control+4');
  await expect(second.locator('.v-serv')).toBeVisible();
  const processes = (): Promise<number[]> =>
    app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .sort((a, b) => a.id - b.id)
        .map(({ webContents }) => (webContents.isCrashed() ? 0 : webContents.getOSProcessId())),
    );
  const [first, other] = await processes();
  process.kill(first!, 'SIGKILL');
  await expect(second.getByText('was ended from outside, and was loaded again')).toBeVisible();
  await expect.poll(async () => (await processes())[1]).toBe(other);
  await expect.poll(async () => [0, first].includes((await processes())[0])).toBe(false);
  await expect(second.locator('.v-serv')).toBeVisible();
});
