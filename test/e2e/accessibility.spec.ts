import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { launchApp, takeScreens, type RunningApp } from './support/launch';

test.setTimeout(120_000); // axe looks at every cell of every row

let running: RunningApp;
test.beforeAll(async () => {
  running = await launchApp();
});
test.afterAll(() => running.close());

/** What axe objects to on the page as it is, in both themes. */
async function objections(page: Page): Promise<unknown[]> {
  const found: unknown[] = [];
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
    for (const { id, help, nodes } of violations) {
      found.push({ colorScheme, id, help, where: nodes.slice(0, 3).map((node) => node.html.slice(0, 200)) });
    }
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  return found;
}

/** Starts the demo, unless a test before did. */
async function startDemo(page: Page): Promise<void> {
  await page.keyboard.press('Control+1');
  const start = page.getByRole('button', { name: 'Start the local demo' });
  if (await start.isVisible()) await start.click();
  await expect(page.getByText('1 open')).toBeVisible();
}

test('the first screen', async () => {
  await expect(running.page.getByRole('heading', { name: 'No streams yet' })).toBeVisible();
  expect(await objections(running.page)).toEqual([]);
});

test('the source dialog, and what it says of an address that is none', async () => {
  const { page } = running;
  await page.keyboard.press('Control+n');
  const dialog = page.getByRole('dialog', { name: 'Add a source' });
  await dialog.getByLabel('URL').fill('ftp://example.com/x');
  await dialog.getByRole('button', { name: 'Add header' }).click();
  await dialog.getByRole('button', { name: 'Add source' }).click();
  await expect(dialog.getByText('is not an event stream address')).toBeVisible();
  expect(await objections(page)).toEqual([]);
  await takeScreens(page, 'source-dialog');
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'Discard' }).click();
  await expect(dialog).toBeHidden();
});

for (const [key, view, sign] of [
  ['Control+1', 'stream', 'Following'],
  ['Control+2', 'connections', 'Readings'],
  ['Control+3', 'notifications', 'Inbox'],
  ['Control+4', 'server', 'Demo generators'],
  ['Control+,', 'settings', 'Appearance'],
] as const) {
  test(`the ${view} view, wide and narrow`, async () => {
    const { page, app } = running;
    await startDemo(page);
    await page.keyboard.press(key);
    await expect(page.getByText(sign).first()).toBeVisible();
    expect(await objections(page)).toEqual([]);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1_024, 700));
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBeLessThan(1_100);
    expect(await objections(page)).toEqual([]);
    await takeScreens(page, `${view}-1024`);
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1_440, 900));
    await expect.poll(() => page.evaluate(() => window.innerWidth)).toBeGreaterThan(1_300);
  });
}

test('an open event, and the sheet of shortcuts', async () => {
  const { page } = running;
  await startDemo(page);
  await page
    .getByRole('grid', { name: 'Events' })
    .getByRole('row')
    .filter({ hasText: 'order.created' })
    .last()
    .click();
  await expect(page.getByRole('tree', { name: /data/i })).toBeVisible();
  expect(await objections(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Raw' }).click();
  expect(await objections(page)).toEqual([]);
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await objections(page)).toEqual([]);
  await takeScreens(page, 'shortcuts');
});
