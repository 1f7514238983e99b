/** The way of an update in the real app: from a server on this machine to the program that is started in its place. */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { UpdateServer } from '../integration/updates/update-server';
import { launchApp, takeScreens } from './support/launch';

let folder: string;
let server: UpdateServer;
const appImage = (): string => join(folder, 'Streamgauge.AppImage');

async function openAbout(page: Page): Promise<void> {
  await page.keyboard.press('Control+,');
  await page.getByRole('navigation', { name: 'Settings' }).getByText('About').click();
}

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streamgauge-update-'));
  server = await UpdateServer.start();
  await writeFile(appImage(), 'the program that runs');
  await writeFile(join(folder, 'app-update.yml'), 'provider: generic\nupdaterCacheDirName: pending\n');
});
test.afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

test('an update is refused with a bad signature, then found, fetched, and started in place of the app', async () => {
  const marker = join(folder, 'started');
  const program = Buffer.from(`#!/bin/sh\necho started > '${marker}'\n${'#'.repeat(200_000)}\n`);
  server.release('latest', '9.9.9', program);
  const list = [...server.files.keys()].find((name) => name.endsWith('.yml')) ?? '';
  const good = server.files.get(list) ?? '';
  server.files.set(list, good.toString().replace('9.9.9', '9.9.8'));
  const { app, page } = await launchApp({
    dataPath: folder,
    env: {
      APPIMAGE: appImage(),
      STREAMGAUGE_UPDATE_URL: server.url,
      STREAMGAUGE_UPDATE_KEY: server.key,
    },
  });
  await openAbout(page);
  const pane = page.locator('[data-setting="updates"]');
  const status = page.locator('.upd');

  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(pane.getByRole('alert')).toHaveText(
    'The update is not signed by the makers of Streamgauge and was not taken. Nothing was installed. Somebody may have changed the files on the update server.',
  );

  server.files.set(list, good);
  await page.getByRole('button', { name: 'Check now' }).click();
  await expect(status).toContainText('Streamgauge 9.9.9 is there.');
  await expect(pane.getByRole('alert')).toBeHidden();

  server.hold();
  await status.getByRole('button', { name: 'Download' }).click();
  await expect(status.getByRole('progressbar')).toBeVisible();
  await takeScreens(page, 'update-downloading');
  await status.getByRole('button', { name: 'Cancel' }).click();
  await expect(status).toContainText('Streamgauge 9.9.9 is there.');

  server.letGo();
  await status.getByRole('button', { name: 'Download' }).click();
  await expect(status).toContainText('Streamgauge 9.9.9 is ready.');
  await takeScreens(page, 'update-ready');
  expect(readFileSync(appImage(), 'utf8')).toBe('the program that runs');

  const ended = app.waitForEvent('close');
  await status.getByRole('button', { name: 'Restart to update' }).click();
  await ended;
  expect(readFileSync(appImage()).equals(program)).toBe(true);
  await expect.poll(() => existsSync(marker)).toBe(true);
});

test('a checkout asks nobody for updates, and says why', async () => {
  const running = await launchApp();
  try {
    const { page } = running;
    await openAbout(page);
    await expect(page.locator('.upd')).toHaveText('This is a checkout: it is updated with Git.');
    await expect(page.getByRole('button', { name: 'Check now' })).toHaveCount(0);
  } finally {
    await running.close();
  }
});
