import { expect, test, type Locator } from '@playwright/test';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource, channels, count, grid, rows } from './support/stream-view';

let running: RunningApp;
let shop: EventServer;

const order = (id: number, channel: string, type = 'order.paid'): string =>
  frame(id, type, { channel, total: id });

test.beforeAll(async () => {
  shop = await startEventServer('shop');
  running = await launchApp();
  const { page } = running;
  await addSource(page, 'web shop', shop.url);
  for (const [i, channel] of ['orders/eu', 'orders/us', 'logs/api', 'logs/worker'].entries())
    await shop.send(order(i + 1, channel));
  await expect(line('worker')).toBeVisible();
});
test.afterAll(async () => {
  expect(running.complaints).toEqual([]);
  await running.close();
  await shop.close();
});

const tree = (): Locator => channels(running.page);
/** The line of a channel, by what it is called in the tree. */
const line = (name: string): Locator =>
  tree()
    .getByRole('treeitem')
    .filter({ has: running.page.locator('bdi', { hasText: new RegExp(`^${name}$`, 'u') }) });
const names = (): Locator => tree().locator('.tr-n');
const filterField = (): Locator => running.page.getByRole('textbox', { name: 'Filter sources and channels' });
async function chooseFor(target: Locator, entry: string): Promise<void> {
  await target.click({ button: 'right' });
  await running.page.getByRole('menuitem', { name: entry }).click();
}

test('typing anywhere in the sidebar filters it, first letter included, and Esc goes back', async () => {
  const { page } = running;
  await tree().focus();
  await page.keyboard.type('logs wo');
  await expect(filterField()).toHaveValue('logs wo');
  await expect(names()).toHaveText(['logs', 'worker']);
  await expect(page.getByRole('complementary').getByText('1 of 4', { exact: true })).toBeVisible();
  await expect(tree().locator('mark')).toHaveText(['logs', 'wo']);
  await takeScreens(page, 'channel-filter');
  await page.keyboard.press('Escape');
  await expect(filterField()).toHaveCount(0);
  await expect(tree()).toBeFocused();
  await expect(names()).toHaveText(['logs', 'api', 'worker', 'orders', 'eu', 'us']);

  await page.getByRole('button', { name: /^web shop/u }).focus();
  await page.keyboard.type('web');
  await expect(filterField()).toHaveValue('web');
  await expect(page.getByRole('button', { name: /^web shop/u })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^web shop/u })).toBeFocused();

  // In the event list single letters are shortcuts.
  await grid(page).focus();
  await page.keyboard.press('w');
  await expect(filterField()).toHaveCount(0);
});

test('a muted branch leaves the list but is received, and one click shows it', async () => {
  const { page } = running;
  await chooseFor(line('logs'), 'Mute');
  await expect(rows(page, 'worker')).toHaveCount(0);
  await expect(rows(page, 'orders/eu')).toHaveCount(1);
  await expect(page.getByText('2 channels muted, 2 events')).toBeVisible();
  await shop.send(order(5, 'logs/api'));
  await shop.send(order(6, 'orders/eu'));
  await expect(rows(page, 'orders/eu')).toHaveCount(2);
  await expect(page.getByText('2 channels muted, 3 events')).toBeVisible();
  await expect(rows(page, 'logs/api')).toHaveCount(0);
  await takeScreens(page, 'channel-muted');

  const show = page.getByRole('button', { name: 'Show muted events in the list' });
  await show.click();
  await expect(rows(page, 'logs/api')).toHaveCount(2);
  await show.click();
  await expect(rows(page, 'logs/api')).toHaveCount(0);

  // Asked for by name it shows, as long as it is asked for.
  await line('worker').click();
  await expect(rows(page, 'logs/worker')).toHaveCount(1);
  await line('worker').click();
  await expect(rows(page, 'logs/worker')).toHaveCount(0);

  await chooseFor(line('logs'), 'Unmute');
  await expect(rows(page, 'logs/worker')).toHaveCount(1);
  await page.getByRole('button', { name: 'Undo' }).last().click();
  await expect(rows(page, 'logs/worker')).toHaveCount(0);
  await chooseFor(line('logs'), 'Unmute');
  await expect(count(page)).toHaveText('6 events');
});

test('a pinned channel stays at the top of the tree', async () => {
  const { page } = running;
  await tree().focus();
  for (const key of ['End', 'Alt+p']) await page.keyboard.press(key);
  await expect(names().first()).toHaveText('orders/us');
  await page.keyboard.press('Home');
  await page.keyboard.press('Shift+F10');
  await page.getByRole('menuitem', { name: 'Unpin' }).click();
  await expect(names().first()).toHaveText('logs');
  await expect(tree()).toBeFocused();
});

test('keys open, close and choose branches, one or several', async () => {
  const { page } = running;
  await tree().focus();
  for (const key of ['Home', 'ArrowLeft']) await page.keyboard.press(key);
  await expect(line('logs')).toHaveAttribute('aria-expanded', 'false');
  await expect(line('logs')).toContainText('2 channels, 3 events');
  for (const key of ['ArrowDown', 'ArrowLeft', '*']) await page.keyboard.press(key);
  await expect(names()).toHaveText(['logs', 'api', 'worker', 'orders', 'eu', 'us']);
  for (const key of ['Home', 'Enter', 'End', 'Alt+Enter']) await page.keyboard.press(key);
  await expect(line('logs')).toHaveAttribute('aria-selected', 'true');
  await expect(line('us')).toHaveAttribute('aria-selected', 'true');
  await expect(count(page)).toHaveText(/^4 of \d+$/u);
  for (const key of ['Enter', 'Enter']) await page.keyboard.press(key);
  await expect(count(page)).toHaveText('6 events');
});

test('a channel can be excluded, and its latest event looked at, from its menu', async () => {
  const { page } = running;
  await chooseFor(line('orders'), 'Exclude in the query');
  await expect(rows(page, 'orders/')).toHaveCount(0);
  await expect(rows(page, 'logs/')).toHaveCount(3);
  await page.getByRole('button', { name: 'Clear the query' }).click();
  await chooseFor(line('worker'), 'Inspect latest event');
  await expect(grid(page).getByRole('row', { selected: true })).toContainText('logs/worker');
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeVisible();
});

test('many types are behind one chip, with a search', async () => {
  const { page } = running;
  const kinds = 30;
  for (let i = 0; i < kinds; i++) await shop.send(order(10 + i, 'orders/eu', `kind.${i}`));
  await page.getByRole('button', { name: /\d+ more event types/u }).click();
  const search = page.getByRole('combobox', { name: 'Search types' });
  await expect(search).toBeFocused();
  await search.fill('kind.29');
  await expect(page.getByRole('option')).toHaveCount(1);
  await takeScreens(page, 'type-picker');
  await page.keyboard.press('Enter');
  await grid(page).focus();
  await page.keyboard.press('End');
  await expect(rows(page, 'kind.29')).toHaveCount(1);
  await expect(rows(page, 'kind.28')).toHaveCount(0);
});
