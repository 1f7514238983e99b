import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { NCHAN_HEADERS, startNchan, type Nchan } from '../support/nchan';
import { launchApp, takeScreens, type RunningApp } from './support/launch';

const rows = (page: Page, text: string | RegExp): Locator =>
  page.getByRole('grid', { name: 'Events' }).getByRole('row').filter({ hasText: text });
const sourceOf = (page: Page, name: string): Locator => page.getByRole('listitem').filter({ hasText: name });

/** Adds a source through the dialog, as a person would. Followed by SSE alone, unless `strategy` says otherwise. */
async function addSource(
  page: Page,
  url: string,
  name: string,
  headers: Readonly<Record<string, string>>,
  strategy: 'Auto' | 'SSE' = 'SSE',
): Promise<void> {
  await page.keyboard.press('Control+n');
  const dialog = page.getByRole('dialog', { name: 'Add a source' });
  await dialog.getByLabel('URL').fill(url);
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByRole('radio', { name: strategy }).click();
  for (const [header, value] of Object.entries(headers)) {
    await dialog.getByRole('button', { name: 'Add header' }).click();
    await dialog.getByLabel('Header name').last().fill(header);
    await dialog.getByLabel(`Value of ${header}`).fill(value);
  }
  await dialog.getByRole('button', { name: 'Add source' }).click();
  await expect(dialog).toBeHidden();
}

test.describe('the main job', () => {
  let running: RunningApp;
  test.afterEach(() => running.close());

  test('A1, A2: first run, Enter starts the demo: events, channels and notifications within 10 s', async () => {
    running = await launchApp();
    const { page } = running;
    await expect(page.getByRole('heading', { name: 'No streams yet' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Start the local demo' })).toBeFocused();
    await takeScreens(page, 'first-run');

    const startedAt = Date.now();
    await page.keyboard.press('Enter');
    const left = (): { timeout: number } => ({ timeout: Math.max(1, 10_000 - (Date.now() - startedAt)) });
    await expect(rows(page, 'demo/counter').first()).toBeVisible(left());
    const channels = page.getByRole('tree', { name: 'Channels' });
    for (const channel of ['demo', 'orders', 'logs', 'NotificationStream']) {
      await expect(channels.getByRole('treeitem').filter({ hasText: channel }).first()).toBeVisible(left());
    }
    await expect(page.getByRole('button', { name: /^Notifications, \d+ unread/ })).toBeVisible(left());
    await expect(page.getByText('1 open')).toBeVisible(left());
    await takeScreens(page, 'demo-stream');

    // A row opens with its data as a tree and its frame as received.
    await rows(page, 'order.created').last().click();
    await expect(page.getByRole('tree', { name: /data/i }).getByText('customer').first()).toBeVisible();
    await takeScreens(page, 'demo-inspector');
    await page.getByRole('tab', { name: 'Raw' }).click();
    await expect(page.getByText('empty line, dispatches the event')).toBeVisible();

    await page.keyboard.press('Control+3');
    await expect(page.getByRole('heading', { name: 'Inbox' })).toBeVisible();
    await takeScreens(page, 'demo-notifications');
    await page.keyboard.press('Control+2');
    await expect(page.getByRole('heading', { name: 'local demo' })).toBeVisible();
    await takeScreens(page, 'demo-connections');
    await page.keyboard.press('Control+4');
    await expect(page.getByRole('heading', { name: 'Local hub' })).toBeVisible();
    await takeScreens(page, 'demo-server');
    await page.keyboard.press('Control+,');
    await expect(page.getByRole('heading', { name: 'Appearance' })).toBeVisible();
    await takeScreens(page, 'settings');
    expect(running.complaints).toEqual([]);
  });
});

test.describe('a server that wants headers', () => {
  let nchan: Nchan;
  let running: RunningApp;
  let dataPath: string;
  test.beforeEach(async () => {
    nchan = await startNchan();
    dataPath = await mkdtemp(join(tmpdir(), 'streamgauge-data-'));
    running = await launchApp({ dataPath });
  });
  test.afterEach(async () => {
    await running.close();
    await nchan.close();
    await rm(dataPath, { recursive: true, force: true });
  });

  test('B1: shows the exact payloads of nginx with nchan, behind Authorization and X-Api-Key', async () => {
    const { page } = running;
    await addSource(page, nchan.subscriberUrl('orders'), 'shop', NCHAN_HEADERS);
    await expect(page.getByText('1 open')).toBeVisible();
    const payload = '{"order":"EU-20417","total":129.90,"note":"<b>ümlaut</b> ☃"}';
    await nchan.publish('orders', payload, 'order.created');
    await expect(rows(page, 'order.created')).toHaveCount(1);
    await rows(page, 'order.created').click();
    await page.getByRole('tab', { name: 'Raw' }).click();
    await page.getByRole('radio', { name: 'Text' }).click();
    await expect(page.getByText(payload)).toBeVisible();
    expect(running.complaints).toEqual([]);
  });

  test('A8: without the right headers it says which source needs credentials, and does not hammer', async () => {
    const { page } = running;
    await addSource(page, nchan.subscriberUrl('orders'), 'shop', { 'X-Api-Key': 'wrong' }, 'Auto');
    await expect(page.getByText('1 needs credentials')).toBeVisible();
    await page.keyboard.press('Control+2');
    await expect(page.getByText('shop refused the credentials (401 Unauthorized).').first()).toBeVisible();
    // Once by WebSocket, which some servers refuse in any way they please, and once by SSE.
    await expect(page.getByRole('row').filter({ hasText: '401' })).toHaveCount(2);
    await expect(page.getByText('1 needs credentials')).toBeVisible();
  });

  test('A5: the server is killed and comes back: the state tells, and no event is lost or doubled', async () => {
    const { page } = running;
    await addSource(page, nchan.subscriberUrl('orders'), 'shop', NCHAN_HEADERS);
    await expect(page.getByText('1 open')).toBeVisible();
    await nchan.publish('orders', '{"step":"alpha"}', 'step');
    await nchan.publish('orders', '{"step":"bravo"}', 'step');
    await expect(rows(page, /alpha|bravo/)).toHaveCount(2);

    await nchan.kill();
    await expect(page.getByText(/1 retrying/)).toBeVisible();
    await expect(sourceOf(page, 'shop').getByText(/retry in/)).toBeVisible();
    await page.keyboard.press('Control+2');
    await expect(
      page
        .getByText(
          /shop (refused the connection|closed the connection|ended the stream)|connection to shop was reset/,
        )
        .first(),
    ).toBeVisible();
    await takeScreens(page, 'retrying');
    await page.keyboard.press('Control+1');

    // nchan's ids count within a second, and start afresh with the server.
    const second = Math.floor(Date.now() / 1_000);
    await expect.poll(() => Math.floor(Date.now() / 1_000)).toBeGreaterThan(second);
    await nchan.start();
    await nchan.publish('orders', '{"step":"charlie"}', 'step');
    await expect(page.getByText('1 open')).toBeVisible({ timeout: 30_000 });
    await nchan.publish('orders', '{"step":"zulu"}', 'step');
    await expect(rows(page, 'zulu')).toHaveCount(1);
    await expect(rows(page, /alpha|bravo|charlie|zulu/)).toHaveText([/alpha/, /bravo/, /charlie/, /zulu/]);
    await expect(rows(page, /reconnected after .*, resumed from id/)).toHaveCount(1);
  });

  test('quit and start again: the source is still there, its secrets are not readable on disk', async () => {
    await addSource(running.page, nchan.subscriberUrl('orders'), 'shop', NCHAN_HEADERS);
    await expect(running.page.getByText('1 open')).toBeVisible();
    await running.close();

    for (const file of await filesBelow(dataPath)) {
      const content = await readFile(file);
      for (const secret of Object.values(NCHAN_HEADERS)) {
        expect(content.includes(secret), `${file} holds a secret`).toBe(false);
        expect(
          content.includes(Buffer.from(secret).toString('base64')),
          `${file} holds a secret as base64`,
        ).toBe(false);
      }
    }
    running = await launchApp({ dataPath });
    const { page } = running;
    await expect(sourceOf(page, 'shop')).toBeVisible();
    await expect(page.getByText('1 needs credentials')).toBeVisible();
    // This machine has no keyring, so the secrets lived for the session only, and the window says what to do.
    await sourceOf(page, 'shop').hover();
    await page.getByRole('button', { name: 'Edit shop' }).click();
    const dialog = page.getByRole('dialog', { name: 'Edit source' });
    await expect(dialog.getByText('Secrets are kept for this session only:')).toBeVisible();
    for (const [header, value] of Object.entries(NCHAN_HEADERS))
      await dialog.getByLabel(`Value of ${header}`).fill(value);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('1 open')).toBeVisible();
  });
});

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const lists = await Promise.all(
    entries.map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesBelow(path);
      return entry.isFile() ? [path] : [];
    }),
  );
  return lists.flat();
}
