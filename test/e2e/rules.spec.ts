import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator } from '@playwright/test';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, type RunningApp } from './support/launch';

let running: RunningApp;
let folder: string;
let stream: EventServer;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'streamgauge-rules-'));
  stream = await startEventServer('orders');
  const source = { id: 'orders', name: 'Orders', url: stream.url, transports: ['sse'], enabled: true };
  await writeFile(join(folder, 'sources.json'), JSON.stringify({ version: 1, sources: [source] }));
  running = await launchApp({ dataPath: folder });
  await running.page.keyboard.press('Control+3');
});
test.afterEach(async () => {
  expect(running.complaints).toEqual([]);
  await running.close();
  await stream.close();
  await rm(folder, { recursive: true, force: true });
});

const rule = (name: string): Locator => running.page.getByRole('region', { name, exact: true });
const editor = (): Locator => running.page.getByRole('dialog');
/** Answers the system's own dialog, which no test can press. */
async function answerWith(path: string): Promise<void> {
  await running.app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, path);
}
async function fromMenu(item: string): Promise<void> {
  await running.page.getByRole('button', { name: 'Rules to and from files' }).click();
  await running.page.getByRole('menuitem', { name: item }).click();
}

test('a rule that is made in the window tells of an event of a real server', async () => {
  const { page } = running;
  await stream.send(frame(1, 'order.failed', { amount: 5, message: 'Too small' }));
  await stream.send(frame(2, 'order.failed', { amount: 500, message: 'Card declined' }));
  await page.getByRole('button', { name: 'New rule' }).click();
  await editor().getByLabel('Name', { exact: true }).fill('Large failures');
  await page.keyboard.press('Control+Enter');
  await expect(editor()).toContainText('Write a query');

  await editor().getByRole('combobox', { name: 'Query of the rule' }).fill('type:order.failed amount:>100');
  await expect(async () => {
    await editor().getByRole('button', { name: 'Test', exact: true }).click();
    await expect(editor().getByRole('status').first()).toContainText('1match', { timeout: 1_000 });
  }).toPass();
  await page.keyboard.press('Control+Enter');
  await expect(editor()).toBeHidden();
  await expect(rule('Large failures')).toContainText('Not fired today. Matches 1 stored.');

  await stream.send(frame(3, 'order.failed', { amount: 900, message: 'Issuer says no' }));
  await expect(rule('Large failures')).toContainText('Once today, at');
  const row = page.locator('[data-row]').filter({ hasText: 'order.failed' });
  await expect(row).toContainText('Orders');
});

test('an example of a test leads to its event, and back to the rule', async () => {
  const { page } = running;
  await stream.send(frame(1, 'order.failed', { message: 'Card declined' }));
  await page.getByRole('button', { name: /^Errors reach me/u }).click();
  await page.getByRole('button', { name: 'Edit the rule Errors reach me' }).click();
  await editor().getByRole('combobox', { name: 'Query of the rule' }).fill('type:order.failed');
  await expect(async () => {
    await editor().getByRole('button', { name: 'Test', exact: true }).click();
    await expect(editor().locator('.ex')).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
  await editor().locator('.ex').click();
  await expect(page.getByRole('row', { selected: true })).toContainText('Card declined');

  await page.getByRole('button', { name: 'Back to the rule' }).click();
  await expect(editor().getByRole('combobox', { name: 'Query of the rule' })).toHaveValue(
    'type:order.failed',
  );
});

test('a rule that was removed comes back, and rules go through a file', async () => {
  const { page } = running;
  await page.getByRole('button', { name: /^A source falls silent/u }).click();
  await page.getByRole('button', { name: 'Edit the rule A source falls silent' }).click();
  await editor().getByRole('button', { name: 'Remove' }).click();
  await expect(rule('A source falls silent')).toBeHidden();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(rule('A source falls silent')).toBeVisible();
  await rule('A source falls silent').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Duplicate' }).click();
  await expect(editor().getByLabel('Name', { exact: true })).toHaveValue('A source falls silent (copy)');
  await page.keyboard.press('Control+Enter');
  await expect(rule('A source falls silent (copy)').getByRole('switch')).toBeChecked();
  await rule('A source falls silent (copy)').click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Remove' }).click();
  await expect(rule('A source falls silent (copy)')).toBeHidden();

  const file = join(folder, 'shared.json');
  await answerWith(file);
  await fromMenu('Export rules');
  await expect(page.getByText('Rules exported, without secrets.')).toBeVisible();
  expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
    streamgauge: 'rules',
    rules: [{ name: 'A source falls silent' }],
  });

  await fromMenu('Import rules');
  await expect(page.getByText('1 rule imported.')).toBeVisible();
  const both = rule('A source falls silent').getByRole('switch');
  await expect(both).toHaveCount(2);
  await expect(both.nth(0)).toBeChecked();
  await expect(both.nth(1)).not.toBeChecked();
});

test('in a narrow window the rules lie over the inbox, and Esc puts them away', async () => {
  const { page } = running;
  await running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setSize(1_024, 700));
  const panel = page.getByRole('complementary', { name: 'Delivery and rules' });
  await expect(panel).toBeHidden();
  await page.getByRole('button', { name: 'Rules', exact: true }).click();
  await expect(panel).toBeVisible();
  await expect(panel.getByRole('switch', { name: 'Quiet hours' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(panel).toBeHidden();
  await expect(page.getByRole('button', { name: 'Rules', exact: true })).toBeFocused();
});
