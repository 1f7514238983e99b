import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'undici';
import WebSocket, { WebSocketServer } from 'ws';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createLine, type LineOptions } from '../../../src/main/sources/line/create-line';
import type { Line } from '../../../src/main/sources/line/line';
import type { LineConfig } from '../../../src/main/sources/line/line-config';
import { createAuthority, type Authority, type Pem } from '../../support/authority';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { startHttp2Server } from '../../support/http2-server';
import { startHttpProxy, startSocksProxy, type TestProxy } from '../../support/proxies';
import { runSse, type SseRun } from '../../support/run-sse';

let authority: Authority;
let pem: Pem;
const closers: (() => unknown)[] = [];
beforeAll(() => {
  authority = createAuthority();
  pem = authority.issue(['stream.test', 'localhost', '127.0.0.1']);
});
afterAll(() => authority.remove());
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function lineOf(config: LineConfig, options?: LineOptions): Line {
  const line = createLine({ tls: { authorities: authority.cert }, ...config }, options);
  closers.push(() => line.close());
  return line;
}
function run(url: string, line: Line, headers: [string, string][] = []): SseRun {
  const started = runSse(url, { line, headers });
  closers.push(() => started.stop());
  return started;
}
async function proxy(starting: Promise<TestProxy>): Promise<TestProxy> {
  const started = await starting;
  closers.push(() => started.close());
  return started;
}
/** A plain server of event streams. */
async function target(): Promise<{ port: number; seen: http.IncomingMessage[]; server: http.Server }> {
  const seen: http.IncomingMessage[] = [];
  const server = http.createServer((incoming, response) => {
    seen.push(incoming);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: plain\n\n');
  });
  server.listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, seen, server };
}
async function secureTarget(): ReturnType<typeof startHttp2Server> {
  const server = await startHttp2Server(pem, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: secure\n\n');
  });
  closers.push(() => server.close());
  return server;
}

it('A11: asks an HTTP proxy for the whole address of a plain endpoint', async () => {
  const { port, seen } = await target();
  const gate = await proxy(startHttpProxy({ credentials: 'user:p@ss:word' }));
  const url = `http://user:p%40ss%3Aword@127.0.0.1:${gate.port}`;
  const stream = run(`http://stream.test:${port}/a?b=1`, lineOf({ proxy: { url } }), [
    ['Authorization', 'mine'],
  ]);
  await eventually(() => expect(stream.events).toEqual(['plain']));
  expect(gate.asked).toEqual([`GET http://stream.test:${port}/a?b=1`]);
  expect(seen[0]!.headers).toMatchObject({ host: `stream.test:${port}`, authorization: 'mine' });
  expect(seen[0]!.headers['proxy-authorization']).toBeUndefined();
  expect(stream.via()).toMatchObject({ proxy: `http://127.0.0.1:${gate.port}` });
  expect(JSON.stringify(stream.via())).not.toContain('word');
});

it('A11: reaches a TLS endpoint through a tunnel that shows the proxy nothing', async () => {
  const server = await secureTarget();
  const gate = await proxy(startHttpProxy({ credentials: 'user:secret' }));
  const config = { url: `http://127.0.0.1:${gate.port}`, username: 'user', password: 'secret' };
  const stream = run(`https://stream.test:${server.port}/`, lineOf({ proxy: config }), [['X-Key', 'canary']]);
  await eventually(() => expect(stream.events).toEqual(['secure']));
  expect(gate.asked).toEqual([`CONNECT stream.test:${server.port}`]);
  expect(gate.heads.join()).not.toContain('canary');
  expect(server.requests[0]!.headers['proxy-authorization']).toBeUndefined();
  expect(stream.via()).toMatchObject({ protocol: 'HTTP/2', tls: { verified: true } });
});

it('A11: reaches endpoints through a proxy that itself speaks TLS', async () => {
  const [plain, secure] = [await target(), await secureTarget()];
  const gate = await proxy(startHttpProxy({ pem }));
  const line = lineOf({ proxy: { url: `https://localhost:${gate.port}` } });
  const streams = [
    run(`http://stream.test:${plain.port}/`, line),
    run(`https://stream.test:${secure.port}/`, line),
  ];
  await eventually(() => expect(streams.map(({ events }) => events)).toEqual([['plain'], ['secure']]));
});

it.each([
  ['socks5', 'socks5 stream.test'],
  ['socks5h', 'socks5 stream.test'],
  ['socks4a', 'socks4 stream.test'],
])('A11: lets a %s proxy look up names', async (scheme, asked) => {
  const [plain, secure] = [await target(), await secureTarget()];
  const gate = await proxy(startSocksProxy());
  const line = lineOf({ proxy: { url: `${scheme}://127.0.0.1:${gate.port}` } });
  const streams = [
    run(`http://stream.test:${plain.port}/`, line),
    run(`https://stream.test:${secure.port}/`, line),
  ];
  await eventually(() => expect(streams.map(({ events }) => events)).toEqual([['plain'], ['secure']]));
  expect([...gate.asked].sort()).toEqual([`${asked}:${plain.port}`, `${asked}:${secure.port}`].sort());
});

it('looks names up itself for a socks4 proxy, and gives credentials to a socks5 one', async () => {
  const { port } = await target();
  const old = await proxy(startSocksProxy());
  const locked = await proxy(startSocksProxy({ credentials: 'user:secret' }));
  const streams = [
    run(`http://localhost:${port}/`, lineOf({ proxy: { url: `socks4://127.0.0.1:${old.port}` } })),
    run(
      `http://stream.test:${port}/`,
      lineOf({ proxy: { url: `socks5://user:secret@127.0.0.1:${locked.port}` } }),
    ),
  ];
  await eventually(() => expect(streams.map(({ events }) => events)).toEqual([['plain'], ['plain']]));
  expect(old.asked).toEqual([`socks4 127.0.0.1:${port}`]);
});

it('A11: takes the proxies of the environment, lower case first, but none for this machine', async () => {
  const { port } = await target();
  const gate = await proxy(startHttpProxy());
  const env = {
    http_proxy: `127.0.0.1:${gate.port}`,
    HTTP_PROXY: 'http://127.0.0.1:1',
    NO_PROXY: 'other.test',
  };
  const line = lineOf({ proxy: 'system' }, { env });
  const streams = [run(`http://stream.test:${port}/`, line), run(`http://127.0.0.1:${port}/`, line)];
  await eventually(() => expect(streams.map(({ events }) => events)).toEqual([['plain'], ['plain']]));
  expect(gate.asked).toEqual([`GET http://stream.test:${port}/`]);
});

it('A11: takes WebSockets and short requests the same way', async () => {
  const { port, server } = await target();
  new WebSocketServer({ server }).on('connection', (socket) => socket.send('hello'));
  const gate = await proxy(startHttpProxy({ credentials: 'user:secret' }));
  const line = lineOf({ proxy: { url: `http://user:secret@127.0.0.1:${gate.port}` } });
  const url = `ws://stream.test:${port}/`;
  const socket = new WebSocket(url, { agent: line.agent(new URL(url)) });
  closers.push(() => socket.terminate());
  expect(await new Promise((got) => socket.once('message', (data) => got(String(data))))).toBe('hello');
  const answer = await request(`http://stream.test:${port}/short`, { dispatcher: line.dispatcher });
  expect(answer.statusCode).toBe(200);
  answer.body.on('error', () => undefined).destroy();
  expect(gate.asked).toEqual([`CONNECT stream.test:${port}`, `GET http://stream.test:${port}/short`]);
});

it('A11: takes a WebSocket over TLS through SOCKS', async () => {
  const server = await import('node:https').then((https) => https.createServer(pem));
  new WebSocketServer({ server }).on('connection', (socket) => socket.send('hello'));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const gate = await proxy(startSocksProxy());
  const line = lineOf({ proxy: { url: `socks5://127.0.0.1:${gate.port}` } });
  const url = `wss://stream.test:${(server.address() as AddressInfo).port}/`;
  const socket = new WebSocket(url, { agent: line.agent(new URL(url)) });
  closers.push(() => socket.terminate());
  expect(await new Promise((got) => socket.once('message', (data) => got(String(data))))).toBe('hello');
});

it('reaches a server behind a Unix socket, and says when there is none', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-socket-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const server = http.createServer((incoming, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${incoming.headers.host}${incoming.url}\n\n`);
  });
  const path = join(folder, 'server');
  await new Promise<void>((listening) => server.listen(path, listening));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const stream = run('http://docker/events', lineOf({ unixSocket: path }));
  await eventually(() => expect(stream.events).toEqual(['docker/events']));
  expect(stream.via()).toMatchObject({ remoteAddress: path });
  expect(await run('http://docker/', lineOf({ unixSocket: join(folder, 'none') })).ended).toMatchObject({
    code: 'socket',
    message: 'The Unix socket of orders is not there.',
  });
});

it('S43: says which hop failed', async () => {
  const closed = await freePort();
  const strict = await proxy(startHttpProxy({ credentials: 'user:canary' }));
  const [socks, locked] = [
    await proxy(startSocksProxy()),
    await proxy(startSocksProxy({ credentials: 'u:canary' })),
  ];
  const [broken, closedGate] = [
    await proxy(startHttpProxy({ refuse: '502 Bad Gateway' })),
    await proxy(startHttpProxy({ refuse: '403 Forbidden' })),
  ];
  const noProxy = net.createServer((socket) => socket.end('SSH-2.0-x\r\n\r\n')).listen(0, '127.0.0.1');
  closers.push(() => noProxy.close());
  await new Promise((listening) => noProxy.once('listening', listening));
  const odd = (noProxy.address() as AddressInfo).port;
  const failures = async (url: string): Promise<unknown> => {
    const ended = await run('https://stream.test:9/', lineOf({ proxy: { url } })).ended;
    const { code, message, hint, cause } = ended as Error & { code: string; hint: string };
    expect(`${message}${hint}${String(cause)}${JSON.stringify(cause)}`).not.toContain('canary');
    return [code, message];
  };
  expect(await failures(`http://127.0.0.1:${closed}`)).toEqual([
    'proxy-refused',
    `The proxy 127.0.0.1:${closed} refused the connection.`,
  ]);
  expect(await failures('http://proxy.invalid:3128')).toEqual([
    'proxy-dns',
    expect.stringMatching(/^The name proxy\.invalid of the proxy proxy\.invalid:3128 /u),
  ]);
  const credentials = (port: number, what: string): [string, string] => [
    'proxy-credentials',
    `The proxy 127.0.0.1:${port} ${what}.`,
  ];
  expect(await failures(`http://127.0.0.1:${strict.port}`)).toEqual(
    credentials(strict.port, 'wants credentials'),
  );
  expect(await failures(`http://x:canary@127.0.0.1:${strict.port}`)).toEqual(
    credentials(strict.port, 'refused the credentials'),
  );
  expect(await failures(`socks5://127.0.0.1:${locked.port}`)).toEqual(
    credentials(locked.port, 'wants credentials'),
  );
  expect(await failures(`socks5://x:canary@127.0.0.1:${locked.port}`)).toEqual(
    credentials(locked.port, 'refused the credentials'),
  );
  expect(await failures(`http://127.0.0.1:${broken.port}`)).toEqual([
    'proxy-target',
    `The proxy 127.0.0.1:${broken.port} cannot reach stream.test:9 (502 Bad Gateway).`,
  ]);
  expect(await failures(`http://127.0.0.1:${closedGate.port}`)).toEqual([
    'proxy-refused',
    `The proxy 127.0.0.1:${closedGate.port} does not connect to stream.test:9 (403 Forbidden).`,
  ]);
  expect(await failures(`socks5://127.0.0.1:${socks.port}`)).toEqual([
    'proxy-target',
    `stream.test:9 refused the connection of the proxy 127.0.0.1:${socks.port}.`,
  ]);
  for (const scheme of ['http', 'socks5']) {
    expect((await failures(`${scheme}://127.0.0.1:${odd}`)) as unknown[]).toEqual([
      'proxy-protocol',
      expect.stringContaining(`The proxy 127.0.0.1:${odd} does not answer as`),
    ]);
  }
});

it('gives up on a proxy that says nothing, and on one while it is stopped', async () => {
  const held = new Set<net.Socket>();
  const mute = net.createServer((socket) => void held.add(socket.resume())).listen(0, '127.0.0.1');
  closers.push(() => {
    for (const socket of held) socket.destroy();
    mute.close();
  });
  await new Promise((listening) => mute.once('listening', listening));
  const { port } = mute.address() as AddressInfo;
  const url = 'https://stream.test/';
  const hasty = lineOf({ proxy: { url: `http://127.0.0.1:${port}` } }, { connectTimeoutMs: 200 });
  expect(await run(url, hasty).ended).toMatchObject({ code: 'proxy-timeout' });
  const patient = run(url, lineOf({ proxy: { url: `socks5://127.0.0.1:${port}` } }));
  await eventually(() => expect(held.size).toBe(2));
  await patient.stop();
  await eventually(() => expect([...held].map(({ destroyed }) => destroyed)).toEqual([true, true]));
});
