import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { frame, startEventServer, type EventServer } from './support/event-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';
import { addSource, call, grid, queryField, rows } from './support/stream-view';

let server: EventServer;
let running: RunningApp;
let dataPath: string;
test.beforeEach(async () => {
  server = await startEventServer('orders');
  dataPath = await mkdtemp(join(tmpdir(), 'streamgauge-data-'));
  running = await launchApp({ dataPath });
});
test.afterEach(async () => {
  await running.close();
  await server.close();
  await rm(dataPath, { recursive: true, force: true });
});

const inbox = (page: Page): Locator => page.getByRole('main', { name: 'Inbox' });
const lines = (page: Page, text: string | RegExp = ''): Locator =>
  inbox(page).getByRole('article').filter({ hasText: text });
const filters = (page: Page): Locator => page.getByRole('complementary', { name: 'Inbox filters' });
const filter = (page: Page, name: string | RegExp): Locator => filters(page).getByRole('button', { name });
const unread = (page: Page, n: number): Locator =>
  page.getByRole('button', { name: `Notifications, ${n} unread` });
const note = (id: number, title: string, more: object = {}): string =>
  frame(id, 'notification', { title, ...more });

test('D5: what the hub notifies of, an event of the type, and a payload that says so all reach the inbox', async () => {
  const { page } = running;
  await addSource(page, 'Orders', server.url);
  await call(page, 'hub.startDemo', undefined);
  await call(page, 'hub.publish', {
    channel: 'NotificationStream:user:42',
    event: 'notification',
    data: JSON.stringify({ title: 'From the hub', message: 'Hello', level: 'warning', priority: 'high' }),
  });
  await server.send(
    note(1, 'By its type', { message: 'Card declined', level: 'error' }) +
      frame(2, 'message', { type: 'notification', title: 'By its payload' }) +
      frame(3, 'message', { type: 'order', title: 'None of them' }),
  );
  await expect(rows(page, 'None of them')).toBeVisible();
  await page.keyboard.press('Control+3');
  await expect(lines(page, 'From the hub')).toContainText('Hello');
  await expect(lines(page, 'By its type')).toContainText('Card declined');
  await expect(lines(page, 'By its payload')).toBeVisible();
  await expect(lines(page, 'None of them')).toBeHidden();
  // The demo's scenes send theirs by `hub.notify`.
  await expect(filter(page, /^local demo/u)).toBeVisible();

  await filter(page, /^Orders/u).click();
  await expect(lines(page)).toHaveCount(2);
  // Several lists narrow together; within one list, with Ctrl, more comes in.
  await filter(page, /^Error/u).click();
  await expect(lines(page)).toHaveCount(1);
  await expect(filter(page, /^Info/u)).toContainText('1');
  await filter(page, /^Orders/u).click();
  await filter(page, /^Warning/u).click({ modifiers: ['Control'] });
  await expect(lines(page, 'From the hub')).toBeVisible();
  await expect(lines(page, 'By its type')).toBeVisible();
  await filter(page, /^Inbox/u).click();
  await filter(page, /^High/u).click();
  await expect(lines(page, 'From the hub')).toBeVisible();
  await expect(lines(page, 'By its type')).toBeHidden();
  expect(running.complaints).toEqual([]);
});

test('D5: repeats are one line with their span, which is opened, pinned and marked by keys', async () => {
  const { page } = running;
  await addSource(page, 'Orders', server.url);
  await server.send(
    Array.from({ length: 4 }, (_, i) =>
      note(i + 1, 'Payment webhook failed', { level: 'error', attempt: i }),
    ).join('') + note(5, 'Export ready', { level: 'success' }),
  );
  await expect(unread(page, 5)).toBeVisible();
  await page.keyboard.press('Control+3');
  const webhook = lines(page, 'Payment webhook failed');
  await expect(webhook).toHaveCount(1);
  await expect(webhook).toContainText('4 times');

  await webhook.getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await expect(webhook).toContainText('attempt');
  await expect(unread(page, 1)).toBeVisible();
  await page.keyboard.press('p');
  await filter(page, /^Pinned/u).click();
  await expect(lines(page)).toHaveCount(1);
  await webhook.getByRole('button').first().focus();
  await page.keyboard.press('u');
  await expect(unread(page, 2)).toBeVisible();
  await takeScreens(page, 'inbox-pinned');

  // Clearing leaves what is pinned, and can be taken back.
  await filter(page, /^Inbox/u).click();
  await inbox(page).getByRole('button', { name: 'Clear inbox' }).click();
  await expect(lines(page)).toHaveCount(1);
  await expect(page.getByText('1 notification cleared. Pinned ones stay.')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(lines(page, 'Export ready')).toBeVisible();

  // What the filter does not show is not touched.
  await filter(page, /^Success/u).click();
  await inbox(page).getByRole('button', { name: 'Clear what is shown' }).click();
  await filter(page, /^Inbox/u).click();
  await expect(lines(page)).toHaveCount(1);
  expect(running.complaints).toEqual([]);
});

test('D5: leads to its event, with the stream view standing at it, and says when that is gone', async () => {
  const { page } = running;
  await addSource(page, 'Orders', server.url);
  await server.send(
    note(1, 'Deploy failed', { message: 'Health check timed out' }) +
      Array.from({ length: 400 }, (_, i) => frame(i + 2, 'order.created', { i })).join(''),
  );
  await expect(rows(page, 'order.created').first()).toBeVisible();
  await page.keyboard.press('Control+3');
  await lines(page, 'Deploy failed').getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(rows(page, 'Deploy failed')).toHaveAttribute('aria-selected', 'true');
  await expect(rows(page, 'Deploy failed')).toBeInViewport();

  // Also when the stream shows something else: what hides the event is lifted.
  await queryField(page).fill('type:order.created');
  await queryField(page).press('Enter');
  await expect(rows(page, 'Deploy failed')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+3');
  await lines(page, 'Deploy failed').getByRole('button').first().click();
  await lines(page, 'Deploy failed')
    .getByRole('button', { name: /^Show in stream/u })
    .click();
  await expect(rows(page, 'Deploy failed')).toHaveAttribute('aria-selected', 'true');
  await expect(rows(page, 'Deploy failed')).toBeInViewport();

  await call(page, 'events.clear', undefined);
  await page.keyboard.press('Control+3');
  await lines(page, 'Deploy failed').getByRole('button').first().click();
  await expect(inbox(page)).toContainText('no longer in the history');
  await expect(inbox(page).getByRole('button', { name: /^Show in stream/u })).toBeDisabled();
});

test('D5: a muted channel and a muted source stay out, counted, until they are heard again', async () => {
  const { page } = running;
  await addSource(page, 'Orders', server.url);
  await server.send(note(1, 'First', { channel: 'user:42' }));
  await page.keyboard.press('Control+3');
  await lines(page, 'First').getByRole('button').first().focus();
  await page.keyboard.press('m');
  await expect(page.getByText('is muted.')).toBeVisible();
  await server.send(note(2, 'Second', { channel: 'user:42' }));
  await expect(inbox(page)).toContainText('1 muted');
  await filters(page)
    .getByRole('button', { name: /^Unmute/u })
    .click();

  await filter(page, /^Orders/u).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Mute source Orders' }).click();
  await server.send(note(3, 'Third', { channel: 'user:42' }));
  await expect(inbox(page)).toContainText('2 muted');
  await filters(page).getByRole('button', { name: 'Unmute Orders' }).click();
  await server.send(note(4, 'Fourth', { channel: 'user:42' }));
  await expect(lines(page, 'Fourth')).toBeVisible();
  await expect(lines(page)).toHaveCount(2);
});

test('D5: what a rule raises is a line with its name and count, and one with an event that notifies by itself', async () => {
  const { page } = running;
  await addSource(page, 'Orders', server.url);
  await call(page, 'rules.add', {
    name: 'Errors reach me',
    when: { kind: 'event', query: 'level:error' },
    then: [{ do: 'inbox', level: 'error', priority: 'high' }],
    cooldownSeconds: 0,
  });
  await server.send(note(1, 'Both at once', { level: 'error' }));
  await page.keyboard.press('Control+3');
  await expect(lines(page, 'Both at once')).toHaveCount(1);
  await expect(lines(page)).toHaveCount(1);
  await filter(page, /^Errors reach me/u).click();
  await lines(page, 'Both at once').getByRole('button').first().click();
  await expect(lines(page)).toContainText('From the rule Errors reach me.');
});

test('D5: comes back after a restart: read, pinned, counted, with the way to its event', async () => {
  await addSource(running.page, 'Orders', server.url);
  await server.send(
    note(1, 'Read before', { level: 'info' }) + note(2, 'Pinned before') + note(3, 'Unread before'),
  );
  await expect(unread(running.page, 3)).toBeVisible();
  await running.page.keyboard.press('Control+3');
  await lines(running.page, 'Read before').getByRole('button').first().click();
  await expect(unread(running.page, 2)).toBeVisible();
  await lines(running.page, 'Pinned before').getByRole('button').first().focus();
  await running.page.keyboard.press('p');
  await expect(filter(running.page, /^Pinned 1/u)).toBeVisible();
  await running.page.keyboard.press('d');
  await expect(filter(running.page, /^Do not disturb/u)).toHaveAttribute('aria-pressed', 'true');
  await running.close();

  running = await launchApp({ dataPath });
  const { page } = running;
  await expect(unread(page, 2)).toBeVisible();
  await expect(page.getByRole('contentinfo').getByRole('button', { name: 'Do not disturb' })).toBeVisible();
  await page.keyboard.press('Control+3');
  await expect(lines(page)).toHaveCount(3);
  await filter(page, /^Pinned/u).click();
  await expect(lines(page, 'Pinned before')).toBeVisible();
  await lines(page, 'Pinned before').getByRole('button').first().focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(grid(page)).toBeVisible();
  await expect(rows(page, 'Pinned before')).toHaveAttribute('aria-selected', 'true');
});
