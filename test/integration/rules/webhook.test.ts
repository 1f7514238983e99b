import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { AppProxy } from '@shared/settings';
import { WebhookLine } from '../../../src/main/engine/webhook-line';
import { MAX_WEBHOOKS, Webhook, type WebhookOptions } from '../../../src/main/rules/webhook';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { alert } from '../../unit/main/rules/alert';

interface Taken {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
type Answer = (response: ServerResponse, count: number) => void;

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** A real server that keeps what it was sent. */
async function receiver(
  answer: Answer = (response) => response.end('ok'),
): Promise<{ url: string; taken: Taken[] }> {
  const taken: Taken[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      taken.push({
        path: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks).toString(),
      });
      answer(response, taken.length);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  closers.push(() => {
    server.closeAllConnections();
    return new Promise((closed) => server.close(closed));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, taken };
}

/** With waits of a moment instead of seconds, which it writes down. */
function webhook(
  parts: Partial<WebhookOptions> = {},
  proxy: AppProxy = { kind: 'none', url: '', except: '' },
): {
  webhook: Webhook;
  waits: { retry: number; serverMs: number | null }[];
} {
  const line = new WebhookLine({ version: '1.2.3', proxy: () => proxy });
  const waits: { retry: number; serverMs: number | null }[] = [];
  const made = new Webhook({
    version: '1.2.3',
    dispatcher: line.dispatcher,
    explain: line.explain,
    retryAfter: line.retryAfter,
    delay: (retry, serverMs) => {
      waits.push({ retry, serverMs });
      return 1;
    },
    ...parts,
  });
  closers.push(
    () => line.close(),
    () => made.close(),
  );
  return { webhook: made, waits };
}

const status =
  (code: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(code, headers).end();

describe('an alert that is sent to a web address', () => {
  it('is JSON with a version, with a name of its own', async () => {
    const { url, taken } = await receiver();
    await webhook().webhook.post(`${url}/hooks/a?x=1`, alert(), null);
    expect(taken).toHaveLength(1);
    const { path, headers, body } = taken[0]!;
    expect(path).toBe('/hooks/a?x=1');
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'user-agent': 'Streamgauge/1.2.3' });
    expect(headers['x-streamgauge-signature']).toBeUndefined();
    expect(JSON.parse(body)).toEqual({
      streamgauge: 'alert',
      version: 1,
      delivery: headers['x-streamgauge-delivery'],
      rule: { id: 'r1', name: 'Errors' },
      at: '2026-05-04T12:30:00.000Z',
      title: 'order.failed event from Orders',
      body: 'Card declined',
      level: 'error',
      priority: 'normal',
      source: 's1',
      channel: 'orders/eu',
      event: 7,
      count: 1,
    });
  });

  it('is signed with its time, so that the other end can check both', async () => {
    const { url, taken } = await receiver();
    await webhook().webhook.post(url, alert({ body: 'Zahlung fehlgeschlagen: 5 €' }), 'sesame');
    const { headers, body } = taken[0]!;
    const timestamp = headers['x-streamgauge-timestamp'] as string;
    expect(Math.abs(Number(timestamp) - Date.now() / 1_000)).toBeLessThan(30);
    const expected = createHmac('sha256', 'sesame').update(`${timestamp}.${body}`).digest('hex');
    expect(headers['x-streamgauge-signature']).toBe(`v1=${expected}`);
    expect(JSON.stringify(headers) + body).not.toContain('sesame');
  });

  it('is sent again, under the same name, while the server has trouble, and waits as long as it asks for', async () => {
    const answers = [status(503), status(429, { 'retry-after': '7' }), status(408), status(200)];
    const { url, taken } = await receiver((response, count) => answers[count - 1]!(response, count));
    const { webhook: hook, waits } = webhook();
    await hook.post(url, alert(), null);
    expect(taken).toHaveLength(4);
    expect(new Set(taken.map(({ headers }) => headers['x-streamgauge-delivery'])).size).toBe(1);
    expect(waits).toEqual([
      { retry: 1, serverMs: null },
      { retry: 2, serverMs: 7_000 },
      { retry: 3, serverMs: null },
    ]);
  });

  it('is given up after five more tries, with a sentence that keeps the path to itself', async () => {
    const { url, taken } = await receiver(status(502));
    await expect(webhook().webhook.post(`${url}/T0/SECRETPATH`, alert(), null)).rejects.toMatchObject({
      code: 'webhook-failed',
      message: `The webhook ${url} answered 502 Bad Gateway. It was tried 6 times.`,
    });
    expect(taken).toHaveLength(6);
  });

  it('is sent again after errors of the network, and says which', async () => {
    const port = await freePort();
    const { webhook: hook, waits } = webhook();
    await expect(hook.post(`http://127.0.0.1:${port}/`, alert(), null)).rejects.toMatchObject({
      code: 'webhook-failed',
      message: `The webhook http://127.0.0.1:${port} refused the connection. It was tried 6 times.`,
    });
    expect(waits).toHaveLength(5);
  });

  it('is not sent again when the server refuses it', async () => {
    for (const [code, words] of [
      [400, '400 Bad Request'],
      [401, '401 Unauthorized'],
      [410, '410 Gone'],
    ] as const) {
      const { url, taken } = await receiver(status(code));
      await expect(webhook().webhook.post(url, alert(), null)).rejects.toMatchObject({
        code: 'webhook-refused',
        message: `The webhook ${url} refused the alert: ${words}.`,
      });
      expect(taken).toHaveLength(1);
    }
  });

  it('does not go where a redirect leads', async () => {
    const other = await receiver();
    const { url } = await receiver(status(307, { location: other.url }));
    await expect(webhook().webhook.post(url, alert(), null)).rejects.toMatchObject({
      code: 'webhook-refused',
      message: `The webhook ${url} answered 307 Temporary Redirect, and redirects are not followed.`,
    });
    expect(other.taken).toEqual([]);
  });

  it('does not wait longer than it may for an answer', async () => {
    const { url, taken } = await receiver(() => undefined);
    await expect(webhook({ timeoutMs: 50 }).webhook.post(url, alert(), null)).rejects.toMatchObject({
      message: `The webhook ${url} did not answer within 0.05 s. It was tried 6 times.`,
    });
    expect(taken).toHaveLength(6);
  });

  it('was taken once the server says so, whatever it sends after that', async () => {
    const { url } = await receiver((response) => {
      response.writeHead(200);
      response.write('x'.repeat(1_000_000));
    });
    await webhook().webhook.post(url, alert(), null);
  });

  it('goes through the proxy of the settings', async () => {
    const proxy = await receiver();
    const { webhook: hook } = webhook({}, { kind: 'manual', url: proxy.url, except: '' });
    await hook.post('http://hooks.example/a', alert(), null);
    expect(proxy.taken.map(({ path }) => path)).toEqual(['http://hooks.example/a']);
  });

  it('says at once when the proxy of the settings is none', async () => {
    const { webhook: hook, waits } = webhook({}, { kind: 'manual', url: 'gopher://x', except: '' });
    await expect(hook.post('http://hooks.example/a', alert(), null)).rejects.toMatchObject({
      code: 'webhook-failed',
      message: expect.stringContaining('proxy') as string,
    });
    expect(waits).toEqual([]);
  });
});

describe('many alerts', () => {
  it('go out few at a time, in their order, and no more than a bound wait', async () => {
    const held: ServerResponse[] = [];
    const { url, taken } = await receiver((response) => held.push(response));
    const { webhook: hook } = webhook();
    const sent = Array.from({ length: MAX_WEBHOOKS }, (_, count) => hook.post(url, alert({ count }), null));
    await eventually(() => expect(held.length).toBe(4));
    await expect(hook.post(url, alert(), null)).rejects.toMatchObject({
      code: 'webhook-queue-full',
      message: `The webhook ${url} was left out: 100 others are on their way. 1 so far.`,
    });
    expect(hook.dropped).toBe(1);
    expect(held.length).toBe(4);
    for (let answered = 1; answered <= MAX_WEBHOOKS; answered++) {
      await eventually(() => expect(taken.length).toBe(Math.min(MAX_WEBHOOKS, answered + 3)));
      held.shift()?.end();
    }
    await Promise.all(sent);
    const counts = taken.map(({ body }) => (JSON.parse(body) as { count: number }).count);
    // The first four go out at the same time.
    expect(counts.slice(4)).toEqual([...counts.slice(4)].sort((a, b) => a - b));
  });

  it('end when the app quits, those that wait for a retry too', async () => {
    const { url } = await receiver(status(503));
    const { webhook: hook, waits } = webhook();
    const slow = webhook({ delay: () => 3_600_000 }).webhook;
    const sent = slow.post(url, alert(), null).then(
      () => 'taken',
      (error: { code: string }) => error.code,
    );
    await expect(hook.post(url, alert(), null)).rejects.toMatchObject({ code: 'webhook-failed' });
    expect(waits).toHaveLength(5);
    slow.close();
    expect(await sent).toBe('webhook-stopped');
    await expect(slow.post(url, alert(), null)).rejects.toMatchObject({ code: 'webhook-stopped' });
  });
});
