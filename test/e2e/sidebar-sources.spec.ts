import { expect, test } from '@playwright/test';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, type RunningApp } from './support/launch';
import { addSource, historyButton, rows } from './support/stream-view';

test.describe('sources of the sidebar', () => {
  let running: RunningApp;
  let server: EventServer;
  test.beforeEach(async () => {
    server = await startEventServer('shop');
    running = await launchApp();
    await addSource(running.page, 'shop', server.url);
  });
  test.afterEach(async () => {
    await running.close();
    await server.close();
  });

  test('a muted source raises no notification, and its events are counted apart from what is filtered out', async () => {
    const { page } = running;
    await server.send(frame(1, 'notification', { title: 'Heard' }));
    await expect(rows(page, 'Heard')).toBeVisible();
    await page.getByRole('button', { name: /^shop, / }).click({ button: 'right' });
    await page.getByRole('menuitem', { name: 'Mute' }).click();
    await server.send(frame(2, 'notification', { title: 'Unheard' }) + frame(3, 'load', { cpu: 1 }));
    await historyButton(page).click();
    await expect(page.getByRole('button', { name: /^Muted/u })).toContainText('3');
    // The row that says that the source is open, since states are not shown.
    await expect(page.getByRole('button', { name: /^Filtered out/u })).toContainText('1');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+3');
    await expect(page.getByText('1, 1 unread, 1 muted')).toBeVisible();
    await expect(page.getByText('Unheard')).toHaveCount(0);
    expect(running.complaints).toEqual([]);
  });

  test('a source is pinned to the top of the sidebar, also after a restart of the window', async () => {
    const { page } = running;
    const other = await startEventServer('other');
    try {
      await addSource(page, 'zebra', other.url);
      const sources = page.getByRole('list', { name: 'Sources' }).locator('.src bdi');
      await expect(sources).toHaveText(['shop', 'zebra']);
      await page.getByRole('button', { name: /^zebra, / }).click({ button: 'right' });
      await page.getByRole('menuitem', { name: 'Pin to the top' }).click();
      await expect(sources).toHaveText(['zebra', 'shop']);
      await page.reload();
      await expect(sources).toHaveText(['zebra', 'shop']);
    } finally {
      await other.close();
    }
  });
});
