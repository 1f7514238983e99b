import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { startNginx, type Nginx } from '../../support/nginx';
import { subscribe, type Subscriber } from './support/subscriber';
import { exchange } from './support/topology';

type Answer = (req: IncomingMessage, res: ServerResponse) => void;

/** Stands for a hub, but asks nginx for nothing: what is right here is right by the configuration alone. */
class BareServer {
  readonly requests: { readonly method: string; readonly body: string; readonly req: IncomingMessage }[] = [];
  answer: Answer = (_, res) => void res.end('ok');
  readonly #server: Server = createServer((req, res) => {
    let body = '';
    req.setEncoding('utf8').on('data', (text: string) => (body += text));
    req.on('end', () => {
      this.requests.push({ method: req.method ?? '', body, req });
      this.answer(req, res);
    });
  });

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const servers = [new BareServer(), new BareServer()] as const;
let nginx: Nginx;
let port: number;
let client: Subscriber | undefined;
beforeAll(async () => {
  const hubPorts = await Promise.all(servers.map((server) => server.listen()));
  port = await freePort();
  nginx = await startNginx({ port, hubPorts });
});
afterAll(async () => {
  await nginx.close();
  await Promise.all(servers.map((server) => server.close()));
});
afterEach(() => {
  client?.close();
  for (const server of servers) {
    server.requests.length = 0;
    server.answer = (_, res) => void res.end('ok');
  }
});

const asked = () => servers.flatMap((server) => server.requests);
const both = (answer: Answer): void => servers.forEach((server) => (server.answer = answer));

describe('the nginx configuration', () => {
  it.each([
    ['in chunks', true],
    // Where nginx cannot tell the end of a piece it would keep it until a block is full.
    ['up to the end of the connection', false],
  ])(
    'B5: passes each piece of a stream sent %s on at once, whatever is said of caching',
    async (_name, chunked) => {
      let stream: ServerResponse | undefined;
      both((_, res) => {
        stream = res;
        res.useChunkedEncodingByDefault = chunked;
        res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'max-age=600' });
        res.write(': hello\n\n');
      });
      client = subscribe(port, '/events', { headers: { 'accept-encoding': 'gzip' } });
      await eventually(() => expect(client!.answer()?.status).toBe(200));
      for (const data of ['one', 'two', 'three']) {
        stream!.write(`id: ${data}\nchannel: a\ndata: ${data}\n\n`);
        await eventually(() => expect(client!.data().at(-1)).toBe(data));
      }
      expect(client.answer()!.headers).not.toHaveProperty('content-encoding');
      expect(client.connections()).toBe(1);
    },
  );

  it('B5: speaks HTTP/1.1 to the hubs, tells them who asks and under which name, and nothing that a client made up', async () => {
    await exchange(port, '127.0.0.9', 'GET', '/events?a=b%2Fc', undefined, {
      host: `events.example.org:${port}`,
      'x-forwarded-for': '203.0.113.7',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
    });
    const { req } = asked()[0]!;
    expect([req.httpVersion, req.url]).toEqual(['1.1', '/events?a=b%2Fc']);
    expect(req.headers).toMatchObject({
      host: `events.example.org:${port}`,
      'x-forwarded-for': '127.0.0.9',
      'x-forwarded-proto': 'http',
      'x-forwarded-host': `events.example.org:${port}`,
    });
    expect(req.headers).not.toHaveProperty('upgrade');
  });

  it('asks the other hub when one breaks off before it answers', async () => {
    let first = true;
    both((req, res) => {
      if (first) req.socket.destroy();
      else res.end('ok');
      first = false;
    });
    expect(await exchange(port, undefined, 'GET', '/poll')).toMatchObject({ status: 200, text: 'ok' });
    expect(servers.map(({ requests }) => requests.length)).toEqual([1, 1]);
  });

  it('never sends a publication twice', async () => {
    both((req) => req.socket.destroy());
    expect((await exchange(port, undefined, 'POST', '/events', '{"data":1}')).status).toBe(502);
    expect(asked().map(({ method, body }) => [method, body])).toEqual([['POST', '{"data":1}']]);
  });

  it('hands refusals on as they are', async () => {
    both(
      (_, res) =>
        void res
          .writeHead(503, { 'retry-after': '7', 'content-type': 'application/problem+json' })
          .end('{"code":"busy"}'),
    );
    const answer = await exchange(port, undefined, 'GET', '/poll');
    expect(answer).toMatchObject({ status: 503, text: '{"code":"busy"}', headers: { 'retry-after': '7' } });
    expect(asked()).toHaveLength(1);
  });

  it('lets a hub see at once that a client has gone', async () => {
    let closed = false;
    both((_, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(': hello\n\n');
      res.on('close', () => (closed = true));
    });
    const gone = request({ host: '127.0.0.1', port, path: '/events', agent: false });
    gone.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      gone.on('response', () => resolve()).end();
    });
    gone.destroy();
    await eventually(() => expect(closed).toBe(true));
  });

  it('logs the path of a request and nothing of its query, also when no hub answers', async () => {
    both((req) => req.socket.destroy());
    await exchange(port, undefined, 'GET', '/events?access_token=of-the-test', undefined, {
      referer: 'http://a.example/?access_token=of-the-test',
    });
    await eventually(async () => expect(await nginx.log()).toContain('"path":"/events","status":502'));
    expect(await nginx.log()).not.toContain('of-the-test');
  });
});
