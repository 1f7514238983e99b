import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { DEFAULT_SETTINGS, type Settings } from '../../src/shared/settings';
import { objections } from './support/axe';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource, call, grid, rows } from './support/stream-view';

/** More than are kept in memory (20,000): the oldest can come from the disk alone. */
const EVENTS = 21_000;

let running: RunningApp;
let server: EventServer;
let dataPath: string;
let sent = 0;

const order = (n: number): string =>
  frame(n, 'order.paid', {
    n,
    note: `order ${n} of many`,
    ...(n % 2 === 0 && { customer: { account: { userId: `u-${n}` } } }),
    total: n + 0.25,
  });

async function send(count: number): Promise<void> {
  const to = sent + count;
  while (sent < to) {
    const from = sent;
    sent = Math.min(to, sent + 1_000);
    await server.send(Array.from({ length: sent - from }, (_, i) => order(from + 1 + i)).join(''));
  }
  await expect(rows(running.page, `order ${sent} of many`)).toBeVisible({ timeout: 30_000 });
}

test.beforeAll(async () => {
  server = await startEventServer();
  dataPath = await mkdtemp(join(tmpdir(), 'streamgauge-data-'));
  running = await launchApp({ dataPath });
  await addSource(running.page, 'shop', server.url);
  await send(EVENTS);
});
test.afterAll(async () => {
  await running.close();
  await server.close();
  await rm(dataPath, { recursive: true, force: true });
});

const head = (page: Page, name: string): Locator =>
  grid(page).getByRole('columnheader', { name, exact: true });
const edge = (page: Page, name: string): Locator =>
  grid(page).getByRole('separator', { name: `Width of ${name}` });
const heads = (page: Page): Promise<string[]> => grid(page).getByRole('columnheader').allInnerTexts();
const widthOf = async (page: Page, name: string): Promise<number> =>
  Math.round((await head(page, name).boundingBox())!.width);
/** The cell of a row in the column of a field. */
const value = (page: Page, n: number): Locator => rows(page, `order ${n} of many`).locator('.fd');

async function addField(page: Page, path: string): Promise<void> {
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('combobox', { name: 'Field of the payload' }).fill(path);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
}
async function drag(
  page: Page,
  from: Locator,
  to: { readonly x: number; readonly y: number },
): Promise<void> {
  const box = (await from.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move((box.x + to.x) / 2, to.y, { steps: 3 });
  await page.mouse.move(to.x, to.y, { steps: 3 });
  await page.mouse.up();
}
/** The usual columns, nothing selected, at the newest event. */
async function startOver(): Promise<void> {
  const { page } = running;
  await page.getByRole('button', { name: 'Columns' }).click();
  const reset = page.getByRole('button', { name: 'Reset columns' });
  if (await reset.isEnabled()) await reset.click();
  await page.keyboard.press('Escape');
  await expect(reset).toBeHidden();
  await grid(page).focus();
  for (const key of ['Escape', 'Escape', 'End']) await page.keyboard.press(key);
}

test('stream view: a field of the payload is a column, at any depth, of what memory has and what only the disk has', async () => {
  const { page } = running;
  await startOver();
  await addField(page, '**.userId');
  await expect(head(page, 'userId')).toBeVisible();
  const last = sent - (sent % 2);
  await expect(value(page, last)).toHaveText(`u-${last}`);
  await expect(value(page, last - 1)).toHaveText('–');
  await grid(page).focus();
  await page.keyboard.press('Home');
  await expect(value(page, 2)).toHaveText('u-2');
  await expect(value(page, 1)).toHaveText('–');
  await page.keyboard.press('End');
  await send(2);
  await expect(value(page, last + 2)).toHaveText(`u-${last + 2}`);
  await takeScreens(page, 'columns');
});

test('stream view: columns are resized and moved with the pointer', async () => {
  const { page } = running;
  await startOver();
  const before = await widthOf(page, 'Channel');
  const at = (await edge(page, 'Channel').boundingBox())!;
  await drag(page, edge(page, 'Channel'), { x: at.x + at.width / 2 + 60, y: at.y + 8 });
  await expect.poll(() => widthOf(page, 'Channel')).toBe(before + 60);
  await edge(page, 'Channel').dblclick();
  await expect.poll(() => widthOf(page, 'Channel')).toBe(before);
  const target = (await head(page, 'Source').boundingBox())!;
  await drag(page, head(page, 'Type'), { x: target.x + 4, y: target.y + 8 });
  await expect
    .poll(() => heads(page))
    .toEqual(['Time', 'Delta', 'Type', 'Source', 'Channel', 'Id', 'Data', 'Size']);
  await expect(rows(page, 'order ').first().getByRole('gridcell').nth(2)).toHaveText('order.paid');
});

test('stream view: columns are resized, moved, hidden and brought back by keyboard', async () => {
  const { page } = running;
  await startOver();
  await page.keyboard.press('Tab');
  for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowUp');
  await expect(edge(page, 'Time')).toBeFocused();
  for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowDown');
  await expect(edge(page, 'Type')).toBeFocused();
  const before = await widthOf(page, 'Type');
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => widthOf(page, 'Type')).toBe(before + 8);
  await page.keyboard.press('Delete');
  await expect.poll(() => widthOf(page, 'Type')).toBe(before);
  await page.keyboard.press('Alt+ArrowLeft');
  await expect.poll(async () => (await heads(page))[3]).toBe('Type');
  await expect(edge(page, 'Type')).toBeFocused();
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Hide' }).click();
  await expect(head(page, 'Type')).toBeHidden();
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('checkbox', { name: 'Show Type' }).focus();
  await page.keyboard.press('Space');
  await expect(head(page, 'Type')).toBeVisible();
  const time = page.getByRole('checkbox', { name: 'Show Time' });
  await time.focus();
  await page.keyboard.press('Alt+ArrowDown');
  await expect.poll(async () => (await heads(page))[0]).toBe('Delta');
  await expect(time).toBeFocused();
  await page.keyboard.press('Escape');
});

test('stream view: columns that were hidden or reset come back with their widths by Undo', async () => {
  const { page } = running;
  await startOver();
  const undo = async (title: string): Promise<void> => {
    const button = page.locator('.toast', { hasText: title }).getByRole('button', { name: 'Undo' });
    await expect(button).toHaveCount(1); // one of a test before is still on its way out
    await button.click();
  };
  await edge(page, 'Type').focus();
  await page.keyboard.press('ArrowRight');
  const before = await heads(page);
  const width = await widthOf(page, 'Type');
  await head(page, 'Type').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Hide' }).click();
  await expect(head(page, 'Type')).toBeHidden();
  await undo('Column Type hidden.');
  await expect.poll(() => heads(page)).toEqual(before);
  await addField(page, 'total');
  await expect(head(page, 'total')).toBeVisible();
  const own = await heads(page);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('button', { name: 'Reset columns' }).click();
  await page.keyboard.press('Escape');
  await expect(head(page, 'total')).toBeHidden();
  await takeScreens(page, 'columns-undo');
  await undo('Columns reset.');
  await expect.poll(() => heads(page)).toEqual(own);
  expect(await widthOf(page, 'Type')).toBe(width);
});

test('stream view: a table that does not fit scrolls sideways with its heads, and goes on following', async () => {
  const { page } = running;
  await startOver();
  for (const path of ['total', 'note', 'n', 'customer', 'customer.account']) await addField(page, path);
  const size = (): Promise<number> =>
    head(page, 'Size').evaluate((each) => each.getBoundingClientRect().right);
  await grid(page).evaluate((element) => (element.scrollLeft = element.scrollWidth));
  const edgeOf = await grid(page).evaluate((element) => element.getBoundingClientRect().right);
  await expect.poll(size).toBeLessThanOrEqual(edgeOf);
  await expect(page.getByRole('button', { name: /^Following/u })).toBeVisible();
  await send(2);
  await takeScreens(page, 'columns-sideways');
  await grid(page).evaluate((element) => (element.scrollLeft = 0));
  await head(page, 'note').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remove column' }).click();
  await expect(head(page, 'note')).toBeHidden();
});

test('stream view: columns are those of the source that is looked at alone, and outlive a restart', async () => {
  await startOver();
  const all = await heads(running.page);
  await running.page.getByRole('button', { name: /^shop/u }).first().click();
  await addField(running.page, 'total');
  await expect(head(running.page, 'total')).toBeVisible();
  await running.close();
  running = await launchApp({ dataPath });
  const { page } = running;
  await expect.poll(() => heads(page)).toEqual(all);
  await page.getByRole('button', { name: /^shop/u }).first().click();
  await expect(head(page, 'total')).toBeVisible();
  await expect(value(page, sent).last()).toHaveText(`${sent}.25`);
  await page.getByRole('button', { name: 'Columns' }).click();
  await page.getByRole('button', { name: 'Reset columns' }).click();
  await page.keyboard.press('Escape');
  await expect.poll(() => heads(page)).toEqual(all);
});

test('stream view: the time column says a clock time, an age, or the time since the row before', async () => {
  const { page } = running;
  const set = (part: Partial<Settings>): Promise<void> =>
    call(page, 'settings.save', { ...DEFAULT_SETTINGS, ...part });
  await startOver();
  const time = rows(page, `order ${sent} of many`).locator('.tm');
  await expect(time).toHaveText(/^\d\d:\d\d:\d\d\.\d{3}$/u);
  await set({ rowTime: 'relative' });
  await expect(time).toHaveText(/^\d+ s$|^\d+ m$/u);
  const before = await time.textContent();
  await expect(time).not.toHaveText(before!);
  await expect(head(page, 'Age')).toBeVisible();
  await set({ rowTime: 'delta' });
  await expect(time).toHaveText(/^\+/u);
  await set({});
});

test('stream view: a row can be opened without a pause, and the end can follow again, where the settings want it', async () => {
  const { page } = running;
  const following = page.getByRole('button', { name: /^Following/u });
  await startOver();
  await rows(page, `order ${sent} of many`).click();
  await expect(following).toBeHidden();
  await call(page, 'settings.save', { ...DEFAULT_SETTINGS, pauseOnSelect: false, followAtEnd: true });
  await startOver();
  await expect(following).toBeVisible();
  await rows(page, `order ${sent - 1} of many`).click();
  await expect(rows(page, `order ${sent - 1} of many`)).toHaveAttribute('aria-selected', 'true');
  await expect(following).toBeVisible();
  await grid(page).hover();
  await page.mouse.wheel(0, -600);
  await expect(following).toBeHidden();
  await page.mouse.wheel(0, 5_000);
  await expect(following).toBeVisible();
  expect(running.complaints).toEqual([]);
});

test('stream view: axe finds nothing in chosen columns, their menu and their list, in either theme', async () => {
  test.setTimeout(120_000); // axe looks at every cell of every row
  const { page } = running;
  await startOver();
  await addField(page, '**.userId');
  await addField(page, 'total');
  expect(await objections(page, '.tarea')).toEqual([]);
  await head(page, 'total').click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Remove column' })).toBeVisible();
  expect(await objections(page, '[role=menu]')).toEqual([]);
  await page.getByRole('menuitem', { name: 'Choose columns…' }).click();
  const field = page.getByRole('combobox', { name: 'Field of the payload' });
  await expect(field).toBeFocused();
  await field.fill('not a path');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toContainText('This is no path');
  await field.fill('**.');
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('option').first()).toHaveAttribute('aria-selected', 'true');
  expect(await objections(page, '.cols')).toEqual([]);
  await takeScreens(page, 'columns-list');
});
