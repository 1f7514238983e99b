/** Proxies that are not ours, as people have them: Squid for HTTP, microsocks for SOCKS. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import WebSocket, { WebSocketServer } from 'ws';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createLine, type LineOptions } from '../../../src/main/sources/line/create-line';
import type { Line } from '../../../src/main/sources/line/line';
import type { LineConfig } from '../../../src/main/sources/line/line-config';
import { createAuthority, type Authority } from '../../support/authority';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { startHttp2Server } from '../../support/http2-server';
import { pollRun } from '../../support/polling-run';
import { runSse, type SseRun } from '../../support/run-sse';
import { startMicrosocks, startSquid, type Squid } from '../../support/squid';

let authority: Authority;
let locked: Squid;
let open: Squid;
let deniedPort: number;
const closers: (() => unknown)[] = [];
beforeAll(async () => {
  authority = createAuthority();
  deniedPort = await freePort();
  [locked, open] = await Promise.all([
    startSquid({ credentials: 'user:canary-proxy' }),
    startSquid({ deniedPort }),
  ]);
}, 60_000);
afterAll(async () => {
  authority.remove();
  await Promise.all([locked?.close(), open?.close()]);
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function lineOf(config: LineConfig, options?: LineOptions): Line {
  const line = createLine({ tls: { authorities: authority.cert }, ...config }, options);
  closers.push(() => line.close());
  return line;
}
const through = ({ url }: { url: string }, username = 'user', password = 'canary-proxy'): Line =>
  lineOf({ proxy: { url, username, password } });
function run(url: string, line: Line, headers: [string, string][] = []): SseRun {
  const started = runSse(url, { line, headers });
  closers.push(() => started.stop());
  return started;
}

interface Target {
  readonly port: number;
  readonly seen: http.IncomingMessage[];
  /** Sends one more event to everyone. */
  send(data: string): void;
  readonly server: http.Server;
}
async function target(): Promise<Target> {
  const seen: http.IncomingMessage[] = [];
  const streams: http.ServerResponse[] = [];
  const server = http.createServer((request, response) => {
    seen.push(request);
    if (request.url === '/list') return void response.end('["a","b"]');
    streams.push(response);
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    response.write('data: hello\n\n');
  });
  server.listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    send: (data) => streams.forEach((stream) => stream.write(`data: ${data}\n\n`)),
    server,
  };
}

it('A11: passes a plain stream through Squid, each event at once, with the proxy’s credentials for the proxy alone', async () => {
  const { port, seen, send } = await target();
  const stream = run(`http://stream.test:${port}/events?a=b`, through(locked), [
    ['Authorization', 'Bearer mine'],
  ]);
  await eventually(() => expect(stream.events).toEqual(['hello']));
  for (const data of ['1', '2', '3']) {
    send(data);
    await eventually(() => expect(stream.events.at(-1)).toBe(data));
  }
  expect(seen[0]!.headers).toMatchObject({
    host: `stream.test:${port}`,
    authorization: 'Bearer mine',
    via: expect.stringContaining('squid'),
  });
  expect(JSON.stringify(seen[0]!.rawHeaders)).not.toContain('roxy-');
  expect(stream.via()).toMatchObject({ proxy: locked.url, remoteAddress: `127.0.0.1:${locked.port}` });
  expect(JSON.stringify(stream.via())).not.toContain('canary');
  await stream.stop();
  await eventually(() => expect(locked.log()).toContain(`200 GET http://stream.test:${port}/events?a=b`));
});

it('A11: tunnels TLS, HTTP/2 and WebSockets through Squid', async () => {
  const server = await startHttp2Server(authority.issue(['stream.test']), (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: secure\n\n');
  });
  closers.push(() => server.close());
  const line = through(locked);
  const stream = run(`https://stream.test:${server.port}/`, line);
  await eventually(() => expect(stream.events).toEqual(['secure']));
  expect(stream.via()).toMatchObject({ protocol: 'HTTP/2', proxy: locked.url, tls: { verified: true } });

  const plain = await target();
  new WebSocketServer({ server: plain.server }).on('connection', (socket) => socket.send('hello'));
  const url = `ws://stream.test:${plain.port}/`;
  const socket = new WebSocket(url, { agent: line.agent(new URL(url)) });
  closers.push(() => socket.terminate());
  expect(await new Promise((got) => socket.once('message', (data) => got(String(data))))).toBe('hello');
});

it('A11: polls through Squid, and says so', async () => {
  const { port, seen } = await target();
  const poll = pollRun(
    `http://stream.test:${port}/list`,
    { mode: 'interval', intervalMs: 250 },
    { line: through(locked) },
  );
  closers.push(() => poll.stop());
  await eventually(() => expect(seen.length).toBeGreaterThan(2));
  expect(poll.data).toEqual(['"a"', '"b"']);
  expect(poll.opened[0]).toMatchObject({ proxy: locked.url });
});

it('S43: says what Squid refuses, with tunnels and without', async () => {
  const refused = await freePort();
  const ending = async (url: string, line: Line): Promise<unknown> => {
    const ended = (await run(url, line).ended) as Error & { code: string; hint: string; remedy: string };
    expect(`${ended.message} ${ended.hint}`).not.toContain('canary');
    return [ended.code, ended.message, ended.remedy];
  };
  for (const scheme of ['http', 'https']) {
    expect(await ending(`${scheme}://stream.test:${refused}/`, through(locked, '', ''))).toEqual([
      'proxy-credentials',
      `The proxy 127.0.0.1:${locked.port} wants credentials.`,
      'credentials',
    ]);
    expect(await ending(`${scheme}://stream.test:${refused}/`, through(locked, 'user', 'canary'))).toEqual([
      'proxy-credentials',
      `The proxy 127.0.0.1:${locked.port} refused the credentials.`,
      'credentials',
    ]);
    expect(await ending(`${scheme}://stream.test:${deniedPort}/`, through(open, '', ''))).toEqual([
      'proxy-refused',
      `The proxy 127.0.0.1:${open.port} does not connect to stream.test:${deniedPort} (403 Forbidden).`,
      'stop',
    ]);
    expect(await ending(`${scheme}://stream.test:${refused}/`, through(open, '', ''))).toEqual([
      'proxy-target',
      `The proxy 127.0.0.1:${open.port} cannot reach stream.test:${refused} (503 Service Unavailable).`,
      'retry',
    ]);
    // 500, 502 or 503, as the name server answers Squid.
    expect(await ending(`${scheme}://nowhere.invalid:81/`, through(open, '', ''))).toEqual([
      'proxy-target',
      expect.stringMatching(/^The proxy 127\.0\.0\.1:\d+ cannot reach nowhere\.invalid:81 \(50[023] /u),
      'retry',
    ]);
  }
});

it('takes a 503 of the endpoint behind a proxy for the endpoint’s', async () => {
  const server = http.createServer((_, response) => response.writeHead(503).end()).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  closers.push(() => server.close());
  const { port } = server.address() as AddressInfo;
  expect(await run(`http://stream.test:${port}/`, through(open, '', '')).ended).toMatchObject({
    code: 'unavailable',
    message: 'orders answered 503 Service Unavailable.',
  });
});

it('A11: goes through microsocks as ALL_PROXY says, past it as NO_PROXY says', async () => {
  const { port, server } = await target();
  const gate = await startMicrosocks('user:canary');
  closers.push(() => gate.close());
  const from = new Set<number | undefined>();
  server.on('connection', (socket) => from.add(socket.remotePort));
  const env = { ALL_PROXY: `socks5h://user:canary@127.0.0.1:${gate.port}`, NO_PROXY: '.example, 127.0.0.2' };
  const line = lineOf({ proxy: 'system' }, { env });
  // Names that only a proxy knows cannot be used here: any name of this machine will do that is not loopback's.
  const streams = [run(`http://0.0.0.0:${port}/`, line), run(`http://127.0.0.1:${port}/`, line)];
  await eventually(() => expect(streams.map(({ events }) => events)).toEqual([['hello'], ['hello']]));
  expect(streams.map((stream) => stream.via()!.proxy)).toEqual([
    `socks5://127.0.0.1:${gate.port}`,
    undefined,
  ]);
  expect(await run('http://host.example:9/', line).ended).toMatchObject({ code: 'dns' });
  const wrong = lineOf({ proxy: { url: `socks5://user:wrong@127.0.0.1:${gate.port}` } });
  expect(await run(`http://localhost:${port}/`, wrong).ended).toMatchObject({
    code: 'proxy-credentials',
    message: `The proxy 127.0.0.1:${gate.port} refused the credentials.`,
  });
});

it('A11: http_proxy goes before ALL_PROXY, https_proxy is for TLS, and nothing set means none', async () => {
  const { port } = await target();
  const closed = `http://127.0.0.1:${await freePort()}`;
  const via = async (env: Record<string, string>): Promise<string | undefined> => {
    const stream = run(`http://stream.test:${port}/`, lineOf({ proxy: 'system' }, { env }));
    await eventually(() => expect(stream.events).toEqual(['hello']));
    return stream.via()!.proxy;
  };
  expect(await via({ http_proxy: open.url, all_proxy: closed, https_proxy: closed })).toBe(open.url);
  expect(await via({ https_proxy: closed, ALL_PROXY: open.url })).toBe(open.url);
  const ended = await run(
    `http://stream.test:${port}/`,
    lineOf({ proxy: 'system' }, { env: { http_proxy: '', ALL_PROXY: open.url } }),
  ).ended;
  // Straight, where nobody knows the name.
  expect(ended).toMatchObject({ code: 'dns' });
});
