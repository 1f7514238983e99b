import { expect, test, type Page } from '@playwright/test';
import { openStream } from '../integration/hub/support/open-stream';
import { eventually } from '../support/eventually';
import { launchApp, takeScreens, type RunningApp } from './support/launch';

let running: RunningApp;
test.afterEach(() => running.close());

/** Starts the demo from the first screen and opens the Server view. */
async function openServer(): Promise<Page> {
  running = await launchApp();
  const { page } = running;
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'Events' }).getByRole('row').first()).toBeVisible();
  await page.keyboard.press('Control+4');
  await expect(page.getByRole('heading', { name: 'Clients' })).toBeVisible();
  return page;
}

async function portOf(page: Page): Promise<number> {
  const address = page.getByText(/^127\.0\.0\.1:\d+$/);
  return Number((await address.first().textContent())!.split(':')[1]);
}

test('D1, E5: shows who is connected by what, with the channels they listen to, and sends one away', async () => {
  const page = await openServer();
  const stream = await openStream(await portOf(page), '/events?channel=orders/**', {
    headers: { 'User-Agent': 'curl/8.5.0' },
  });
  const client = page.getByRole('row').filter({ hasText: 'curl' });
  await expect(client).toContainText('orders/**');
  await expect(client).toContainText('SSE');
  await expect(page.getByText(/2 connected/)).toBeVisible();
  await takeScreens(page, 'server');
  await client.getByRole('button', { name: /^Disconnect/ }).click();
  await expect(client).toBeHidden();
  await eventually(() => expect(stream.ended()).toBe(true));
  expect(running.complaints).toEqual([]);
});

test('A10, D5: publishes an event with a priority from the composer, and says what became of it', async () => {
  const page = await openServer();
  const stream = await openStream(await portOf(page), '/events?channel=mine/**');
  await stream.first('connected');
  const composer = page.getByRole('region', { name: 'Publish' });
  await composer.getByLabel('Channel').fill('mine/first');
  await composer.getByLabel('Event', { exact: true }).fill('greeting');
  await composer.getByText('High', { exact: true }).click();
  const data = composer.getByRole('textbox', { name: /data/i });
  await data.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('{"hello": "world"');
  await expect(composer.getByText(/line 1|missing|ends/i).first()).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('{"hello": "world"}');
  await expect(composer.getByText(/Valid JSON/)).toBeVisible();
  await page.keyboard.press('Control+Enter');
  const event = await stream.first('greeting');
  expect(JSON.parse(event.data)).toEqual({ hello: 'world' });
  expect(event.channel).toBe('mine/first');
  await expect(composer.getByText(/^Last: id/)).toBeVisible();
  await takeScreens(page, 'server-published');
  stream.close();
});

test('C6: faults act on what is connected, tint their row, and are named in the status bar', async () => {
  const page = await openServer();
  const stream = await openStream(await portOf(page), '/events?channel=demo/counter');
  await stream.first('count');
  const faults = page.getByRole('region', { name: 'Fault injection' });
  await faults.getByRole('switch', { name: 'Delay every event' }).click();
  await faults.getByRole('switch', { name: /event ids/i }).click();
  await expect(page.getByRole('contentinfo').getByText('2 faults on')).toBeVisible();
  await takeScreens(page, 'server-faults');
  await faults.getByRole('button', { name: 'Drop every connection now' }).click();
  await eventually(() => expect(stream.cut()).toBe(true));
  await faults.getByRole('button', { name: 'Clear' }).click();
  await expect(page.getByText('2 faults on')).toBeHidden();
});

test('H5, D2: a token is shown once, lets its owner in, and no longer after it was revoked', async () => {
  const page = await openServer();
  const access = page.getByRole('region', { name: 'Access' });
  await access.getByRole('button', { name: 'New token' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('web-dev');
  await page.keyboard.press('Enter');
  const secret = await dialog.getByRole('textbox', { name: 'The token' }).inputValue();
  expect(secret).toMatch(/^sg_/);
  await takeScreens(page, 'server-token');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await expect(access.getByText('web-dev')).toBeVisible();
  expect(await page.content()).not.toContain(secret);

  await access.getByRole('combobox').click();
  await page.getByRole('option').last().click();
  const port = await portOf(page);
  await eventually(async () => expect((await openStream(port)).status).toBe(401));
  const headers = { Authorization: `Bearer ${secret}` };
  const stream = await openStream(port, '/events', { headers });
  await stream.first('connected');
  // The window's own source goes on.
  await expect(page.getByText('1 open')).toBeVisible();
  await access.getByRole('button', { name: 'Revoke web-dev' }).click();
  await eventually(() => expect(stream.ended()).toBe(true));
  expect(running.complaints).toEqual([]);
});

test('records what arrives, plays it again, and undoes a removal', async () => {
  const page = await openServer();
  const recordings = page.getByRole('region', { name: 'Recordings' });
  await page.getByRole('button', { name: /^Record/ }).click();
  await expect(page.getByRole('button', { name: /^Stop at/ })).toBeVisible();
  const recorded = page.getByRole('button', { name: /^Stop at 00:0[2-9]/ });
  await expect(recorded).toBeVisible({ timeout: 15_000 });
  await recorded.click();
  await expect(recordings.getByText(/events/).first()).toBeVisible();
  await recordings.getByRole('button', { name: /^Play / }).click();
  await expect(recordings.getByRole('progressbar')).toBeVisible();
  await takeScreens(page, 'server-recording');
  await recordings.getByRole('button', { name: /^Stop playing/ }).click();
  await recordings.getByRole('button', { name: /^More for/ }).click();
  await page.getByRole('menuitem', { name: /remove/i }).click();
  await expect(recordings.getByRole('button', { name: /^Play / })).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(recordings.getByRole('button', { name: /^Play / })).toBeVisible();
});
