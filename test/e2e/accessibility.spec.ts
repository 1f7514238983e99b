import { expect, test, type Page } from '@playwright/test';
import { objections } from './support/axe';
import { launchApp, takeScreens, type RunningApp } from './support/launch';

test.setTimeout(120_000); // axe looks at every cell of every row

let running: RunningApp;
test.beforeAll(async () => {
  running = await launchApp();
});
test.afterAll(() => running.close());

/** Makes the window so wide, and as high as that calls for. */
async function setWidth(width: 1_024 | 1_440): Promise<void> {
  const { app, page } = running;
  const height = width === 1_024 ? 700 : 900;
  await app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setSize(...size), [
    width,
    height,
  ] as [number, number]);
  const inner = expect.poll(() => page.evaluate(() => window.innerWidth));
  await (width === 1_024 ? inner.toBeLessThan(1_100) : inner.toBeGreaterThan(1_300));
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
    const { page } = running;
    await startDemo(page);
    await page.keyboard.press(key);
    await expect(page.getByText(sign).first()).toBeVisible();
    expect(await objections(page)).toEqual([]);
    await setWidth(1_024);
    expect(await objections(page)).toEqual([]);
    await takeScreens(page, `${view}-1024`);
    await setWidth(1_440);
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
  expect(await objections(page, '.insp-slot')).toEqual([]);
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  expect(await objections(page, '[role=dialog]')).toEqual([]);
  await takeScreens(page, 'shortcuts');
  await page.keyboard.press('Escape');
});

test('the query bar: suggestions, a query that cannot be read, saved queries', async () => {
  const { page } = running;
  await startDemo(page);
  const field = page.getByRole('search').getByRole('combobox');
  await field.fill('lev');
  await expect(page.getByRole('listbox', { name: 'Suggestions' })).toBeVisible();
  expect(await objections(page, '.qbar')).toEqual([]);
  await field.fill('level:error) x');
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.press('Escape');
  expect(await objections(page, '.qbar')).toEqual([]);
  await field.fill('level:>=info');
  await page.keyboard.press('Control+s');
  await expect(page.getByLabel('Name of this query')).toBeVisible();
  expect(await objections(page, '.sq')).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Highlight instead of filter' }).click();
  await expect(page.getByRole('button', { name: 'Next match' })).toBeVisible();
  expect(await objections(page, '.qbar')).toEqual([]);
  await page.getByRole('button', { name: 'Highlight instead of filter' }).click();
  await page.getByRole('button', { name: 'Clear the query' }).click();
});

test('counters, export, related events, the time cursor, and the removal of a source', async () => {
  const { page } = running;
  await startDemo(page);
  await page
    .getByRole('contentinfo')
    .getByRole('button', { name: /History/u })
    .click();
  await expect(page.getByText('Received since the start')).toBeVisible();
  expect(await objections(page)).toEqual([]);
  await page.keyboard.press('Escape');

  await page.keyboard.press('Control+e');
  await expect(page.getByRole('dialog', { name: 'Export events' })).toBeVisible();
  expect(await objections(page, '[role=dialog]')).toEqual([]);
  await page.keyboard.press('Escape');

  const order = page
    .getByRole('grid', { name: 'Events' })
    .getByRole('row', { name: /order\.created/u })
    .last();
  await order.click({ button: 'right' });
  await page
    .getByRole('menuitem', { name: /^Highlight related/u })
    .first()
    .click();
  await expect(page.getByRole('region', { name: 'Related events' })).toBeVisible();
  await order.click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Channels as they were then' }).click();
  await expect(page.getByRole('region', { name: 'Time cursor' })).toBeVisible();
  expect(await objections(page, '.joinbar', '.sidebar')).toEqual([]);
  await setWidth(1_024);
  await takeScreens(page, 'related-1024');
  await setWidth(1_440);
  await page.getByRole('button', { name: 'Live' }).click();
  await page.getByRole('button', { name: 'Stop highlighting related events' }).click();

  await page.getByRole('listitem').filter({ hasText: 'local demo' }).hover();
  await page.getByRole('button', { name: 'More for local demo' }).click();
  await page.getByRole('menuitem', { name: 'Remove source' }).click();
  await expect(page.getByRole('dialog', { name: 'Remove local demo?' })).toBeVisible();
  expect(await objections(page, '[role=dialog]')).toEqual([]);
  await page.keyboard.press('Escape');
});
