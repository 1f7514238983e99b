import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator } from '@playwright/test';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource, channels, chooseForRow, count, grid, historyButton, rows } from './support/stream-view';

let running: RunningApp;
let shop: EventServer;
let depot: EventServer;

test.beforeAll(async () => {
  shop = await startEventServer('shop');
  depot = await startEventServer('depot');
  running = await launchApp();
  const { page } = running;
  await addSource(page, 'web shop', shop.url);
  await addSource(page, 'depot', depot.url);
  await shop.send(frame(1, 'order.created', { orderId: 'o-17', channel: 'orders/eu', total: 129.9 }));
  await expect(rows(page, 'o-17')).toHaveCount(1);
  await shop.send(frame(2, 'order.created', { orderId: 'o-18', channel: 'orders/eu', total: 12 }));
  await shop.send(frame(3, 'log', '{"text": "cut off in the'));
  await shop.send(frame(4, 'log', '[1, 2,, 3]'));
  await expect(rows(page, 'log')).toHaveCount(2);
  await depot.send(frame(1, 'parcel.packed', { channel: 'parcels/eu', parcel: { orderId: 'o-17' } }));
  await depot.send(frame(2, 'parcel.packed', { channel: 'parcels/eu', orderId: 'o-17', shelf: 4 }));
  await depot.send(frame(3, 'parcel.packed', { channel: 'parcels/eu', orderId: 'o-19', shelf: 9 }));
  await expect(rows(page, 'parcel.packed')).toHaveCount(3);
  await expect(historyButton(page)).toContainText('kB');
});
test.afterAll(async () => {
  await running.close();
  await shop.close();
  await depot.close();
});
test.beforeEach(async () => {
  const { page } = running;
  const clear = page.getByRole('button', { name: 'Clear the query' });
  if (await clear.isVisible()) await clear.click();
  await grid(page).focus();
  for (const key of ['Escape', 'Escape', 'End']) await page.keyboard.press(key);
});

const selected = (): Locator => grid(running.page).getByRole('row', { selected: true });
const toast = (text: string | RegExp): Locator =>
  running.page
    .getByRole('status')
    .filter({ hasText: text })
    .filter({ has: running.page.getByRole('button') });

test('counters: each figure shows its events', async () => {
  const { page } = running;
  const open = async (): Promise<Locator> => {
    await historyButton(page).click();
    const counters = page.getByRole('dialog', { name: /^History/u });
    await expect(counters).toBeVisible();
    return counters;
  };
  let counters = await open();
  await expect(counters.getByRole('button', { name: 'Received since the start 7' })).toBeVisible();
  await expect(counters.getByRole('button', { name: 'Shown 7' })).toBeVisible();
  await expect(counters.getByRole('button', { name: /^Let go 0/u })).toBeDisabled();
  await takeScreens(page, 'history-counters');
  await counters.getByRole('button', { name: 'Broken JSON 2' }).click();
  await expect(counters).toBeHidden();
  await expect(count(page)).toHaveText(/^2 of \d+$/u);
  await expect(grid(page).getByRole('img', { name: /^Starts like JSON and is none/u })).toHaveCount(2);
  await takeScreens(page, 'history-broken-json');

  counters = await open();
  await counters.getByRole('button', { name: /^Filtered out \d+/u }).click();
  await expect(rows(page, 'order.created')).toHaveCount(2);
  await expect(rows(page, 'log')).toHaveCount(0);
  await expect(count(page)).toHaveText(/^7 of 9$/u);

  counters = await open();
  await counters.getByRole('button', { name: /^In the history \d+/u }).click();
  await expect(count(page)).toHaveText('7 events');
});

test('join key: events with the same value are highlighted over sources, one leads to the next', async () => {
  const { page } = running;
  await chooseForRow(page, rows(page, 'o-17').first(), /^Highlight related \(.*o-17/u);
  const bar = page.getByRole('region', { name: 'Related events' });
  await expect(bar.getByRole('button', { name: '2 events in 2 sources' })).toBeVisible();
  await expect(grid(page).locator('.is-marked')).toHaveCount(2);
  await takeScreens(page, 'history-join');
  await bar.getByRole('button', { name: 'Next related event' }).click();
  await expect(selected()).toContainText('shelf: 4');
  await bar.getByRole('button', { name: 'Show only related events' }).click();
  await expect(count(page)).toHaveText(/^2 of \d+$/u);
  await expect(rows(page, /o-18|o-19/u)).toHaveCount(0);
  await bar.getByRole('button', { name: 'Stop highlighting related events' }).click();
  await expect(bar).toBeHidden();
});

test('time cursor: the channels are shown as they were when an event came, and go back to what is now', async () => {
  const { page } = running;
  const channel = (name: string): Locator =>
    channels(page).getByRole('treeitem').filter({ hasText: name }).first();
  await expect(channel('parcels')).toBeVisible();
  await chooseForRow(page, rows(page, 'o-18').first(), 'Channels as they were then');
  const cursor = page.getByRole('region', { name: 'Time cursor' });
  await expect(cursor).toBeVisible();
  await expect(channel('parcels')).toBeHidden();
  await expect(channel('orders')).toContainText('2');
  await takeScreens(page, 'history-time-cursor');
  await cursor.getByRole('button', { name: 'One event back' }).click();
  await expect(selected()).toContainText('o-17');
  await expect(channel('orders')).toContainText('1');
  await cursor.getByRole('button', { name: 'Live' }).click();
  await expect(cursor).toBeHidden();
  await expect(channel('parcels')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Following. Pause the view' })).toBeVisible();
});

test('import: File, Open reads a capture; it is listed, its rows show, and a deleted one comes back', async () => {
  const { page, app } = running;
  const folder = await mkdtemp(join(tmpdir(), 'streamgauge-files-'));
  const path = join(folder, 'night.sse');
  await writeFile(path, frame(1, 'night.tick', { n: 1 }) + frame(2, 'night.tick', { n: 2 }));
  await app.evaluate(({ dialog, Menu }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    const file = Menu.getApplicationMenu()?.items.find(({ label }) => label === 'File');
    file?.submenu?.items.find(({ label }) => label === 'Open…')?.click();
  }, path);
  const captures = page.getByRole('list', { name: 'Captures' });
  const capture = captures.getByRole('button', { name: /^night, Event stream, 2 events/u });
  await expect(capture).toBeVisible();
  await capture.click();
  await expect(count(page)).toHaveText(/^2 of \d+$/u);
  await expect(rows(page, 'night.tick')).toHaveCount(2);
  await takeScreens(page, 'history-capture');

  await capture.press('Delete');
  await expect(captures).toBeHidden();
  await toast('night deleted.').getByRole('button', { name: 'Undo' }).click();
  await expect(capture).toBeVisible();
  await expect(rows(page, 'night.tick')).toHaveCount(2);
  await rm(folder, { recursive: true });
});

test('retention: cleared history comes back with Undo', async () => {
  const { page } = running;
  const shown = await rows(page, /order|parcel/u).count();
  await page.getByRole('button', { name: 'Events: open, export, clear' }).click();
  await page.getByRole('menuitem', { name: 'Clear history' }).click();
  await expect(page.getByText('No events yet')).toBeVisible();
  await expect(toast(/^.*History cleared, \d+ events\./u)).toBeVisible();
  await takeScreens(page, 'history-cleared');
  await shop.send(frame(5, 'order.created', { orderId: 'o-20', channel: 'orders/eu' }));
  await expect(rows(page, 'o-20')).toHaveCount(1);
  await toast(/History cleared/u)
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(rows(page, /order|parcel/u)).toHaveCount(shown + 1);
  await expect(page.getByText('The history is back.')).toBeVisible();
});

test('retention: removing a source offers to delete its history, and deletes nothing else', async () => {
  const { page } = running;
  const source = page
    .getByRole('list', { name: 'Sources' })
    .getByRole('listitem')
    .filter({ hasText: 'depot' });
  await source.hover();
  await source.getByRole('button', { name: 'More for depot' }).click();
  await page.getByRole('menuitem', { name: 'Remove source' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove depot?' });
  await expect(dialog.getByText(/Delete its history too \(\d+ events, .+B\)/u)).toBeVisible();
  await dialog.getByRole('checkbox').click();
  await takeScreens(page, 'history-remove-source');
  await dialog.getByRole('button', { name: 'Remove source' }).click();
  await expect(source).toBeHidden();
  // As long as it can be undone nothing is deleted.
  await expect(rows(page, 'parcel.packed')).toHaveCount(3);
  await expect(rows(page, 'parcel.packed')).toHaveCount(0, { timeout: 15_000 });
  await expect(rows(page, 'o-18')).toHaveCount(1);
  expect(running.complaints).toEqual([]);
});
