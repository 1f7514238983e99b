import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { eventually } from '../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../support/raw-sse-server';
import { objections } from './support/axe';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource, queryField, rows } from './support/stream-view';

test.setTimeout(90_000); // axe looks at every cell

let running: RunningApp;
let server: RawSseServer;
let client: Socket | null;
let folder: string;

test.beforeEach(async () => {
  client = null;
  folder = await mkdtemp(join(tmpdir(), 'streamgauge-schemas-'));
  server = await startRawSseServer(({ socket }) => {
    client = socket;
    socket.write(STREAM_HEAD);
  });
  running = await launchApp();
});
test.afterEach(async () => {
  await running.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

/** Answers the system's own dialogs, which no test can press; null: as if it was cancelled. */
async function choose(path: string | null): Promise<void> {
  await running.app.evaluate(({ dialog }, chosen) => {
    const canceled = chosen === null;
    dialog.showOpenDialog = () => Promise.resolve({ canceled, filePaths: canceled ? [] : [chosen] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled, filePath: chosen ?? '' });
  }, path);
}

type Payload = Readonly<Record<string, unknown>>;
const PAID: Payload = { order: 'EU-1', total: 12.5, currency: 'EUR' };

function send(type: string, payload: Payload | string, times = 1): void {
  const data = typeof payload === 'string' ? payload : JSON.stringify(payload);
  const event = `event: ${type}\ndata: ${data}\n\n`;
  client!.write(event.repeat(times));
}

/** The shape of the source `shop`, which has sent 120 events of one shape. */
async function learntShape(page: Page): Promise<Locator> {
  await addSource(page, 'shop', server.url);
  await eventually(() => expect(client).not.toBeNull(), { timeoutMs: 10_000 });
  send('order.paid', PAID, 120);
  await page.keyboard.press('Control+2');
  const detail = page.getByRole('main', { name: 'shop' });
  await detail.getByRole('tab', { name: /^Shape/u }).click();
  await expect(detail.getByText('learnt from 120 events')).toBeVisible();
  return detail;
}
const finding = (detail: Locator, text: string | RegExp): Locator =>
  detail.getByRole('region', { name: 'Findings' }).getByRole('listitem').filter({ hasText: text });

async function paste(page: Page, detail: Locator, text: string, name: string): Promise<void> {
  await detail.getByRole('button', { name: 'Paste…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Attach a schema to shop' });
  await dialog.getByLabel('Name', { exact: true }).fill(name);
  await dialog.getByLabel('JSON Schema or AsyncAPI document').fill(text);
  await page.keyboard.press('Control+Enter');
  await expect(dialog).toBeHidden();
}

const SCHEMA = JSON.stringify({
  type: 'object',
  required: ['order', 'total'],
  properties: { order: { type: 'string' }, total: { type: 'number' } },
});
const ASYNCAPI = `asyncapi: 3.0.0
info: { title: shop, version: 1.0.0 }
channels:
  orders:
    messages:
      order.paid:
        payload:
          type: object
          required: [total]
          properties: { total: { type: number, minimum: 0 } }
`;
const ASYNCAPI_2 = JSON.stringify({
  asyncapi: '2.6.0',
  info: { title: 'shop', version: '1.0.0' },
  channels: { orders: { subscribe: { message: { $ref: '#/components/messages/paid' } } } },
  components: {
    messages: { paid: { name: 'order.paid', payload: { $ref: '#/components/schemas/Order' } } },
    schemas: { Order: { type: 'object', properties: { lines: { items: { required: ['sku'] } } } } },
  },
});

test('learns the shape of a type, and finds a new type, a vanished field and a changed one', async () => {
  const { page } = running;
  const detail = await learntShape(page);
  await expect(detail.getByRole('row', { name: /total number always/u })).toBeVisible();

  send('order.exported', { file: 'a.csv' });
  await expect(finding(detail, 'order.exported was not seen before.')).toBeVisible();
  send('order.paid', { ...PAID, total: '12.50' });
  await expect(finding(detail, /order\.paid total was a number and is a string\./u)).toContainText('total');
  const { currency: _, ...rest } = PAID;
  send('order.paid', rest, 5);
  await expect(finding(detail, /currency is missing in 5 events in a row/u)).toContainText('Vanished field');
  await expect(page.getByRole('option', { name: /^shop.*3 findings/u })).toBeVisible();
  await takeScreens(page, 'shape-findings');
  expect(await objections(page, '.cd')).toEqual([]);

  await finding(detail, 'was not seen before').getByRole('button', { name: 'Accept' }).click();
  await expect(finding(detail, 'was not seen before')).toHaveCount(0);
  await finding(detail, 'is a string').getByRole('button', { name: 'Show' }).click();
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText('12.50');
  expect(running.complaints).toEqual([]);
});

test('shows what breaks an attached JSON Schema as rows of the stream, with the exact place, and takes the schema off and on again', async () => {
  const { page } = running;
  const detail = await learntShape(page);
  await paste(page, detail, SCHEMA, 'orders.json');
  const card = detail.getByRole('region', { name: 'Schema' });
  await expect(card).toContainText('orders.json');
  send('order.paid', PAID, 4);
  send('order.paid', { ...PAID, total: '12' });
  await expect(card).toContainText('Checked5');
  await expect(finding(detail, /\/total must be number \(was string "12"\)/u)).toContainText('/total');
  await takeScreens(page, 'shape-schema');
  expect(await objections(page, '.scm')).toEqual([]);

  await card.getByRole('button', { name: '1', exact: true }).click();
  await expect(queryField(page)).toHaveValue('kind:finding');
  const row = rows(page, 'order.paid: /total must be number');
  await expect(row).toHaveCount(1);
  await row.click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByRole('region', { name: 'Breaks the schema' })).toContainText('/total');
  await takeScreens(page, 'shape-finding-row');
  await inspector.getByRole('button', { name: 'Show the event' }).click();
  await expect(inspector.getByRole('note', { name: 'Breaks the schema' })).toContainText(
    '/total must be number (was string "12").',
  );
  await inspector.getByRole('button', { name: 'Shape', exact: true }).click();

  await card.getByRole('button', { name: 'Detach' }).click();
  await expect(card).toContainText('No schema is attached.');
  await expect(finding(detail, '/total must be number')).toHaveCount(0);
  send('order.paid', { ...PAID, total: '13' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(card).toContainText('orders.json');
  await expect(finding(detail, '/total must be number')).toContainText('1 event');
  send('order.paid', { ...PAID, total: '14' });
  await expect(finding(detail, /\/total must be number \(was string "14"\)/u)).toContainText('2 events');
  expect(running.complaints).toEqual([]);
});

test('holds events against the messages of an AsyncAPI document, and says what is wrong with one that cannot be used', async () => {
  const { page } = running;
  const detail = await learntShape(page);
  await detail.getByRole('button', { name: 'Paste…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Attach a schema to shop' });
  const text = dialog.getByLabel('JSON Schema or AsyncAPI document');
  await text.fill('{"title": "nothing about payloads"}');
  await dialog.getByRole('button', { name: 'Attach' }).click();
  await expect(dialog.getByRole('alert')).toContainText('says nothing about payloads');
  await text.fill(ASYNCAPI);
  await expect(dialog.getByText('Those that the AsyncAPI document names.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Attach' }).click();
  await expect(dialog).toBeHidden();

  const card = detail.getByRole('region', { name: 'Schema' });
  await expect(card).toContainText('AsyncAPI');
  await expect(card).toContainText('for 1 type');
  send('order.paid', { ...PAID, total: -1 });
  await expect(finding(detail, /order\.paid \/total must be >= 0/u)).toBeVisible();
  expect(running.complaints).toEqual([]);
});

test('reads an AsyncAPI document of version 2 from a file, and another of version 3 in its place', async () => {
  const { page } = running;
  const detail = await learntShape(page);
  const card = detail.getByRole('region', { name: 'Schema' });
  const attach = async (name: string, text: string): Promise<void> => {
    await writeFile(join(folder, name), text);
    await choose(join(folder, name));
    await card.getByRole('button', { name: /^(?:Choose a file|Replace)…$/u }).click();
    const dialog = page.getByRole('dialog', { name: 'Attach a schema to shop' });
    await expect(dialog.getByLabel('Name', { exact: true })).toHaveValue(name);
    await dialog.getByRole('button', { name: 'Attach' }).click();
    await expect(dialog).toBeHidden();
    await expect(card).toContainText(name);
  };
  await attach('shop-2.json', ASYNCAPI_2);
  send('order.paid', { ...PAID, lines: [{ sku: 'a' }, { qty: 1 }] });
  await expect(finding(detail, 'order.paid /lines/1/sku is missing.')).toContainText('Breaks the schema');

  await attach('shop-3.yaml', ASYNCAPI);
  await expect(page.getByText('shop-3.yaml attached in place of shop-2.json')).toBeVisible();
  await expect(finding(detail, '/lines/1/sku')).toHaveCount(0);
  send('order.paid', { ...PAID, total: -1 });
  await expect(finding(detail, /order\.paid \/total must be >= 0/u)).toBeVisible();

  await page.getByRole('button', { name: 'Undo' }).first().click();
  await expect(card).toContainText('shop-2.json');
  await expect(finding(detail, '/lines/1/sku is missing.')).toBeVisible();
  expect(running.complaints).toEqual([]);
});

test('accepts all findings at once, which can be taken back', async () => {
  const { page } = running;
  const detail = await learntShape(page);
  await expect(detail.getByRole('region', { name: 'Findings' })).toHaveCount(0);
  send('order.exported', { file: 'a.csv' });
  send('order.paid', { ...PAID, total: '12.50' });
  send('order.paid', '<html>Bad gateway</html>');
  await expect(finding(detail, 'the payload was an object and is no JSON.')).toBeVisible();
  await detail.getByRole('button', { name: 'Accept all' }).click();
  await expect(detail.getByRole('region', { name: 'Findings' })).toHaveCount(0);
  await expect(page.getByText('3 findings accepted')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(finding(detail, 'order.paid total was a number and is a string.')).toBeVisible();
  await expect(finding(detail, /./u)).toHaveCount(3);
  expect(running.complaints).toEqual([]);
});

test('saves TypeScript types to a file that the person names', async () => {
  const { page } = running;
  const detail = await learntShape(page);
  const save = detail.getByRole('button', { name: 'Save…' });
  await choose(null);
  await save.click();
  await expect(save).toBeEnabled();
  await expect(page.getByText(/^Saved as/u)).toHaveCount(0);

  const path = join(folder, 'shop.ts');
  await choose(path);
  await save.click();
  await expect(page.getByText('Saved as shop.ts')).toBeVisible();
  expect(await readFile(path, 'utf8')).toMatch(
    /export interface OrderPaid \{\n {2}order: string;\n {2}total: number;\n {2}currency: string;\n\}/u,
  );

  await choose(join(folder, 'nowhere', 'shop.ts'));
  await save.click();
  await expect(page.getByRole('alert').filter({ hasText: 'shop.ts could not be written.' })).toBeVisible();
  expect(running.complaints).toEqual([]);
});

test('copies TypeScript types of what was seen, and forgets what was learnt', async () => {
  const { app, page } = running;
  const detail = await learntShape(page);
  await detail.getByRole('button', { name: 'Copy TypeScript' }).click();
  await expect(page.getByText('TypeScript types copied')).toBeVisible();
  const code = await app.evaluate(({ clipboard }) => clipboard.readText());
  expect(code).toMatch(/total: number/u);
  expect(code).toContain('order.paid');

  const learnt = await detail.getByText(/^learnt from/u).innerText();
  await detail.getByRole('button', { name: 'Forget all' }).click();
  await expect(detail.getByText('Nothing learnt yet')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(detail.getByText(learnt)).toBeVisible();
  await detail.getByRole('button', { name: 'Forget all' }).click();
  await expect(detail.getByText('Nothing learnt yet')).toBeVisible();
  send('order.paid', PAID);
  await expect(detail.getByText('learnt from 1 event')).toBeVisible();
  expect(running.complaints).toEqual([]);
});
