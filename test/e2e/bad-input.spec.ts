import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { startRawSseServer, STREAM_HEAD } from '../support/raw-sse-server';
import { launchApp } from './support/launch';

async function dataFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'streamgauge-data-'));
}

test('F1: a damaged file is set aside with a notice, and the app starts', async () => {
  const dataPath = await dataFolder();
  await writeFile(join(dataPath, 'sources.json'), '{"version": 1, "sources": [{"id"');
  const running = await launchApp({ dataPath });
  await expect(
    running.page.getByText(/sources\.json.*(could not be read|set aside|damaged)/).first(),
  ).toBeVisible();
  expect((await readdir(dataPath)).some((name) => name.startsWith('sources.json.corrupt-'))).toBe(true);
  await expect(running.page.getByRole('button', { name: 'Start the local demo' })).toBeVisible();
  await running.close();
  await rm(dataPath, { recursive: true, force: true });
});

test('a port that is taken gets a sentence in the server view, and the rest goes on', async () => {
  const taken = net.createServer().listen(0, '127.0.0.1');
  await new Promise((listening) => taken.once('listening', listening));
  const { port } = taken.address() as net.AddressInfo;
  const running = await launchApp();
  const { page } = running;
  await page.keyboard.press('Control+,');
  await page.getByRole('button', { name: 'Local hub' }).click();
  await page.getByLabel('Port').fill(String(port));
  await page.getByLabel('Port').press('Tab');
  await page.keyboard.press('Control+4');
  await page.getByRole('switch', { name: /hub/i }).click();
  await expect(page.getByText(`Port ${port} on 127.0.0.1 is already in use`).first()).toBeVisible();
  await page.keyboard.press('Control+1');
  await expect(page.getByRole('button', { name: 'Start the local demo' })).toBeVisible();
  await running.close();
  taken.close();
});

test('hostile text stays text, and one broken source leaves the others alone', async () => {
  const marks = '<img src=x onerror=alert(1)> {{constructor}} \u202Eevil';
  const hostile = await startRawSseServer(({ socket }) =>
    socket.write(
      `${STREAM_HEAD}event: <b>bold</b>\nid: "><script>\ndata: ${JSON.stringify({ level: 'error', title: marks })}\n\ndata: not json {\n\n`,
    ),
  );
  const html = await startRawSseServer(({ socket }) =>
    socket.end('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<h1>Sign in</h1>'),
  );
  const running = await launchApp();
  const { page } = running;
  for (const [name, url] of [
    ['hostile', hostile.url],
    ['login', html.url],
    ['nowhere', 'http://nowhere.invalid/stream'],
  ] as const) {
    await page.keyboard.press('Control+n');
    const dialog = page.getByRole('dialog', { name: 'Add a source' });
    await dialog.getByLabel('URL').fill(url);
    await dialog.getByLabel('Name', { exact: true }).fill(name);
    await dialog.getByRole('button', { name: 'Add source' }).click();
    await expect(dialog).toBeHidden();
  }
  const grid = page.getByRole('grid', { name: 'Events' });
  await expect(grid.getByRole('row').filter({ hasText: '<b>bold</b>' })).toHaveCount(1);
  await expect(grid.getByRole('row').filter({ hasText: 'not json {' })).toHaveCount(1);
  await grid.getByRole('row').filter({ hasText: '<b>bold</b>' }).click();
  await expect(page.getByText('<img src=x onerror=alert(1)>').first()).toBeVisible();
  expect(await page.locator('img, script:not([src])').count()).toBe(0);

  await page.keyboard.press('Control+2');
  const list = page.getByRole('listbox', { name: 'Connections' });
  await list.getByText('login', { exact: true }).click();
  await expect(
    page.getByText('login answered text/html instead of text/event-stream.').first(),
  ).toBeVisible();
  await list.getByText('nowhere', { exact: true }).click();
  await expect(page.getByText(/The name nowhere\.invalid of nowhere/).first()).toBeVisible();
  // It answers a WebSocket's handshake with a stream too.
  await expect(page.getByText('1 fallback')).toBeVisible();
  expect(running.complaints).toEqual([]);
  await running.close();
  await hostile.close();
  await html.close();
});
