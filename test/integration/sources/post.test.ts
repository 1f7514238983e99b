import { afterEach, expect, it } from 'vitest';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basicCredential } from '../../../src/main/sources/credentials/static-credentials';
import { createCookieJar } from '../../../src/main/sources/credentials/cookie-jar';
import { eventually } from '../../support/eventually';
import { runSse, type SseRun } from '../../support/run-sse';

interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const servers: Server[] = [];
let run: SseRun | undefined;
afterEach(async () => {
  await run?.stop();
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** A server that redirects `/start` as told, and streams at every other path. */
async function start(
  redirect?: readonly [status: number, location: string],
): Promise<{ url: string; seen: Seen[] }> {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      seen.push({ method: request.method!, url: request.url!, headers: request.headers, body });
      if (redirect && request.url === '/start') {
        return void response.writeHead(redirect[0], { location: redirect[1], 'set-cookie': 'hop=1' }).end();
      }
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: streamed\n\n');
    });
  }).listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((listening) => server.once('listening', listening));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/start`, seen };
}

const post = { method: 'POST', body: { type: 'application/json', text: '{"stream":true,"q":"☃ canary"}' } };

it('sends a body with its type and length, the person’s own type first', async () => {
  const { url, seen } = await start();
  run = runSse(url, post);
  await eventually(() => expect(run!.events).toEqual(['streamed']));
  expect(seen[0]).toMatchObject({
    method: 'POST',
    body: post.body.text,
    headers: {
      accept: 'text/event-stream',
      'accept-encoding': 'gzip, deflate, br, zstd',
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(post.body.text)),
    },
  });
  await run.stop();
  run = runSse(url, { ...post, headers: [['content-type', 'application/graphql+json']] });
  await eventually(() => expect(run!.events).toEqual(['streamed']));
  expect(seen[1]!.headers['content-type']).toBe('application/graphql+json');
});

it('sends the body again with the last event id at the next attempt', async () => {
  const { url, seen } = await start();
  for (const lastEventId of ['', '7']) {
    run = runSse(url, { ...post, lastEventId });
    await eventually(() => expect(run!.events).toEqual(['streamed']));
    await run.stop();
  }
  expect(seen.map(({ body, headers }) => [body, headers['last-event-id']])).toEqual([
    [post.body.text, undefined],
    [post.body.text, '7'],
  ]);
});

it.each([
  [301, 'GET', ''],
  [302, 'GET', ''],
  [303, 'GET', ''],
  [307, 'POST', post.body.text],
  [308, 'POST', post.body.text],
])('S25: after %d within the origin it asks with %s', async (status, method, body) => {
  const { url, seen } = await start([status, '/there']);
  run = runSse(url, { ...post, headers: [['X-Key', 'k']] });
  await eventually(() => expect(run!.events).toEqual(['streamed']));
  expect(seen[1]).toMatchObject({ method, body, headers: { 'x-key': 'k' } });
  expect(seen[1]!.headers['content-type']).toBe(body === '' ? undefined : 'application/json');
});

it.each([301, 302, 303, 307, 308])(
  'S25: takes neither body, header, cookie nor credential elsewhere with %d',
  async (status) => {
    const other = await start();
    const { url, seen } = await start([status, other.url]);
    const jar = createCookieJar();
    jar.received!(new URL(url), ['sid=canary']);
    run = runSse(url, {
      ...post,
      headers: [
        ['X-Key', 'canary'],
        ['Cookie', 'mine=canary'],
      ],
      lastEventId: 'canary',
      credentials: [jar, basicCredential('user', 'canary')],
    });
    await eventually(() => expect(run!.events).toEqual(['streamed']));
    expect(seen[0]!.headers).toMatchObject({ 'x-key': 'canary', cookie: 'mine=canary; sid=canary' });
    const [{ headers, body, method }] = other.seen as [Seen];
    expect(body).toBe('');
    expect(method).toBe(status < 307 ? 'GET' : 'POST');
    expect(JSON.stringify(headers)).not.toContain('canary');
    expect(headers.authorization).toBeUndefined();
    expect(headers.cookie).toBeUndefined();
    // What the endpoint set on the way comes back to it, and only to it.
    expect(await jar.headersFor(new URL(url))).toEqual([['Cookie', 'sid=canary; hop=1']]);
  },
);

it('sends headers of the same name as one, and a cookie of the person before the jar’s', async () => {
  const { url, seen } = await start();
  const jar = createCookieJar();
  jar.received!(new URL(url), ['a=jar', 'b=jar']);
  run = runSse(url, {
    headers: [
      ['X-Tag', 'one'],
      ['x-tag', 'two'],
      ['Cookie', 'a=mine'],
    ],
    credentials: [jar],
  });
  await eventually(() => expect(run!.events).toEqual(['streamed']));
  expect(seen[0]!.headers).toMatchObject({ 'x-tag': 'one, two', cookie: 'a=mine; b=jar' });
});
