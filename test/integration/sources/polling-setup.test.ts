/** What a source says of polling comes with each request, and polls go out as everything else of the source does. */
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import * as v from 'valibot';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { pollingSetupSchema, type PollingSetup } from '@shared/source-options';
import type { Credential } from '../../../src/main/sources/credentials/credential';
import { createCookieJar } from '../../../src/main/sources/credentials/cookie-jar';
import { createLine } from '../../../src/main/sources/line/create-line';
import { Http1Connection } from '../../../src/main/sources/transports/http1-connection';
import { createPollingTransport } from '../../../src/main/sources/transports/polling';
import { createAuthority, type Authority } from '../../support/authority';
import { eventually } from '../../support/eventually';
import { pollRun, type PollingWatch } from '../../support/polling-run';

let authority: Authority;
const closers: (() => unknown)[] = [];
beforeAll(() => {
  authority = createAuthority();
});
afterAll(() => authority.remove());
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
async function serve(
  answer: (seen: Seen, response: ServerResponse, number: number) => void,
  secure = false,
): Promise<{ url: string; seen: Seen[]; sockets: Set<Socket> }> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    let body = '';
    sockets.add(request.socket);
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      const one = { method: request.method!, url: request.url!, headers: request.headers, body };
      seen.push(one);
      answer(one, response, seen.length);
    });
  };
  const server = secure
    ? https.createServer(authority.issue(['localhost']), listener)
    : http.createServer(listener);
  server.listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `${secure ? 'https' : 'http'}://localhost:${port}/list`, seen, sockets };
}
const setup = (part: v.InferInput<typeof pollingSetupSchema>): PollingSetup =>
  v.parse(pollingSetupSchema, part);
function poll(...args: Parameters<typeof pollRun>): PollingWatch {
  const run = pollRun(...args);
  closers.push(() => run.stop());
  return run;
}

it('C2: takes interval, list, ids, cursor and the meaning of 204 from the request, for each source its own', async () => {
  const adapter = createPollingTransport({ mode: 'interval', intervalMs: 60_000 });
  const paged = await serve(({ url }, response, number) => {
    if (number === 2) return void response.writeHead(204).end();
    const since = Number(new URL(url, 'http://host').searchParams.get('since') ?? 0);
    response.end(JSON.stringify({ rows: [{ key: `k${since}` }], meta: { next: since + 1 } }));
  });
  const flat = await serve((_, response, number) => response.end(JSON.stringify([number])));
  const first = poll(
    paged.url,
    {},
    {
      polling: setup({
        mode: 'interval',
        intervalMs: 250,
        itemsPath: 'rows',
        idPath: 'key',
        cursor: { from: 'body', path: 'meta.next', parameter: 'since' },
        noContent: 'nothing-new',
      }),
    },
    { adapter },
  );
  const second = poll(flat.url, {}, { polling: setup({ mode: 'interval', intervalMs: 300 }) }, { adapter });
  await eventually(() => expect(first.events.map(({ id }) => id)).toEqual(['k0', 'k1', 'k2']));
  await eventually(() => expect(second.data.slice(0, 3)).toEqual(['1', '2', '3']));
  expect(paged.seen.slice(0, 3).map(({ url }) => url)).toEqual(['/list', '/list?since=1', '/list?since=1']);
});

it('C2: a source that says nothing of 204 is ended by it', async () => {
  const { url } = await serve((_, response) => response.writeHead(204).end());
  const run = poll(url, { noContent: 'nothing-new' }, { polling: setup({}) });
  await eventually(() => expect(run.error).toMatchObject({ code: 'no-content', remedy: 'stop' }));
});

it('polls with the method and the body of the source, over one connection that it keeps', async () => {
  const { url, seen, sockets } = await serve((_, response, number) => response.end(JSON.stringify([number])));
  const run = poll(
    url,
    {},
    {
      polling: setup({ mode: 'interval', intervalMs: 250 }),
      method: 'POST',
      body: { type: 'application/graphql+json', text: '{"query":"{ rows }"}' },
    },
  );
  await eventually(() => expect(run.data.slice(0, 3)).toEqual(['1', '2', '3']));
  for (const one of seen) {
    expect(one).toMatchObject({
      method: 'POST',
      body: '{"query":"{ rows }"}',
      headers: { 'content-type': 'application/graphql+json', accept: 'application/json' },
    });
  }
  expect(sockets.size).toBe(1);
  await run.stop();
  await eventually(() => expect([...sockets].map(({ destroyed }) => destroyed)).toEqual([true]));
});

it.each([
  ['GET', ['"GET1"', '"GET3"'], null],
  ['POST', ['"POST1"'], 'reset'],
])(
  'asks with %s again when the kept connection proves to be closed, if that may be asked twice',
  async (method, data, code) => {
    const { url } = await serve((one, response, number) => {
      if (number === 2) return void response.socket!.destroy();
      response.end(JSON.stringify([`${one.method}${number}`]));
    });
    const run = poll(
      url,
      {},
      {
        polling: setup({ mode: 'interval', intervalMs: 250 }),
        method,
        body: { type: 'text/plain', text: 'x' },
      },
    );
    await eventually(() =>
      expect(code === null ? run.data.slice(0, 2) : run.error?.code).toEqual(code ?? data),
    );
    expect(run.data.slice(0, 2)).toEqual(data);
  },
);

it('a request over a connection that has ended fails once, instead of asking for another without end', async () => {
  const { url } = await serve((_, response) => response.end('[1]'));
  const line = createLine();
  closers.push(() => line.close());
  const at = new URL(url);
  const http1 = new Http1Connection(at.origin, await line.connect(at), {
    keepAliveMs: 10_000,
    headersTimeoutMs: 0,
  });
  const get = { method: 'GET', headers: [], body: null, signal: new AbortController().signal };
  const answer = await http1.send(at, get);
  await answer.body.toArray();
  const { socket } = http1.connection;
  const closed = new Promise((done) => socket.once('close', done));
  socket.destroy();
  await closed;
  expect(http1.usable).toBe(false);
  await expect(http1.send(at, get)).rejects.toMatchObject({ code: 'UND_ERR_SOCKET' });
});

it('B1: polls through the line of the source, and says what was agreed', async () => {
  const { url } = await serve((_, response) => response.end('[1]'), true);
  const line = createLine({ tls: { authorities: authority.cert } });
  closers.push(() => line.close());
  const run = poll(url, {}, { line, polling: setup({}) });
  await eventually(() => expect(run.data).toEqual(['1']));
  expect(run.opened[0]).toMatchObject({
    status: 200,
    protocol: 'HTTP/1.1',
    remoteAddress: `127.0.0.1:${new URL(url).port}`,
    tls: { version: 'TLSv1.3', subject: 'localhost', issuer: 'Test Authority', verified: true },
  });
  const strangers = poll(url, {}, { polling: setup({}) });
  await eventually(() =>
    expect(strangers.error).toMatchObject({ code: 'tls', message: expect.stringContaining('an authority') }),
  );
});

it('gives a renewed credential after a 401, keeps cookies, and asks with them', async () => {
  let token = 1;
  const { url, seen } = await serve(({ headers }, response, number) => {
    if (headers.authorization !== `Bearer ${number < 3 ? 1 : 2}`)
      return void response.writeHead(401).end('{}');
    response.setHeader('set-cookie', 'sid=s1');
    response.end(JSON.stringify([number]));
  });
  const renewing: Credential = {
    renews: true,
    headersFor: () => Promise.resolve([['Authorization', `Bearer ${token}`]]),
    refused: () => void (token += 1),
  };
  const run = poll(
    url,
    {},
    {
      credentials: [renewing, createCookieJar()],
      polling: setup({ mode: 'interval', intervalMs: 250 }),
    },
  );
  await eventually(() => expect(run.data.slice(0, 3)).toEqual(['1', '2', '4']));
  expect(run.statuses.slice(0, 3)).toEqual([200, 200, 200]);
  expect(seen.slice(0, 4).map(({ headers }) => [headers.authorization, headers.cookie])).toEqual([
    ['Bearer 1', undefined],
    ['Bearer 1', 'sid=s1'],
    ['Bearer 1', 'sid=s1'],
    ['Bearer 2', 'sid=s1'],
  ]);
});
