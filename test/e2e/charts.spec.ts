import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource, grid, rows } from './support/stream-view';

let running: RunningApp;
let server: EventServer;
let folder: string;
let sent = 0;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streamgauge-charts-'));
  server = await startEventServer('shop');
  running = await launchApp({ dataPath: join(folder, 'data') });
  sent = 0;
  await addSource(running.page, 'shop', server.url);
});
test.afterEach(async () => {
  await running.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Orders whose totals rise by 10, the amount as a text. */
async function sell(count: number): Promise<void> {
  let text = '';
  for (const to = sent + count; sent < to;) {
    sent += 1;
    text += frame(sent, 'order', { order: { total: 10 * sent, ms: sent % 7 }, amount: `${sent}.5` });
  }
  await server.send(text);
}

const drawer = (page: Page): Locator => page.getByRole('region', { name: 'Charts', exact: true });
const chart = (page: Page, name: string): Locator => drawer(page).getByRole('article', { name, exact: true });
const plot = (page: Page, name: string): Locator => chart(page, name).getByRole('slider');
const value = (page: Page, name: string): Locator =>
  page.getByRole('tree', { name: 'Data' }).getByRole('treeitem').filter({ hasText: name });

/** Opens the newest event in the inspector. */
async function open(page: Page): Promise<void> {
  await expect(rows(page, `total: ${10 * sent}`)).toBeVisible();
  await rows(page, `total: ${10 * sent}`).click();
  await expect(value(page, 'total:')).toBeVisible();
}
/** Pins a number with its key. */
async function pin(page: Page, name: string): Promise<void> {
  await value(page, name).click();
  await page.keyboard.press('p');
}
async function follow(page: Page): Promise<void> {
  await grid(page).focus();
  await page.keyboard.press('End');
}
/** Answers the system's own dialog, which no test can press. */
async function saveTo(path: string): Promise<void> {
  await running.app.evaluate(({ dialog }, chosen) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, path);
}
async function act(page: Page, name: string, action: string): Promise<void> {
  await chart(page, name)
    .getByRole('button', { name: `Actions for ${name}` })
    .click();
  await page
    .getByRole('menuitem', { name: action })
    .or(page.getByRole('menuitemcheckbox', { name: action }))
    .click();
}

test('a number shows its history on hover, is pinned with P, and its chart goes on with what arrives', async () => {
  const { page } = running;
  await sell(30);
  await open(page);
  await value(page, 'total:').getByRole('button', { name: 'Pin order.total to the charts' }).hover();
  await expect(page.getByText('last 30')).toBeVisible();
  await expect(page.getByText('max 300')).toBeVisible();
  await page.mouse.move(5, 5);
  await pin(page, 'total:');
  await expect(plot(page, 'order.total')).toHaveAccessibleName(/last 300 at .*, 10 to 300, 30 points\./u);
  await follow(page);
  await sell(5);
  await expect(chart(page, 'order.total')).toContainText('350');
  await expect(chart(page, 'order.total')).toContainText('max 350');
  await takeScreens(page, 'charts');
  const { violations } = await new AxeBuilder({ page }).setLegacyMode().include('.charts').analyze();
  expect(violations).toEqual([]);
  expect(running.complaints).toEqual([]);
});

test('the crosshair goes over all charts; a drag zooms, a double click goes back, a point opens its event', async () => {
  const { page } = running;
  await sell(10);
  await open(page);
  await pin(page, 'total:');
  await pin(page, 'ms:');
  await expect(plot(page, 'order.ms')).toBeVisible();
  await plot(page, 'order.total').focus();
  await page.keyboard.press('End');
  await expect(plot(page, 'order.total')).toHaveAttribute('aria-valuetext', /order\.total 100$/u);
  await expect(plot(page, 'order.ms')).toHaveAttribute('aria-valuetext', /order\.ms 3 ms$/u);
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('tree', { name: 'Data' })).toContainText('total: 10');

  const box = (await plot(page, 'order.ms').boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + box.width * 0.5, y);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width * 0.75, y, { steps: 4 });
  await page.mouse.up();
  const back = drawer(page).getByRole('button', { name: /^\d\d:\d\d:\d\d to \d\d:\d\d:\d\d$/u });
  await expect(back).toBeVisible();
  await plot(page, 'order.ms').dblclick();
  await expect(back).toBeHidden();
});

test('lines share a chart, are taken out of it, and what is removed comes back with Undo', async () => {
  const { page } = running;
  await sell(10);
  await open(page);
  await pin(page, 'total:');
  await pin(page, 'ms:');
  await act(page, 'order.ms', 'order.total');
  const both = 'order.total, order.ms';
  await expect(chart(page, both)).toBeVisible();
  await expect(plot(page, both)).toHaveAccessibleName(/order\.total: last 100.*order\.ms: last 3 ms/u, {
    timeout: 10_000, // said anew every 5 s
  });
  await act(page, both, 'Points as a table');
  await expect(chart(page, both).getByRole('row')).toHaveCount(21);
  await act(page, both, 'A chart for each line');
  await expect(chart(page, 'order.ms')).toBeVisible();
  await chart(page, 'order.ms').getByRole('button', { name: 'Remove order.ms' }).click();
  await expect(chart(page, 'order.ms')).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(chart(page, 'order.ms')).toBeVisible();
});

test('a number is dragged onto a chart, and its line to a chart of its own and back', async () => {
  const { page } = running;
  await sell(10);
  await open(page);
  await pin(page, 'total:');
  const both = 'order.total, order.ms';
  const line = (of: string): Locator => chart(page, of).getByRole('listitem').filter({ hasText: 'order.ms' });
  await value(page, 'ms:').hover();
  await value(page, 'ms:')
    .getByRole('button', { name: 'Pin order.ms to the charts' })
    .dragTo(plot(page, 'order.total'));
  await expect(chart(page, both)).toBeVisible();
  await expect(value(page, 'ms:').getByRole('button', { name: /order\.ms/u })).toHaveAttribute(
    'aria-pressed',
    'true',
  );

  await line(both).dragTo(drawer(page).getByRole('heading', { name: 'Charts' }));
  await expect(chart(page, 'order.total')).toBeVisible();
  await expect(plot(page, 'order.ms')).toBeVisible();
  await takeScreens(page, 'charts-dragged');

  await line('order.ms').dragTo(chart(page, 'order.total'));
  await expect(chart(page, both)).toBeVisible();
  await expect(drawer(page).getByRole('article')).toHaveCount(1);
  expect(running.complaints).toEqual([]);
});

test('what is dragged over a chart and is no number changes nothing', async () => {
  const { page } = running;
  await sell(10);
  await open(page);
  await pin(page, 'total:');
  await chart(page, 'order.total').evaluate((card) => {
    const dataTransfer = new DataTransfer();
    dataTransfer.setData('application/x-streamgauge-series', '{"path":["order","ms"]}');
    for (const type of ['dragover', 'drop'])
      card.dispatchEvent(new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true }));
  });
  await expect(drawer(page).getByRole('article')).toHaveCount(1);
  await expect(plot(page, 'order.total')).toBeVisible();
  await expect(chart(page, 'order.total')).not.toHaveClass(/is-over/u);
  expect(running.complaints).toEqual([]);
});

test('paused charts stand still; after it they show what came meanwhile', async () => {
  const { page } = running;
  await sell(10);
  await open(page);
  await pin(page, 'total:');
  await expect(chart(page, 'order.total')).toContainText('max 100');
  await drawer(page).getByRole('button', { name: 'Pause' }).click();
  await follow(page);
  await sell(10);
  await expect(rows(page, 'total: 200')).toBeVisible();
  await expect(chart(page, 'order.total')).toContainText('max 100');
  await drawer(page).getByRole('button', { name: 'Resume' }).click();
  await expect(chart(page, 'order.total')).toContainText('max 200');
});

test('a chart is saved as points and as a picture', async () => {
  const { page } = running;
  await sell(10);
  await open(page);
  await pin(page, 'amount:');
  await expect(chart(page, 'amount')).toContainText('max 10.5');
  const csv = join(folder, 'points.csv');
  await saveTo(csv);
  await act(page, 'amount', 'Save points (CSV)…');
  await expect(page.getByText('points.csv is saved.')).toBeVisible();
  const lines = (await readFile(csv, 'utf8')).trimEnd().split('\r\n');
  expect(lines).toHaveLength(11);
  expect(lines[1]).toMatch(/,shop,shop,order,amount,1\.5,\d+$/u);
  const png = join(folder, 'chart.png');
  await saveTo(png);
  await act(page, 'amount', 'Save picture (PNG)…');
  await expect(page.getByText('chart.png is saved.')).toBeVisible();
  const picture = await readFile(png);
  expect(picture.subarray(1, 4).toString('latin1')).toBe('PNG');
  expect(picture.length).toBeGreaterThan(2_000);
  expect(running.complaints).toEqual([]);
});

test('charts come back at the next start, with the numbers of the runs before', async () => {
  await sell(10);
  await open(running.page);
  await pin(running.page, 'total:');
  await expect(chart(running.page, 'order.total')).toContainText('max 100');
  await running.close();
  running = await launchApp({ dataPath: join(folder, 'data') });
  const { page } = running;
  await expect(chart(page, 'order.total')).toContainText('max 100');
  await sell(2);
  await expect(chart(page, 'order.total')).toContainText('max 120');
});
