import { createServer, type Server } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { createLine } from '../../../src/main/sources/line/create-line';
import type { Credential } from '../../../src/main/sources/credentials/credential';
import { graphqlTransportWs } from '../../../src/main/sources/mapping/graphql-transport-ws';
import { phoenix } from '../../../src/main/sources/mapping/phoenix';
import { createAuthority } from '../../support/authority';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { runWebSocket, type WebSocketRun } from '../../support/websocket-run';
import { clientFrames, startWsServer, text, type WsServer } from '../../support/ws-server';

let server: Server | https.Server | undefined;
let raw: WsServer | undefined;
let run: WebSocketRun | undefined;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  await run?.stop();
  await raw?.close();
  for (const close of closers.splice(0)) await close();
  server?.closeAllConnections();
  server?.close();
  server = raw = run = undefined;
});

/** A server of the `ws` package; gives its address. */
async function serve(
  onClient: (client: WebSocket) => void,
  subprotocol?: string,
  on: Server | https.Server = createServer(),
): Promise<string> {
  server = on;
  const sockets = new WebSocketServer({
    server,
    perMessageDeflate: true,
    ...(subprotocol === undefined ? {} : { handleProtocols: () => subprotocol }),
  });
  sockets.on('connection', (client) => {
    closers.push(() => client.terminate());
    onClient(client);
  });
  server.listen(0, '127.0.0.1');
  await new Promise((listening) => server!.once('listening', listening));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

describe('the request', () => {
  it('carries the person’s headers and the id, in the query and as a header, and no fragment', async () => {
    raw = await startWsServer((peer) => peer.accept(['Sec-WebSocket-Protocol: b']));
    run = runWebSocket(
      `${raw.url}?channel=x#part`,
      { subprotocols: ['a'] },
      {
        lastEventId: 'ü 1',
        headers: [
          ['X-Api-Key', 'k-4711'],
          ['Cookie', 'a=1'],
          ['Sec-WebSocket-Protocol', 'b, a'],
          ['Sec-WebSocket-Key', 'forged'],
        ],
      },
    );
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
      message: 'ftp:// is not the address of a WebSocket.',
    });
  });

  it('shows its address without the token', async () => {
    raw = await startWsServer((peer) => peer.accept());
    run = runWebSocket(`${raw.url}?x=canary-1`, {}, { secretParameter: 'x' });
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
    run = runWebSocket(raw.url, {}, { credentials: [credential] });
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
    run = runWebSocket(raw.url, {}, { credentials: [credential] });
    expect(await run.failure()).toMatchObject({ code: 'unauthorized', remedy: 'credentials' });
    expect(raw.peers).toHaveLength(2);
  });
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
      await serve((client) => client.send('over TLS'), undefined, https.createServer({ key, cert }))
    ).replace('http://127.0.0.1', 'wss://localhost');
    run = runWebSocket(url);
    expect(await run.failure()).toMatchObject({ code: 'tls' });
    const line = createLine({ tls: { authorities: authority.cert } });
    closers.push(() => line.close());
    run = runWebSocket(url, {}, { line });
    await eventually(() => expect(run!.data).toEqual(['over TLS']));
    expect(run.via()).toMatchObject({ tls: { version: 'TLSv1.3', verified: true } });
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
  run = runWebSocket(
    url,
    { pingIntervalMs: 20 },
    {},
    {
      event({ data }) {
        seen.push(Number.parseInt(data));
        if (seen.length === 10) waiting = new Promise((resolve) => (free = resolve));
      },
      room: () => waiting,
    },
  );
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
  run = runWebSocket(
    url,
    {},
    {},
    {
      event() {
        throw new Error('full');
      },
    },
  );
  expect(await run.failure()).toMatchObject({ code: 'broken', remedy: 'retry' });
});

it('writes the id into the first message as the inside of a JSON string', async () => {
  raw = await startWsServer((peer) => peer.accept());
  run = runWebSocket(raw.url, { openMessage: '{"after":"{{lastEventId}}"}' }, { lastEventId: 'a"$&b' });
  await eventually(() =>
    expect(clientFrames(raw!.peers[0]!.received()).map(({ payload }) => payload.toString())).toEqual([
      '{"after":"a\\"$&b"}',
    ]),
  );
});

it('speaks graphql-transport-ws with a server', async () => {
  const got: string[] = [];
  const url = await serve((client) => {
    client.on('message', (bytes: Buffer) => {
      const message = JSON.parse(bytes.toString()) as { type: string };
      got.push(message.type);
      if (message.type === 'connection_init') client.send('{"type":"connection_ack"}');
      if (message.type === 'subscribe') {
        client.send('{"type":"ping"}');
        client.send('{"id":"1","type":"next","payload":{"data":{"n":1}}}');
        client.send('{"id":"1","type":"complete"}');
      }
    });
  }, 'graphql-transport-ws');
  run = runWebSocket(url, { protocol: graphqlTransportWs({ query: 'subscription { n }' }) });
  expect(await run.failure()).toMatchObject({
    code: 'no-content',
    remedy: 'stop',
    message: 'orders completed the subscription.',
  });
  expect(run.data).toEqual(['{"data":{"n":1}}']);
  expect(run.comments).toEqual(['connection_ack', 'ping']);
  await eventually(() => expect(got).toEqual(['connection_init', 'subscribe', 'pong']));
});

it('speaks Phoenix with a server, heartbeats included', async () => {
  const channels = phoenix({ topics: ['room:1'] });
  const quick = {
    ...channels,
    start(context: Parameters<typeof channels.start>[0]) {
      const session = channels.start(context);
      return { ...session, heartbeat: { ...session.heartbeat!, everyMs: 20 } };
    },
  };
  let path = '';
  const url = await serve((client) => {
    client.on('message', (bytes: Buffer) => {
      const [join, ref, topic, event] = JSON.parse(bytes.toString()) as string[];
      client.send(JSON.stringify([join, ref, topic, 'phx_reply', { status: 'ok', response: {} }]));
      if (event === 'phx_join') client.send(JSON.stringify([null, null, topic, 'new_msg', { n: 1 }]));
    });
  });
  server!.on('upgrade', (request) => (path = request.url ?? ''));
  run = runWebSocket(url, { protocol: quick });
  await eventually(() =>
    expect(run!.comments.slice(0, 3)).toEqual(['joined room:1', 'heartbeat', 'heartbeat']),
  );
  expect(run.events[0]).toMatchObject({ type: 'new_msg', channel: 'room:1', data: '{"n":1}' });
  expect(path).toBe('/?vsn=2.0.0');
});
