import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, test, type Page } from '@playwright/test';
import { createAuthority } from '../support/authority';
import { eventually } from '../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../support/raw-sse-server';
import { startWsServer } from '../support/ws-server';
import { launchApp, takeScreens, type RunningApp } from './support/launch';

let running: RunningApp;
let server: RawSseServer;
test.beforeEach(async () => {
  // As behind a proxy that strips the upgrade: the same 200 for whatever is asked.
  server = await startRawSseServer(({ socket }) =>
    socket.write(
      `${STREAM_HEAD}id: 1\nevent: order\ndata: {"n":1}\n\nid: 2\nevent: order\ndata: {"n":2}\n\n`,
    ),
  );
  running = await launchApp();
});
test.afterEach(async () => {
  await running.close();
  await server.close();
});

const upgrades = (): number => server.requests.filter(({ headers }) => 'upgrade' in headers).length;

/** Adds a source through the dialog, as a person would. */
async function addSource(
  page: Page,
  url: string,
  header?: readonly [name: string, value: string],
  strategy: 'Auto' | 'SSE' = 'Auto',
): Promise<void> {
  await page.keyboard.press('Control+n');
  const dialog = page.getByRole('dialog', { name: 'Add a source' });
  await dialog.getByLabel('URL').fill(url);
  await dialog.getByLabel('Name', { exact: true }).fill('shop');
  await dialog.getByRole('radio', { name: strategy }).click();
  if (header) {
    await dialog.getByRole('button', { name: 'Add header' }).click();
    await dialog.getByLabel('Header name').last().fill(header[0]);
    await dialog.getByLabel(`Value of ${header[0]}`).fill(header[1]);
  }
  await dialog.getByRole('button', { name: 'Add source' }).click();
  await expect(dialog).toBeHidden();
}

test('A6, A8: shows which transport carries the stream and why, explains it, and tries the better one on demand', async () => {
  const { page } = running;
  await addSource(page, server.url);
  await expect(page.getByRole('contentinfo').getByText('1 fallback')).toBeVisible();
  await page.keyboard.press('Control+2');
  const detail = page.getByRole('main', { name: 'shop' });
  await expect(detail.getByText('Fallback: SSE instead of WebSocket')).toBeVisible();
  const ladder = detail.getByRole('region', { name: 'Strategy' });
  await expect(ladder.getByRole('listitem').first()).toContainText('Failed');
  await expect(ladder.getByRole('listitem').first()).toContainText(
    '200 OK instead of switching to WebSocket',
  );
  await expect(ladder.getByRole('listitem').nth(1)).toContainText('Active');
  await expect(ladder.getByText(/^Tries WebSocket again in/)).toBeVisible();
  await expect(page.getByRole('complementary', { name: 'Explain' })).toContainText(
    /The better transport WebSocket failed: .* answered 200 OK/u,
  );
  await takeScreens(page, 'connections-fallback');

  const before = upgrades();
  await ladder.getByRole('button', { name: 'Try now' }).click();
  await eventually(() => expect(upgrades()).toBe(before + 1));
  await expect(detail.getByText('Fallback: SSE instead of WebSocket')).toBeVisible();
  expect(running.complaints).toEqual([]);
});

test('the timeline tells each attempt by keys', async () => {
  const { page } = running;
  await addSource(page, server.url);
  await page.keyboard.press('Control+2');
  const timeline = page.getByRole('listbox', { name: /^Attempts of the last/ });
  await expect(timeline.getByRole('option').first()).toBeAttached();
  await timeline.focus();
  await page.keyboard.press('Home');
  await expect(timeline.getByRole('option', { selected: true })).toHaveAccessibleName(
    /Attempt 1 by WebSocket, connecting/,
  );
});

test('A8: goes on after an id that is entered, and after any event of the stream', async () => {
  const { page } = running;
  await addSource(page, server.url);
  const asked = (): string | undefined => server.requests.at(-1)?.headers['last-event-id'];
  await page.keyboard.press('Control+2');
  const detail = page.getByRole('main', { name: 'shop' });
  await expect(detail.getByRole('button', { name: 'Copy the last event id' })).toBeVisible();
  await detail.getByRole('button', { name: 'Edit the last event id' }).click();
  const dialog = page.getByRole('dialog', { name: 'Last event id of shop' });
  await dialog.getByLabel('Goes on after').fill('mine-7');
  await dialog.getByRole('button', { name: 'Reconnect from here' }).click();
  await expect(dialog).toBeHidden();
  await eventually(() => expect(asked()).toBe('mine-7'));

  await page.keyboard.press('Control+1');
  await page
    .getByRole('grid', { name: 'Events' })
    .getByRole('row')
    .filter({ hasText: 'n: 1' })
    .first()
    .click();
  await page.getByRole('button', { name: 'Resume from here' }).click();
  await eventually(() => expect(asked()).toBe('1'));
  await expect(page.getByText('shop goes on after 1.')).toBeVisible();
});

test('a gap that the ids tell stands in the stream and in the status bar, and the row menu goes back before it', async () => {
  const { page } = running;
  const events = (from: number, to: number): string =>
    Array.from({ length: to - from + 1 }, (_, i) => `id: ${from + i}\ndata: {"n":${from + i}}\n\n`).join('');
  const forgetful = await startRawSseServer(({ socket }, connection) => {
    socket.write(`${STREAM_HEAD}retry: 500\n\n${connection === 1 ? events(1, 5) : events(8, 9)}`);
    if (connection === 1) socket.end();
  });
  await addSource(page, forgetful.url, undefined, 'SSE');
  const grid = page.getByRole('grid', { name: 'Events' });
  const gap = grid.getByRole('row').filter({ hasText: 'By their ids, 2 events are missing.' });
  await expect(gap).toHaveCount(1);
  await expect(page.getByRole('contentinfo').getByText('2 lost')).toBeVisible();
  await gap.click();
  const inspector = page.getByRole('complementary', { name: 'Event inspector' });
  await expect(inspector.getByRole('heading', { name: 'Events are missing' })).toBeVisible();
  await takeScreens(page, 'stream-gap');

  await grid.getByRole('row').filter({ hasText: 'n: 5' }).click({ button: 'right' });
  await page.getByRole('menuitem', { name: 'Resume from here' }).click();
  await eventually(() => expect(forgetful.requests.at(-1)?.headers['last-event-id']).toBe('5'));
  await expect(page.getByText('shop goes on after 5.')).toBeVisible();
  await grid.getByRole('row').filter({ hasText: 'By their ids' }).first().click({ button: 'right' });
  await expect(page.getByRole('menuitem', { name: 'Resume from here' })).toBeDisabled();
  await page.keyboard.press('Escape');
  await forgetful.close();
});

test('a certificate of a private authority is refused in words, and accepted once the authority is given', async () => {
  const { page } = running;
  const authority = createAuthority('Shop Root');
  const { key, cert } = authority.issue(['127.0.0.1']);
  const secure = createServer({ key, cert }, (_request, answer) => {
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    answer.write('id: 1\ndata: {"sealed":true}\n\n');
  }).listen(0, '127.0.0.1');
  await once(secure, 'listening');
  await addSource(
    page,
    `https://127.0.0.1:${(secure.address() as AddressInfo).port}/stream`,
    undefined,
    'SSE',
  );
  await page.keyboard.press('Control+2');
  const detail = page.getByRole('main', { name: 'shop' });
  await expect(
    detail.getByText('The certificate of shop comes from an authority this machine does not know.').first(),
  ).toBeVisible();

  await detail.getByRole('button', { name: 'Edit', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit source' });
  await dialog.locator('summary').filter({ hasText: 'private CA: none' }).click();
  await dialog.getByRole('group', { name: 'Private CA' }).getByRole('button', { name: 'Paste' }).click();
  await dialog.getByLabel('Private CA in PEM').fill(authority.cert);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('contentinfo').getByText('1 open')).toBeVisible();
  await expect(detail.getByText(/^certificate valid/)).toBeVisible();
  secure.close();
  secure.closeAllConnections();
  authority.remove();
});

test('copies as curl with placeholders, and with secrets only where that is asked for', async () => {
  const { page, app } = running;
  await addSource(page, server.url, ['Authorization', 'Bearer kept-to-myself']);
  await page.keyboard.press('Control+2');
  const clipboard = (): Promise<string> => app.evaluate(({ clipboard: board }) => board.readText());
  const choose = async (name: string): Promise<void> => {
    await page.getByRole('main', { name: 'shop' }).getByRole('button', { name: 'More' }).click();
    await page.getByRole('menuitem', { name, exact: true }).click();
  };
  await choose('Copy as curl');
  await expect(page.getByText('Copied as curl, secrets as placeholders.')).toBeVisible();
  const plain = await clipboard();
  expect(plain).toContain('curl');
  expect(plain).toContain(server.url);
  expect(plain).not.toContain('kept-to-myself');
  await choose('Copy as curl with secrets in the clear');
  await expect(page.getByText('Copied as curl, with secrets in the clear.')).toBeVisible();
  expect(await clipboard()).toContain('kept-to-myself');
});

test('sends a message over a WebSocket', async () => {
  const { page } = running;
  const sockets = await startWsServer((peer) => peer.accept());
  await addSource(page, sockets.url.replace(/^ws/u, 'http'));
  await page.keyboard.press('Control+2');
  const send = page.getByRole('main', { name: 'shop' }).getByRole('region', { name: 'Send' });
  await send.getByLabel('Message to shop').fill('{"op":"ping"}');
  await expect(send.getByText('Valid JSON')).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(send.getByText(/^Sent 13 B at/)).toBeVisible();
  // Masked (RFC 6455 §5.3): two bytes of head, four of the mask, the text.
  await eventually(() => expect(sockets.peers[0]!.received().length).toBeGreaterThanOrEqual(19));
  await sockets.close();
});
