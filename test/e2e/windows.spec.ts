import { expect, test, type Page } from '@playwright/test';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource, count, grid, queryField } from './support/stream-view';

const EVENTS = 40;

test.describe('several windows', () => {
  let running: RunningApp;
  let server: EventServer;
  let first: Page;

  test.beforeEach(async () => {
    running = await launchApp();
    first = running.page;
    server = await startEventServer();
    await addSource(first, 'orders', server.url);
    for (let i = 1; i <= EVENTS; i++) await server.send(frame(i, i % 4 === 0 ? 'paid' : 'created', { i }));
    await expect(count(first)).toContainText(`${EVENTS} events`);
  });
  test.afterEach(async () => {
    await running.close();
    await server.close();
  });

  async function opened(act: () => Promise<unknown>): Promise<Page> {
    const [page] = await Promise.all([running.app.waitForEvent('window'), act()]);
    await page.getByRole('navigation', { name: 'Views' }).waitFor();
    return page;
  }
  const howMany = (): Promise<number> =>
    running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length);

  test('a new window has its own filter and view on the same events, and the other stays when it closes', async () => {
    await grid(first).focus();
    const second = await opened(() => first.keyboard.press('Control+Shift+N'));
    await expect(count(second)).toContainText(`${EVENTS} events`);
    const [a, b] = await running.app.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows().map((window) => window.getBounds()),
    );
    expect([a!.width, a!.height]).toEqual([b!.width, b!.height]);
    expect([a!.x, a!.y]).not.toEqual([b!.x, b!.y]);

    await queryField(second).fill('type:paid');
    await queryField(second).press('Enter');
    await expect(count(second)).toContainText(/^10 of/u);
    await expect(count(first)).toContainText(`${EVENTS} events`);
    await second.keyboard.press('Control+2');
    await expect(grid(first)).toBeVisible();

    // What arrives comes to both.
    await server.send(frame(EVENTS + 1, 'paid', { i: EVENTS + 1 }));
    await expect(count(first)).toContainText(`${EVENTS + 1} events`);
    await second.keyboard.press('Control+1');
    await expect(count(second)).toContainText(/^11 of/u);

    // The page may be gone before the key has been let go.
    await second.keyboard.press('Control+w').catch(() => undefined);
    await expect.poll(howMany).toBe(1);
    await server.send(frame(EVENTS + 2, 'created', {}));
    await expect(count(first)).toContainText(`${EVENTS + 2} events`);
    expect(running.complaints).toEqual([]);
  });

  test('this view opens in a new window with its filter', async () => {
    await queryField(first).fill('type:paid');
    await queryField(first).press('Enter');
    await expect(count(first)).toContainText(/^10 of/u);
    await first.keyboard.press('Control+k');
    await first.getByRole('combobox', { name: /Search commands/u }).fill('this view in a new window');
    await expect(first.getByRole('option', { name: 'Open this view in a new window' })).toBeVisible();
    const second = await opened(() => first.keyboard.press('Enter'));
    await expect(count(second)).toContainText(/^10 of/u);
    await expect(queryField(second)).toHaveValue('type:paid');
    await takeScreens(second, 'second-window');
  });

  test('an item of the menu acts in the window that is used, and in no other', async () => {
    const second = await opened(() => first.keyboard.press('Control+Shift+N'));
    await running.app.evaluate(({ BrowserWindow, Menu }) => {
      const newest = BrowserWindow.getAllWindows().sort((a, b) => b.id - a.id)[0]!;
      newest.focus();
      newest.emit('focus');
      const items = (Menu.getApplicationMenu()?.items ?? []).flatMap((item) => item.submenu?.items ?? []);
      items.find(({ label }) => label === 'Add source…')!.click();
    });
    await expect(second.getByRole('dialog', { name: 'Add a source' })).toBeVisible();
    await expect(first.getByRole('dialog', { name: 'Add a source' })).toBeHidden();
  });

  test('no more windows open than the engine has feeds for, and it says so', async () => {
    await grid(first).focus();
    for (let n = 2; n <= 8; n++) {
      await first.keyboard.press('Control+Shift+N');
      await expect.poll(howMany).toBe(n);
    }
    await first.keyboard.press('Control+Shift+N');
    await expect(first.getByText('There are 8 windows already.')).toBeVisible();
    expect(await howMany()).toBe(8);
  });
});
