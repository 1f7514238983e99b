import { mkdtemp, rm } from 'node:fs/promises';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Credential } from '../../../src/main/sources/credentials/credential';
import { createLine } from '../../../src/main/sources/line/create-line';
import type { Line } from '../../../src/main/sources/line/line';
import { createAuthority } from '../../support/authority';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { startHttpProxy } from '../../support/proxies';
import { runWebSocket, type WebSocketRun } from '../../support/websocket-run';
import { serveWebSockets, type WebSocketPeer } from '../../support/websocket-servers';
import { clientFrames, startWsServer, text, type WsServer } from '../../support/ws-server';

let peer: WebSocketPeer | undefined;
let raw: WsServer | undefined;
let run: WebSocketRun | undefined;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  await run?.stop();
  await raw?.close();
  await peer?.close();
  for (const close of closers.splice(0)) await close();
  peer = raw = run = undefined;
});

/** A server of the `ws` package; gives its address. */
async function serve(...how: Parameters<typeof serveWebSockets>): Promise<string> {
  peer = await serveWebSockets(...how);
  return peer.url;
}

describe('the request', () => {
  it('carries the person’s headers and the id, in the query and as a header, and no fragment', async () => {
    raw = await startWsServer((peer) => peer.accept(['Sec-WebSocket-Protocol: b']));
    run = runWebSocket(`${raw.url}?channel=x#part`, {
      setup: { subprotocols: ['a'] },
      request: {
        lastEventId: 'ü 1',
        headers: [
          ['X-Api-Key', 'k-4711'],
          ['Cookie', 'a=1'],
          ['Sec-WebSocket-Protocol', 'b, a'],
          ['Sec-WebSocket-Key', 'forged'],
        ],
      },
    });
    await eventually(() => expect(run!.via()).not.toBeNull());
    const { line, headers } = raw.peers[0]!;
    expect(line).toBe('GET /stream?channel=x&lastEventId=%C3%BC+1 HTTP/1.1');
    expect(headers).toMatchObject({
      'x-api-key': 'k-4711',
      cookie: 'a=1',
      'user-agent': 'test',
      'sec-websocket-protocol': 'a,b',
      'sec-websocket-version': '13',
      'last-event-id': Buffer.from('ü 1').toString('latin1'),
    });
    expect(headers['sec-websocket-key']).not.toBe('forged');
    expect(headers).not.toHaveProperty('accept');
    expect(headers).not.toHaveProperty('accept-encoding');
  });

  it.each(['http', 'ws', 'HTTP', 'WS'])('takes a %s address', async (scheme) => {
    raw = await startWsServer((peer) => peer.accept([], text('hi')));
    run = runWebSocket(raw.url.replace('http', scheme));
    await eventually(() => expect(run!.data).toEqual(['hi']));
  });

  it('refuses other schemes', async () => {
    run = runWebSocket('ftp://127.0.0.1/');
    expect(await run.failure()).toMatchObject({
      code: 'bad-address',
      message: 'The address of orders is not one of a WebSocket.',
      remedy: 'stop',
    });
  });

  it('shows its address without the token', async () => {
    raw = await startWsServer((peer) => peer.accept());
    run = runWebSocket(`${raw.url}?x=canary-1`, { request: { secretParameter: 'x' } });
    await eventually(() => expect(run!.via()).not.toBeNull());
    expect(JSON.stringify(run.via())).not.toContain('canary');
  });

  it('answers a 401 once with new credentials', async () => {
    raw = await startWsServer((peer, number) => {
      if (number === 1) peer.send(Buffer.from('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n'));
      else peer.accept();
    });
    let token = 1;
    const credential: Credential = {
      headersFor: () => Promise.resolve([['Authorization', `Bearer t${token}`]]),
      refused: () => void token++,
      renews: true,
      query: [['key', 'q']],
    };
    run = runWebSocket(raw.url, { request: { credentials: [credential] } });
    await eventually(() => expect(run!.via()).not.toBeNull());
    expect(raw.peers.map(({ headers }) => headers['authorization'])).toEqual(['Bearer t1', 'Bearer t2']);
    expect(raw.peers[0]!.line).toContain('?key=q');
    expect(run.statuses).toEqual([101]);
  });

  it('does not go on asking when new credentials are refused too', async () => {
    raw = await startWsServer((peer) =>
      peer.send(Buffer.from('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n')),
    );
    const credential: Credential = {
      headersFor: () => Promise.resolve([]),
      refused: () => undefined,
      renews: true,
    };
    run = runWebSocket(raw.url, { request: { credentials: [credential] } });
    expect(await run.failure()).toMatchObject({ code: 'unauthorized', remedy: 'credentials' });
    expect(raw.peers).toHaveLength(2);
  });
});

it('hands the cookies of the 101 to the credentials', async () => {
  raw = await startWsServer((client) => client.accept(['Set-Cookie: a=1', 'Set-Cookie: b=2; Path=/']));
  const got: [string, readonly string[]][] = [];
  const credential: Credential = {
    headersFor: () => Promise.resolve([]),
    refused: () => undefined,
    renews: false,
    received: (url, cookies) => got.push([url.href, cookies]),
  };
  run = runWebSocket(raw.url, { request: { credentials: [credential] } });
  await eventually(() => expect(got).toEqual([[raw!.url, ['a=1', 'b=2; Path=/']]]));
});

it('lets go of the connection when the request cannot be written', async () => {
  const line = createLine();
  closers.push(() => line.close());
  const sockets: net.Socket[] = [];
  const watched: Line = {
    ...line,
    async connect(...how) {
      const connection = await line.connect(...how);
      sockets.push(connection.socket);
      return connection;
    },
  };
  raw = await startWsServer((client) => client.accept());
  run = runWebSocket(raw.url, { request: { line: watched, headers: [['X-Api-Key', 'canary\n']] } });
  const { message, hint } = await run.failure();
  expect(`${message} ${hint}`).not.toContain('canary');
  expect(sockets.map(({ destroyed }) => destroyed)).toEqual([true]);
  expect(raw.peers).toHaveLength(0);
});

it('compresses with a server that does, both ways', async () => {
  const long = JSON.stringify(Array(2_000).fill('the same again'));
  const got: string[] = [];
  const url = await serve((client) => {
    client.on('message', (bytes: Buffer) => {
      got.push(bytes.toString());
      for (let i = 0; i < 5; i++) client.send(long);
    });
  });
  run = runWebSocket(url, { setup: { openMessage: long } });
  await eventually(() => expect(run!.data).toEqual(Array(5).fill(long)));
  expect(got).toEqual([long]);
  expect(run.via()?.headers['sec-websocket-extensions']).toContain('permessage-deflate');
  expect(run.bytes().decoded).toBe(5 * long.length);
  expect(run.bytes().wire).toBeLessThan(long.length);
  expect(run.bytes().wire).toBeGreaterThan(0);
});

describe('the way there', () => {
  it('says when nobody listens', async () => {
    run = runWebSocket(`http://127.0.0.1:${await freePort()}/`);
    expect(await run.failure()).toMatchObject({ code: 'refused', remedy: 'retry' });
  });

  it('says when the other side hangs up', async () => {
    raw = await startWsServer(({ socket }) => socket.end());
    run = runWebSocket(raw.url);
    expect(await run.failure()).toMatchObject({
      code: 'reset',
      message: 'orders closed the connection without an answer.',
    });
  });

  it('uses the line of the source: an authority of its own is trusted, and what was agreed is told', async () => {
    const authority = createAuthority();
    closers.push(() => authority.remove());
    const { key, cert } = authority.issue(['localhost']);
    const url = (
      await serve((client) => client.send('over TLS'), { server: https.createServer({ key, cert }) })
    ).replace('http://127.0.0.1', 'wss://localhost');
    run = runWebSocket(url);
    expect(await run.failure()).toMatchObject({ code: 'tls' });
    const line = createLine({ tls: { authorities: authority.cert } });
    closers.push(() => line.close());
    run = runWebSocket(url, { request: { line } });
    await eventually(() => expect(run!.data).toEqual(['over TLS']));
    expect(run.via()).toMatchObject({ tls: { version: 'TLSv1.3', verified: true } });
  });

  it('goes through a proxy by a tunnel, and tells which', async () => {
    const url = await serve((client) => client.send('through'));
    const proxy = await startHttpProxy({ credentials: 'u:p' });
    closers.push(() => proxy.close());
    const line = createLine({
      proxy: { url: `http://127.0.0.1:${proxy.port}`, username: 'u', password: 'p' },
    });
    closers.push(() => line.close());
    run = runWebSocket(url.replace('127.0.0.1', 'hub.test'), { request: { line } });
    await eventually(() => expect(run!.data).toEqual(['through']));
    expect(proxy.asked).toEqual([`CONNECT ${new URL(url).host.replace('127.0.0.1', 'hub.test')}`]);
    expect(run.via()).toMatchObject({ proxy: `http://127.0.0.1:${proxy.port}` });
  });

  it('goes through a Unix socket', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'streamgauge-websocket-'));
    closers.push(() => rm(folder, { recursive: true }));
    const path = join(folder, 'server');
    await serve((client) => client.send('local'));
    const { port } = peer!.server.address() as AddressInfo;
    const relay = net.createServer((socket) => {
      const onward = net.connect(port, '127.0.0.1');
      socket.pipe(onward).pipe(socket);
      socket.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => relay.listen(path, resolve));
    closers.push(() => relay.close());
    const line = createLine({ unixSocket: path });
    closers.push(() => line.close());
    run = runWebSocket('http://app.test/', { request: { line } });
    await eventually(() => expect(run!.data).toEqual(['local']));
    expect(run.via()).toMatchObject({ remoteAddress: path });
  });

  it('stays with what is open when a server only looks as if it spoke something better', async () => {
    raw = await startWsServer((client, number) => {
      if (number === 1) client.accept(['Content-Length: 0'], text('as it is'));
      else client.send(Buffer.from('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n'));
    });
    run = runWebSocket(raw.url);
    await eventually(() => expect(run!.data).toEqual(['as it is']));
    expect(raw.peers.map(({ headers }) => headers['sec-websocket-protocol'])).toEqual([
      undefined,
      'ws+meta.nchan',
    ]);
    expect(run.statuses).toEqual([101]);
  });

  it('ends at once when it is stopped before it is open', async () => {
    raw = await startWsServer(() => undefined);
    run = runWebSocket(raw.url);
    await eventually(() => expect(raw!.peers).toHaveLength(1));
    await run.stop();
    expect(await run.ended).toEqual(new Error('stopped by the test'));
    await eventually(() => expect(raw!.peers[0]!.socket.destroyed).toBe(true));
  });
});

it('reads no further while there is no room, and loses nothing', async () => {
  let sent = 0;
  const url = await serve((client) => {
    const feed = (): void => {
      while (sent < 4_000 && client.bufferedAmount < 256 * 1024)
        client.send(`${sent++} ${'x'.repeat(8_000)}`, { compress: false });
      if (sent < 4_000) setTimeout(feed, 1);
    };
    feed();
  });
  let free = (): void => undefined;
  let waiting: Promise<void> | null = null;
  const seen: number[] = [];
  run = runWebSocket(url, {
    setup: { pingIntervalMs: 20 },
    sink: {
      event({ data }) {
        seen.push(Number.parseInt(data));
        if (seen.length === 10) waiting = new Promise((resolve) => (free = resolve));
      },
      room: () => waiting,
    },
  });
  // What is on its way in buffers still comes; then the server cannot send any more.
  let before = -1;
  let still = 0;
  await eventually(
    () => {
      still = sent === before ? still + 1 : 0;
      before = sent;
      expect(still).toBeGreaterThan(20);
    },
    { timeoutMs: 10_000 },
  );
  expect(sent).toBeLessThan(4_000);
  expect(seen.length).toBeLessThan(200);
  waiting = null;
  free();
  await eventually(() => expect(seen).toEqual(Array.from({ length: 4_000 }, (_, i) => i)), {
    timeoutMs: 15_000,
  });
});

it('fails, and does not bring the app down, when whoever takes the events throws', async () => {
  const url = await serve((client) => client.send('x'));
  run = runWebSocket(url, {
    sink: {
      event() {
        throw new Error('full');
      },
    },
  });
  expect(await run.failure()).toMatchObject({ code: 'broken', remedy: 'retry' });
});

it('writes the id into the first message as the inside of a JSON string', async () => {
  raw = await startWsServer((peer) => peer.accept());
  run = runWebSocket(raw.url, {
    setup: { openMessage: '{"after":"{{lastEventId}}"}' },
    request: { lastEventId: 'a"$&b' },
  });
  await eventually(() =>
    expect(clientFrames(raw!.peers[0]!.received()).map(({ payload }) => payload.toString())).toEqual([
      '{"after":"a\\"$&b"}',
    ]),
  );
});

describe('what is chosen for a source', () => {
  it.each([
    [{ preset: 'phoenix' }, 'no-topic', 'orders has no Phoenix topic to join.'],
    [{ preset: 'graphql-transport-ws' }, 'no-operation', 'orders has no GraphQL subscription to ask for.'],
    [
      { preset: 'graphql-transport-ws', operation: 'subscription { a }', variables: '[1]' },
      'bad-variables',
      'The GraphQL variables of orders are not a JSON object.',
    ],
    [
      { subprotocols: ['a b'] },
      'bad-subprotocol',
      'orders offers a subprotocol that cannot be the name of one.',
    ],
  ] as const)('%j makes no sense, which is said without a connection', async (setup, code, message) => {
    raw = await startWsServer((client) => client.accept());
    run = runWebSocket(raw.url, { setup: setup as object });
    expect(await run.failure()).toMatchObject({ code, message, remedy: 'stop' });
    expect(raw.peers).toHaveLength(0);
  });

  it('the query parameter that carries the id is the person’s before the preset’s', async () => {
    raw = await startWsServer((client) => client.accept());
    const request = { lastEventId: '7' };
    run = runWebSocket(raw.url, { setup: { preset: 'plain', resumeParameter: 'since' }, request });
    await eventually(() => expect(run!.via()).not.toBeNull());
    expect(raw.peers[0]!.line).toBe('GET /stream?since=7 HTTP/1.1');
  });
});
