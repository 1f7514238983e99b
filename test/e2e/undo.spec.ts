import { expect, test, type Locator } from '@playwright/test';
import { openStream } from '../integration/hub/support/open-stream';
import { eventually } from '../support/eventually';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource, call, count, rows } from './support/stream-view';

let running: RunningApp;
let shop: EventServer;
test.beforeEach(async () => {
  shop = await startEventServer('shop');
  running = await launchApp();
});
test.afterEach(async () => {
  await running.close();
  await shop.close();
});

const toast = (text: string | RegExp): Locator =>
  running.page
    .getByRole('status')
    .filter({ hasText: text })
    .filter({ has: running.page.getByRole('button') });

test('the history of a source goes at once, comes back with Undo, and is gone for good after that', async () => {
  const { page } = running;
  await addSource(page, 'web shop', shop.url);
  for (let n = 1; n <= 12; n++) await shop.send(frame(n, 'order.created', { orderId: `o-${n}` }));
  await expect(count(page)).toHaveText('12 events');
  await page.keyboard.press('Control+,');
  await page.getByRole('navigation', { name: 'Settings' }).getByText('History').click();
  const kept = page.getByRole('row').filter({ hasText: 'web shop' });
  const forget = async (): Promise<void> => {
    await kept.getByRole('button', { name: 'Delete the history of web shop' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('It can be undone for 8 seconds.');
    await dialog.getByRole('button', { name: 'Delete events' }).click();
    await expect(kept).toBeHidden();
  };
  await forget();
  const leaving = page.getByRole('list', { name: 'About to be deleted' });
  await expect(leaving).toContainText('web shop');
  await toast(/events of web shop deleted/u)
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(kept).toBeVisible();
  await expect(leaving).toBeHidden();
  await page.keyboard.press('Control+1');
  await expect(count(page)).toHaveText('12 events');
  await expect(rows(page, 'o-12')).toHaveCount(1);

  await page.keyboard.press('Control+,');
  await forget();
  await takeScreens(page, 'undo-history');
  await page.keyboard.press('Control+1');
  await expect(rows(page, 'order.created')).toHaveCount(0);
  await shop.send(frame(13, 'order.created', { orderId: 'o-13' }));
  await expect(count(page)).toHaveText('1 event');
  expect(running.complaints).toEqual([]);
});

test('D2: a revoked token lets nobody in until Undo makes the very same one good again', async () => {
  const { page } = running;
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+4');
  const access = page.getByRole('region', { name: 'Access' });
  await access.getByRole('button', { name: 'New token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('web-dev');
  await page.keyboard.press('Enter');
  const secret = await dialog.getByRole('textbox', { name: 'The token' }).inputValue();
  await dialog.getByRole('button', { name: 'Done' }).click();
  await call(page, 'hub.access', 'all');
  const address = page.getByText(/^127\.0\.0\.1:\d+$/u);
  const port = Number((await address.first().textContent())!.split(':')[1]);
  const headers = { Authorization: `Bearer ${secret}` };
  const stream = await openStream(port, '/events', { headers });
  await stream.first('connected');

  await access.getByRole('button', { name: 'Revoke web-dev' }).click();
  await eventually(() => expect(stream.ended()).toBe(true));
  expect((await openStream(port, '/events', { headers })).status).toBe(401);
  await expect(access.getByText('web-dev')).toBeHidden();
  await takeScreens(page, 'undo-token');
  await toast('web-dev revoked.').getByRole('button', { name: 'Undo' }).click();
  await expect(access.getByText('web-dev')).toBeVisible();
  const again = await openStream(port, '/events', { headers });
  await again.first('connected');
  expect(running.complaints).toEqual([]);
});
