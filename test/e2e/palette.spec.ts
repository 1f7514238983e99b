import { expect, test, type Locator, type Page } from '@playwright/test';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource, call, count, grid, rows } from './support/stream-view';

const palette = (page: Page): Locator => page.getByRole('dialog', { name: 'Command palette' });
const field = (page: Page): Locator => palette(page).getByRole('combobox');
const option = (page: Page, name: string | RegExp): Locator => palette(page).getByRole('option', { name });
const inspected = (page: Page): Locator => page.getByRole('complementary', { name: /event/i });

const CHANNELS = 12;
const EVENTS = 60;

test.describe('the command palette and the keyboard', () => {
  let running: RunningApp;
  let server: EventServer;
  let page: Page;

  test.beforeAll(async () => {
    running = await launchApp();
    page = running.page;
    server = await startEventServer();
    await addSource(page, 'orders', server.url);
    for (let i = 1; i <= EVENTS; i++) {
      const data = { channel: `shop/${i % CHANNELS}`, total: i, level: i === 30 ? 'error' : 'info' };
      await server.send(frame(i, i % 2 === 0 ? 'order.paid' : 'order.created', data));
    }
    await expect(count(page)).toContainText(`${EVENTS} events`);
    // Channels are told of once a second.
    await expect(page.getByRole('treeitem').filter({ hasText: '11' }).first()).toBeVisible();
  });
  test.afterEach(async () => {
    if (await palette(page).isVisible()) await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  });
  test.afterAll(async () => {
    expect(running.complaints).toEqual([]);
    await running.close();
    await server.close();
  });

  test('finds a channel by a few letters, narrows the list to it, and gives the focus back', async () => {
    await grid(page).focus();
    await page.keyboard.press('Control+k');
    await expect(field(page)).toBeFocused();
    await takeScreens(page, 'palette-open');
    await field(page).fill('#shop 7');
    await expect(option(page, 'shop/7')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(palette(page)).toBeHidden();
    await expect(grid(page)).toBeFocused();
    await expect(count(page)).toContainText(/^5 of/u);

    await page.keyboard.press('Control+k');
    await field(page).fill('clear filter');
    await expect(option(page, 'Clear the filter')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(count(page)).toContainText(`${EVENTS} events`);
  });

  test('says why something cannot be done, closes with Esc and gives the focus back', async () => {
    await grid(page).focus();
    await page.keyboard.press('Control+k');
    await field(page).fill('stop the hub');
    await expect(option(page, /Stop the hub.*The hub is off/u)).toHaveAttribute('aria-disabled', 'true');
    await page.keyboard.press('Enter');
    await expect(palette(page)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(palette(page)).toBeHidden();
    await expect(grid(page)).toBeFocused();
  });

  test('asks what with in a second step, and copies a source as Python', async () => {
    await page.keyboard.press('Control+k');
    await field(page).fill('python orders');
    await expect(option(page, 'Copy orders as Python')).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(option(page, 'Secrets as placeholders')).toBeVisible();
    await takeScreens(page, 'palette-step');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => running.app.evaluate(({ clipboard }) => clipboard.readText()))
      .toContain('urllib.request.Request(');
  });

  test('goes through the events by key: next, same channel, error, ends', async () => {
    await grid(page).focus();
    await page.keyboard.press('Home');
    await expect(rows(page, 'shop/1').first()).toBeVisible();
    const active = async (): Promise<string> => {
      const id = await grid(page).getAttribute('aria-activedescendant');
      return id === null ? '' : ((await page.locator(`[id="${id}"]`).textContent()) ?? '');
    };
    await expect.poll(active).toContain('shop/1');
    await page.keyboard.press('j');
    await expect.poll(active).toContain('shop/2');
    await page.keyboard.press('Shift+J');
    await expect.poll(active).toMatch(/shop\/2.*\b14\b/u);
    await page.keyboard.press('Shift+K');
    await expect.poll(active).toMatch(/shop\/2.*\b2\b/u);
    await page.keyboard.press('Shift+E');
    await expect.poll(active).toMatch(/\b30\b/u);
    await page.keyboard.press('k');
    await expect.poll(active).toMatch(/\b29\b/u);
    await page.keyboard.press('End');
    await expect(page.getByRole('button', { name: /Following/u })).toBeVisible();
  });

  test('shows every key that works with ?, and what was changed in the settings', async () => {
    await grid(page).focus();
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(sheet.getByText('Next event on this channel')).toBeVisible();
    await takeScreens(page, 'shortcuts');
    await page.keyboard.press('Escape');

    const settings = await page.evaluate(async () => {
      const { streamgauge } = globalThis as unknown as {
        streamgauge: { call(name: string): Promise<{ value: { settings: object } }> };
      };
      return (await streamgauge.call('app.start')).value.settings;
    });
    const keyboard = { singleKeys: true, bindings: { 'view.server': ['Ctrl Alt S'] } };
    await call(page, 'settings.save', { ...settings, keyboard });
    await page.keyboard.press('Control+Alt+s');
    await expect(page.getByRole('button', { name: /^Server/u })).toHaveAttribute('aria-current', 'page');
    await page.keyboard.press('Control+1');
    // Neither the page nor the menu knows the old key any more.
    await page.keyboard.press('Control+4');
    await expect(page.getByRole('button', { name: /^Stream/u })).toHaveAttribute('aria-current', 'page');
    await call(page, 'settings.save', { ...settings, keyboard: { singleKeys: true, bindings: {} } });
  });

  test('opens the dialog of a new source with a curl command that is pasted', async () => {
    const command = `curl -N '${server.url}?pasted' -H 'Authorization: Bearer canary-77'`;
    await running.app.evaluate(({ clipboard }, text) => clipboard.writeText(text), command);
    await grid(page).focus();
    await page.keyboard.press('Control+v');
    const dialog = page.getByRole('dialog', { name: 'Add a source' });
    await expect(dialog.getByLabel('URL')).toHaveValue(`${server.url}?pasted`);
    await expect(dialog.getByLabel('Header name')).toHaveValue('Authorization');
    // A secret stays one: it does not stand in the clear.
    await expect(dialog.getByText('canary-77')).toBeHidden();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toBeHidden();
  });

  test('opens it with an address that is dropped, and leaves other text alone', async () => {
    const drop = (text: string): Promise<void> =>
      page.evaluate((dropped) => {
        const dataTransfer = new DataTransfer();
        dataTransfer.setData('text/plain', dropped);
        document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
      }, text);
    await drop('just a sentence');
    await expect(page.getByText('neither an address nor a curl command')).toBeVisible();
    await drop('https://stream.example.com/v2/events');
    const dialog = page.getByRole('dialog', { name: 'Add a source' });
    await expect(dialog.getByLabel('URL')).toHaveValue('https://stream.example.com/v2/events');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  test('copies an event as JSON and as the frame it came in', async () => {
    await grid(page).focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expect(
      inspected(page)
        .or(page.getByRole('tree', { name: 'Event data' }))
        .first(),
    ).toBeVisible();
    for (const [command, expected] of [
      ['copy the event as json', '"source": "orders"'],
      ['copy the event as a frame', 'id: 1\nevent: order.created\n'],
    ] as const) {
      await page.keyboard.press('Control+k');
      await field(page).fill(command);
      await page.keyboard.press('Enter');
      await expect
        .poll(() => running.app.evaluate(({ clipboard }) => clipboard.readText()))
        .toContain(expected);
    }
  });
});
