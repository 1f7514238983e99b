import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Attempt, ConnectTimes } from '@shared/connection';
import type { SourceConfig } from '@shared/source';
import { DEFAULT_SOURCE_OPTIONS, type SourceOptions } from '@shared/source-options';
import { createAuthority, type Authority, type Pem } from '../../support/authority';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { startHttpProxy, startSocksProxy, type TestProxy } from '../../support/proxies';
import { watchRegistry } from '../../support/watched-registry';
import { watchSource, type WatchedSource } from '../../support/watched-source';

/** What the servers wait before the head of an answer, and between that and the first event, ms. */
const HEAD_MS = 80;
const EVENT_MS = 120;
/** Timers of Node may fire a little early. */
const EARLY_MS = 3;

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

/** A server that takes its time, with TLS or without. */
async function slowServer({ secure }: { readonly secure: boolean }): Promise<number> {
  const answer: http.RequestListener = (request, response) => {
    if (request.url !== '/stream') return void response.writeHead(302, { location: '/stream' }).end();
    setTimeout(() => {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      setTimeout(() => response.write('data: first\n\n'), EVENT_MS);
    }, HEAD_MS);
  };
  const server = secure ? https.createServer(pem, answer) : http.createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
async function proxy(starting: Promise<TestProxy>): Promise<TestProxy> {
  const started = await starting;
  closers.push(() => started.close());
  return started;
}
function follow(
  url: string,
  options: Partial<SourceOptions> = {},
  part: Partial<SourceConfig> = {},
): WatchedSource {
  const { tls } = DEFAULT_SOURCE_OPTIONS;
  const source = watchSource(url, {
    ...part,
    options: { ...DEFAULT_SOURCE_OPTIONS, tls: { ...tls, authorities: authority.cert }, ...options },
  });
  closers.push(() => source.close());
  return source;
}
const attemptOf = (source: WatchedSource): Attempt => source.status().attempts[0]!;
async function timesAtFirstEvent(source: WatchedSource): Promise<ConnectTimes> {
  await eventually(() => expect(attemptOf(source).times?.firstEvent).toEqual(expect.any(Number)));
  return attemptOf(source).times!;
}
const byHand = (url: string): Partial<SourceOptions> => ({
  proxy: { kind: 'manual', url, username: '', except: '' },
});

describe('the way to a stream', () => {
  it('is measured stage by stage: name, TCP, TLS, answer, first event', async () => {
    const port = await slowServer({ secure: true });
    const times = await timesAtFirstEvent(follow(`https://localhost:${port}/stream`));
    expect(times).toMatchObject({ proxyTls: null, tunnel: null, shared: false });
    for (const stage of ['before', 'lookup', 'tcp', 'tls'] as const)
      expect(times[stage], stage).toBeGreaterThanOrEqual(0);
    expect(times.tls).toBeGreaterThan(0);
    expect(times.answer).toBeGreaterThanOrEqual(HEAD_MS - EARLY_MS);
    expect(times.firstEvent).toBeGreaterThanOrEqual(EVENT_MS / 2);
  });

  it('adds up to no more than the attempt took', async () => {
    const port = await slowServer({ secure: true });
    const source = follow(`https://localhost:${port}/stream`);
    const { before, lookup, tcp, tls, answer } = await timesAtFirstEvent(source);
    const { startedAt, openedAt } = attemptOf(source);
    const sum = [before, lookup, tcp, tls, answer].reduce<number>((all, ms) => all + (ms ?? 0), 0);
    // The one is measured by a clock that counts whole ms.
    expect(sum).toBeLessThanOrEqual(openedAt! - startedAt + 2);
  });

  it('has no name to look up for an address, and no TLS where there is none', async () => {
    const port = await slowServer({ secure: false });
    const times = await timesAtFirstEvent(follow(`http://127.0.0.1:${port}/stream`));
    expect(times).toMatchObject({ lookup: null, tls: null, tunnel: null });
    expect(times.tcp).toBeGreaterThanOrEqual(0);
  });

  it('tells the stages of the connection that a redirect led to, and what was before them as one', async () => {
    const port = await slowServer({ secure: false });
    const times = await timesAtFirstEvent(follow(`http://127.0.0.1:${port}/elsewhere`));
    expect(times.before).toBeGreaterThan(0);
    expect(times.before).toBeLessThan(times.answer!);
    expect(times.answer).toBeGreaterThanOrEqual(HEAD_MS - EARLY_MS);
  });

  it('leads through an HTTP proxy by CONNECT, and through one of TLS with that before it', async () => {
    const port = await slowServer({ secure: true });
    const plain = await proxy(startHttpProxy());
    const byPlain = follow(`https://localhost:${port}/stream`, byHand(`http://127.0.0.1:${plain.port}`));
    const times = await timesAtFirstEvent(byPlain);
    expect(times).toMatchObject({ lookup: null, proxyTls: null });
    expect(times.tunnel).toBeGreaterThan(0);
    expect(times.tls).toBeGreaterThan(0);

    const secure = await proxy(startHttpProxy({ pem }));
    const bySecure = follow(`https://localhost:${port}/stream`, byHand(`https://localhost:${secure.port}`));
    const further = await timesAtFirstEvent(bySecure);
    expect(further.lookup).toBeGreaterThanOrEqual(0);
    for (const stage of ['proxyTls', 'tunnel', 'tls'] as const)
      expect(further[stage], stage).toBeGreaterThan(0);
  });

  it('leads through a SOCKS proxy as through a tunnel', async () => {
    const port = await slowServer({ secure: false });
    const socks = await proxy(startSocksProxy());
    const times = await timesAtFirstEvent(
      follow(`http://stream.test:${port}/stream`, byHand(`socks5://127.0.0.1:${socks.port}`)),
    );
    expect(times.tunnel).toBeGreaterThan(0);
    expect(times).toMatchObject({ lookup: null, proxyTls: null, tls: null });
  });

  it('is that of the handshake for a WebSocket', async () => {
    const server = https.createServer(pem);
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket) => void setTimeout(() => socket.send('first'), EVENT_MS));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    closers.push(() => {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const times = await timesAtFirstEvent(
      follow(`wss://localhost:${port}/`, {}, { transports: ['websocket'] }),
    );
    expect(times.tls).toBeGreaterThan(0);
    expect(times.answer).toBeGreaterThan(0);
    expect(times.firstEvent).toBeGreaterThanOrEqual(EVENT_MS / 2);
  });

  it('is that of the first poll for polling, later ones go over the same connection', async () => {
    let polls = 0;
    const server = http.createServer((_request, response) => {
      polls += 1;
      const items = JSON.stringify([{ id: polls }]);
      setTimeout(
        () => response.writeHead(200, { 'content-type': 'application/json' }).end(items),
        polls === 1 ? HEAD_MS : 0,
      );
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    const polling = { ...DEFAULT_SOURCE_OPTIONS.polling, intervalMs: 500 };
    const source = follow(`http://127.0.0.1:${port}/`, { polling }, { transports: ['polling'] });
    const times = await timesAtFirstEvent(source);
    expect(times.answer).toBeGreaterThanOrEqual(HEAD_MS - EARLY_MS);
    await eventually(() => expect(polls).toBeGreaterThan(1), { timeoutMs: 5_000 });
    await eventually(() => expect(source.events().length).toBeGreaterThan(1));
    expect(attemptOf(source).times).toEqual(times);
  });

  it('is nobody’s own when two sources share a connection', async () => {
    const port = await slowServer({ secure: false });
    const sources = watchRegistry();
    closers.push(() => sources.close());
    sources.follow('one', `http://127.0.0.1:${port}/stream`);
    sources.follow('two', `http://127.0.0.1:${port}/stream`);
    const times = (id: string): ConnectTimes | null | undefined => sources.status(id)!.attempts[0]?.times;
    await eventually(() => expect(times('two')?.firstEvent).toEqual(expect.any(Number)));
    expect(times('one')).toMatchObject({ shared: false, tcp: expect.any(Number) });
    expect(times('two')).toMatchObject({ shared: true, before: null, tcp: null, answer: null });
  });
});

describe('an attempt that fails', () => {
  it('tells how far it came', async () => {
    const source = follow(`http://localhost:${await freePort()}/stream`);
    await eventually(() => expect(attemptOf(source).endedAt).not.toBeNull());
    const { times } = attemptOf(source);
    expect(times!.lookup).toBeGreaterThanOrEqual(0);
    expect(times).toMatchObject({ tcp: null, tls: null, answer: null, firstEvent: null });
  });

  it('tells it of a server that takes the connection and never answers, when it is let go', async () => {
    const server = https.createServer(pem, () => undefined);
    let asked = 0;
    server.on('request', () => (asked += 1));
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    closers.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const source = follow(`https://localhost:${(server.address() as AddressInfo).port}/stream`);
    await eventually(() => expect(asked).toBe(1));
    source.registry.pause('under-test');
    const { times } = attemptOf(source);
    expect(times!.tls).toBeGreaterThan(0);
    expect(times).toMatchObject({ answer: null, firstEvent: null });
  });
});
