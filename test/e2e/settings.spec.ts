import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource } from './support/stream-view';

const row = (page: Page, name: string): Locator => page.locator(`[data-setting="${name}"]`);
const search = (page: Page): Locator => page.getByRole('combobox', { name: 'Search settings' });

test.describe('the settings', () => {
  let running: RunningApp;
  let folder: string;
  test.beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'streamgauge-settings-'));
    running = await launchApp({ dataPath: join(folder, 'data') });
    await running.page.keyboard.press('Control+,');
  });
  test.afterEach(async () => {
    await running.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Answers the system's own dialogs, which no test can press. */
  async function answerWith(path: string): Promise<void> {
    await running.app.evaluate(({ dialog }, chosen) => {
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
    }, path);
  }

  /** Of the application menu, which the system draws. */
  const menuLabels = (): Promise<string[]> =>
    running.app.evaluate(({ Menu }) =>
      (Menu.getApplicationMenu()?.items ?? []).flatMap(({ label, submenu }) => [
        label,
        ...(submenu?.items ?? []).map((item) => item.label),
      ]),
    );

  test('are found by their words and changed at once, and Ctrl Z takes it back', async () => {
    const { page } = running;
    await page.keyboard.press('Control+f');
    const search = page.getByRole('combobox', { name: 'Search settings' });
    await expect(search).toBeFocused();
    await page.keyboard.type('data size');
    await page.keyboard.press('Enter');
    const slider = row(page, 'dataSize').getByRole('slider');
    await expect(slider).toBeFocused();
    await page.keyboard.press('ArrowRight');
    const sample = page.getByRole('img', { name: 'A sample of rows in this font and size' });
    await expect(sample).toHaveCSS('font-size', '12px');
    await page.keyboard.press('Control+z');
    await expect(sample).toHaveCSS('font-size', '11.5px');
  });

  test('speak another language at once, also after a restart', async () => {
    await row(running.page, 'language').getByRole('combobox').click();
    await running.page.getByRole('option', { name: 'Deutsch' }).click();
    await expect(running.page.getByRole('heading', { name: 'Darstellung' })).toBeVisible();
    await expect(running.page.locator('html')).toHaveAttribute('lang', 'de');
    await expect
      .poll(menuLabels)
      .toEqual(
        expect.arrayContaining(['Datei', 'Neues Fenster', 'Ausschneiden', 'Streamgauge beenden', 'Fenster']),
      );
    await expect(running.page.locator('kbd', { hasText: 'Strg' }).first()).toBeVisible();
    await takeScreens(running.page, 'settings-de');
    await running.close();
    running = await launchApp({ dataPath: join(folder, 'data') });
    await expect(running.page.getByRole('heading', { name: 'Darstellung' })).toBeVisible();
    await running.page.keyboard.press('Control+1');
    await expect(running.page.getByRole('heading', { name: 'Noch keine Streams' })).toBeVisible();
    // What the engine says too: nothing listens on the discard port.
    await addSource(running.page, 'orders', 'http://127.0.0.1:9/events');
    await running.page.keyboard.press('Control+2');
    const connection = running.page.getByRole('region', { name: 'Zustand' });
    await expect(connection).toContainText('orders hat die Verbindung abgelehnt.');
    await expect(connection).not.toContainText('refused');
  });

  test('zoom with Ctrl + and Ctrl 0, so that the layout sees the room that is left', async () => {
    const { page } = running;
    const width = (): Promise<number> => page.evaluate(() => window.innerWidth);
    const whole = await width();
    await page.keyboard.press('Control+=');
    await expect.poll(width).toBeLessThan(whole);
    await expect(row(page, 'zoom').getByRole('combobox')).toHaveText('110 %');
    await page.keyboard.press('Control+0');
    await expect.poll(width).toBe(whole);
    await row(page, 'zoom').getByRole('combobox').click();
    await page.getByRole('option', { name: '200 %' }).click();
    await expect.poll(width).toBe(Math.round(whole / 2));
    await running.close();
    running = await launchApp({ dataPath: join(folder, 'data') });
    await expect.poll(() => running.page.evaluate(() => window.innerWidth)).toBe(Math.round(whole / 2));
  });

  test('give an action another key, which works from then on', async () => {
    const { page } = running;
    await page.getByRole('navigation', { name: 'Settings' }).getByText('Keyboard').click();
    await page.getByRole('button', { name: 'Add a key to Show the connections' }).click();
    await page.keyboard.press('Control+Alt+c');
    await expect(
      page.getByRole('button', { name: 'Take Ctrl Alt C off Show the connections' }),
    ).toBeVisible();
    await page.keyboard.press('Control+Alt+c');
    await expect(
      page.getByRole('navigation', { name: 'Views' }).locator('[aria-current="page"]'),
    ).toHaveAccessibleName(/Connections/u);
  });

  test('are written to a file without secrets, taken in again, and taken back', async () => {
    const { page } = running;
    await addSource(page, 'orders', 'http://127.0.0.1:9/events?token=canary-31f0');
    await page.getByRole('radio', { name: 'Dark' }).click();
    await page.getByRole('navigation', { name: 'Settings' }).getByText('Configuration').click();
    const file = join(folder, 'configuration.json');
    await answerWith(file);
    await page.getByRole('button', { name: 'Export…' }).click();
    await expect(page.getByText('Configuration exported.')).toBeVisible();
    const text = await readFile(file, 'utf8');
    expect(text).toContain('"orders"');
    expect(text).not.toContain('canary-31f0');
    await running.close();

    running = await launchApp({ dataPath: join(folder, 'another') });
    const other = running.page;
    await answerWith(file);
    await other.keyboard.press('Control+,');
    await other.getByRole('navigation', { name: 'Settings' }).getByText('Configuration').click();
    await other.getByRole('button', { name: 'Import…' }).click();
    const dialog = other.getByRole('dialog', { name: 'Import a configuration' });
    await expect(dialog.getByText('1 source added')).toBeVisible();
    await takeScreens(other, 'import-configuration');
    await dialog.getByRole('button', { name: 'Import', exact: true }).click();
    await expect(other.locator('html')).toHaveAttribute('data-theme', 'dark');
    await other.getByRole('button', { name: 'Undo', exact: true }).click();
    await expect(other.getByText('Everything is as it was before the import.')).toBeVisible();
    await other.keyboard.press('Control+1');
    await expect(other.getByRole('heading', { name: 'No streams yet' })).toBeVisible();
    expect(running.complaints).toEqual([]);
  });

  test('find a row again after a search that found nothing', async () => {
    const { page } = running;
    await search(page).fill('flux capacitor');
    await expect(page.getByText('No setting has these words.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('navigation', { name: 'Settings' })).toBeVisible();
  });
});
