import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { launchApp, takeScreens, type RunningApp } from './support/launch';

/** A request as the server saw it. */
interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers everything with one event that says what was asked, and stays open. */
async function startServer(): Promise<{ server: Server; port: number; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      seen.push({ method, path, headers, body });
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`event: asked\ndata: ${method} ${path}\n\n`);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { server, port: (server.address() as AddressInfo).port, seen };
}

const row = (page: Page, text: string): Locator =>
  page.getByRole('grid', { name: 'Events' }).getByRole('row').filter({ hasText: text });

test.describe('the source dialog', () => {
  let running: RunningApp;
  let served: Awaited<ReturnType<typeof startServer>>;
  test.beforeAll(async () => {
    served = await startServer();
    running = await launchApp();
  });
  test.afterAll(async () => {
    await running.close();
    served.server.closeAllConnections();
    served.server.close();
  });

  async function openDialog(): Promise<Locator> {
    await running.page.keyboard.press('Control+n');
    return running.page.getByRole('dialog', { name: 'Add a source' });
  }

  test('follows a POST with a body and a sign-in, from a pasted curl command', async () => {
    const { page } = running;
    const dialog = await openDialog();
    await dialog.getByRole('button', { name: 'Paste curl' }).click();
    await dialog
      .getByLabel('curl command')
      .fill(
        `curl -N -u ada:pa55word http://127.0.0.1:${served.port}/complete -H 'Content-Type: application/json' --data-raw '{"stream":true}'`,
      );
    await dialog.getByRole('button', { name: 'Read', exact: true }).click();
    await expect(dialog.getByLabel('Password', { exact: true })).toHaveAttribute('type', 'password');
    await dialog.getByRole('button', { name: 'Add source' }).click();
    await expect(dialog).toBeHidden();
    await expect(row(page, 'POST /complete').first()).toBeVisible();
    expect(served.seen.at(-1)).toMatchObject({
      method: 'POST',
      body: '{"stream":true}',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from('ada:pa55word').toString('base64')}`,
      },
    });
    expect(await page.content()).not.toContain('pa55word');
  });

  test('follows an address with a variable, whose value the environment gives', async () => {
    const { page } = running;
    await page.keyboard.press('Control+,');
    await page.getByRole('navigation', { name: 'Settings' }).getByText('Environments').click();
    await page.getByRole('button', { name: 'Add environment' }).click();
    const environment = page.getByRole('region', { name: 'Staging' });
    await environment.getByRole('button', { name: 'Add variable' }).click();
    await environment.getByLabel('Name of the variable').fill('port');
    await environment.getByLabel('Value of port').fill(String(served.port));
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: 'Environment: Staging' })).toBeVisible();

    const dialog = await openDialog();
    await dialog.getByRole('textbox', { name: 'URL' }).fill('http://127.0.0.1:{{port}}/by-{{what}}');
    await expect(dialog.getByText('{{what}} is not set in Staging.')).toBeVisible();
    await dialog.getByRole('textbox', { name: 'URL' }).fill('http://127.0.0.1:{{port}}/by-variable');
    await dialog.getByRole('radio', { name: 'SSE' }).click();
    await dialog.getByRole('button', { name: 'Add source' }).click();
    await expect(dialog).toBeHidden();
    await page.keyboard.press('Control+1');
    await expect(row(page, 'GET /by-variable').first()).toBeVisible();
  });

  test('has nothing that assistive technology trips over, with all of it unfolded', async () => {
    test.setTimeout(120_000); // axe looks at every cell of every row behind the dialog too
    const { page } = running;
    const dialog = await openDialog();
    await dialog.getByRole('radio', { name: 'OAuth 2' }).click();
    await dialog.getByText('Verify certificates').click();
    for (const title of ['Order and addresses', 'More', 'WebSocket', 'Polling', 'Mapping']) {
      await dialog.locator('summary').filter({ hasText: title }).click();
    }
    await dialog.getByRole('button', { name: 'Add source' }).click();
    await expect(dialog.getByText('Enter the client id.')).toBeVisible();
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const { violations } = await new AxeBuilder({ page }).setLegacyMode().analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    }
    await page.emulateMedia({ colorScheme: null, reducedMotion: null });
    await takeScreens(page, 'source-dialog-unfolded');
    expect(running.complaints).toEqual([]);
  });
});
