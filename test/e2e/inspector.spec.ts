import { expect, test, type Locator, type Page } from '@playwright/test';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource, rows } from './support/stream-view';

const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Event inspector' });
const tree = (page: Page): Locator => page.getByRole('tree', { name: 'Event data' });
const value = (page: Page, text: string): Locator =>
  tree(page).getByRole('treeitem').filter({ hasText: text });
const tab = (page: Page, name: string): Locator =>
  inspector(page).getByRole('tab', { name: new RegExp(`^${name}`) });

const order = (ref: string, total: number, more: object = {}): object => ({
  ref,
  total,
  currency: 'EUR',
  customer: { id: 42, tier: 'gold', city: 'Ulm' },
  ...more,
});

test.describe('the inspector', () => {
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

  test('tabs switch with Alt 1 to 4 and the arrow keys, and stay from event to event', async () => {
    const { page } = running;
    await server.send(
      frame(1, 'order.paid', order('EU-1', 61)) + frame(2, 'order.paid', order('EU-2', 129.9)),
    );
    await rows(page, 'EU-2').click();
    for (const [key, name] of [
      ['3', 'Diff'],
      ['4', 'Timing'],
      ['2', 'Raw'],
      ['1', 'Data'],
    ] as const) {
      await page.keyboard.press(`Alt+${key}`);
      await expect(tab(page, name)).toHaveAttribute('aria-selected', 'true');
    }
    await tab(page, 'Data').focus();
    await page.keyboard.press('End');
    await expect(tab(page, 'Timing')).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await expect(tab(page, 'Data')).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await rows(page, 'EU-1').click();
    await expect(tab(page, 'Raw')).toHaveAttribute('aria-selected', 'true');
    expect(running.complaints).toEqual([]);
  });

  test('the frame shows byte for byte with its line ends', async () => {
    const { page } = running;
    await server.send('id: 7\r\nevent: mixed\rdata: {"a":1}\ndata\nnonsense: 1\n\n');
    await rows(page, 'mixed').click();
    await page.keyboard.press('Alt+2');
    const panel = inspector(page);
    await expect(panel.getByText('CRLF + CR + LF')).toBeVisible();
    await expect(panel.locator('.nl').filter({ hasText: 'CRLF' })).toHaveCount(1);
    await expect(panel.getByText('ignored: not a field of the format')).toBeVisible();
    await panel.getByRole('radio', { name: 'Hex' }).click();
    await expect(panel.getByRole('region', { name: 'Frame, byte by byte' })).toContainText(
      '69 64 3a 20 37 0d 0a 65',
    );
    await takeScreens(page, 'inspector-raw');
  });

  test('an event is compared with the one before it of its type, and with any that is pinned', async () => {
    const { page } = running;
    await server.send(
      frame(1, 'order.paid', order('EU-1', 61, { note: 'took 912 ms' })) +
        frame(2, 'order.created', order('EU-9', 5)) +
        frame(3, 'order.paid', order('EU-3', 129.9, { note: 'returned 502' })),
    );
    await rows(page, 'EU-3').click();
    // Counted without looking: small events are compared when somebody rests on them.
    await expect(tab(page, 'Diff')).toContainText('3');
    await page.keyboard.press('Alt+3');
    const list = inspector(page).getByRole('region', { name: 'Differences' });
    await expect(list.getByRole('listitem').filter({ hasText: 'EU-1' })).toContainText('removed');
    await expect(list.getByRole('listitem').filter({ hasText: 'EU-3' })).toContainText('added');
    await expect(list.getByText('+68.9')).toBeVisible();
    await takeScreens(page, 'inspector-diff');

    // From change to change by keyboard.
    await list.focus();
    await page.keyboard.press('Alt+ArrowDown');
    await page.keyboard.press('Alt+ArrowDown');
    await expect(inspector(page).getByText('Change 2 of 3')).toBeAttached();

    // Unchanged values unfold.
    await list.getByRole('button', { name: /unchanged values/u }).click();
    await expect(list.getByText('currency')).toBeVisible();

    await rows(page, 'EU-9').click();
    await expect(inspector(page).getByText('Nothing to compare with')).toBeVisible();
    await inspector(page).getByRole('button', { name: 'Pin for comparison' }).click();
    await expect(inspector(page).getByText('This is the pinned event')).toBeVisible();
    await rows(page, 'EU-1').click();
    await expect(inspector(page).getByRole('combobox', { name: 'Against' })).toContainText('Pinned: 2');
    await expect(list.getByText('EU-9')).toBeVisible();
    expect(running.complaints).toEqual([]);
  });

  test('timing tells what lies between an event and those before it, and its connection', async () => {
    const { page } = running;
    for (let id = 1; id <= 9; id++)
      await server.send(frame(id, 'tick', { n: `tick-${id}`, at: Date.now() - 40 }));
    await rows(page, 'tick-9').click();
    await page.keyboard.press('Alt+4');
    const panel = inspector(page);
    await expect(panel.getByText('from payload to arrival')).toBeVisible();
    await expect(panel.getByText('in sequence, id follows 8')).toBeVisible();
    await expect(panel.getByText(/Open since \d\d:\d\d:\d\d/u)).toBeVisible();
    await expect(panel.getByRole('img', { name: /^Intervals of this type here, last 8/u })).toBeVisible();
    await takeScreens(page, 'inspector-timing');
    expect(running.complaints).toEqual([]);
  });

  test('what is inside strings is decoded, in place and in chains', async () => {
    const { page } = running;
    const body = JSON.stringify({ order: 'EU-20417', inner: JSON.stringify({ gift: true }) });
    const packed = btoa(JSON.stringify({ status: 'paid' }));
    const xml = '<order id="1"><line sku="A">2</line><note/></order>';
    await server.send(
      frame(1, 'hook', {
        body,
        packed,
        xml,
        bomb: '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
        at: 1_763_735_527,
      }),
    );
    await rows(page, 'hook').click();

    await value(page, 'body').getByRole('button', { name: 'Unfold the JSON in this string' }).click();
    await expect(value(page, 'order: "EU-20417"')).toBeVisible();
    await value(page, 'inner').click();
    await tree(page).press('Enter');
    await expect(value(page, 'gift: true')).toBeVisible();

    await value(page, 'at: 1763735527').click();
    await expect(inspector(page).getByText(/^2025-11-21 .* before it came$/u)).toBeVisible();

    await value(page, 'packed').click();
    await inspector(page).getByRole('button', { name: 'Base64' }).click();
    await inspector(page).getByRole('button', { name: 'JSON' }).click();
    await expect(value(page, 'status: "paid"')).toBeVisible();
    await takeScreens(page, 'inspector-decoded');
    await inspector(page).getByRole('button', { name: 'Back' }).click();
    await inspector(page).getByRole('button', { name: 'Back' }).click();

    await value(page, 'xml').click();
    await inspector(page).getByRole('button', { name: 'XML' }).click();
    await expect(inspector(page).getByRole('region', { name: 'Event data' })).toContainText(
      '<line sku="A">2</line>',
    );
    await inspector(page).getByRole('button', { name: 'Back' }).click();
    await value(page, 'bomb').click();
    await inspector(page).getByRole('button', { name: 'XML' }).click();
    await expect(inspector(page).getByText('This XML has a document type.')).toBeVisible();
    expect(running.complaints).toEqual([]);
  });

  test('ten megabytes open, can be searched, and are copied whole', async () => {
    const { page } = running;
    const items = Array.from({ length: 90_000 }, (_, i) => ({
      id: i,
      name: `item ${i}`,
      note: 'x'.repeat(80),
    }));
    const data = JSON.stringify({ head: 'LARGE', items, tail: 'the-end' });
    expect(data.length).toBeGreaterThan(10_000_000);
    await server.send(`event: large\ndata: ${data}\n\n`);
    await server.send(frame(2, 'small', { head: 'SMALL' }));
    await expect(rows(page, 'SMALL')).toBeVisible({ timeout: 20_000 });

    await rows(page, 'LARGE').click();
    await expect(value(page, 'items: [90000]').or(value(page, 'items'))).toBeVisible({ timeout: 20_000 });
    await expect(value(page, 'the-end')).toBeVisible();
    const find = inspector(page).getByRole('textbox', { name: 'Find in data' });
    await find.fill('item 89999');
    await expect(inspector(page).getByText('1', { exact: true }).first()).toBeVisible({ timeout: 20_000 });
    await find.press('Enter');
    await expect(value(page, '"item 89999"')).toBeVisible();
    await inspector(page).getByRole('button', { name: 'Copy data' }).click();
    const copied = await running.app.evaluate(async ({ clipboard }) => (await clipboard.readText()).length);
    expect(copied).toBe(data.length);
    expect(running.complaints).toEqual([]);
  });

  test('an event is published again to the hub, which is started for it', async () => {
    const { page } = running;
    await server.send(frame(1, 'order.paid', order('EU-1', 61)));
    await rows(page, 'EU-1').click();
    await inspector(page).getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name: 'Publish again to the hub' }).click();
    const form = inspector(page).getByRole('form', { name: 'Publish to the hub' });
    await expect(form.getByLabel('Type')).toHaveValue('order.paid');
    await form.getByLabel('Channel').fill('orders/again');
    await form.getByRole('button', { name: 'Start and publish' }).click();
    await expect(form.getByText(/^Published at .* to 0 clients\.$/u)).toBeVisible();
    await takeScreens(page, 'inspector-publish');
    expect(running.complaints).toEqual([]);
  });
});
