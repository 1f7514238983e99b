import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { oauthCredential } from '../../../src/main/sources/credentials/oauth-credential';
import type { OAuthConfig } from '../../../src/main/sources/credentials/token-endpoint';
import { createLine } from '../../../src/main/sources/line/create-line';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { runSse } from '../../support/run-sse';

const SECRET = 'canary+/=é';
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Asked {
  readonly form: Record<string, string>;
  readonly authorization: string | undefined;
}

async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = http.createServer(answer).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A token endpoint that gives `t1`, `t2`… or what `answer` says. */
async function tokenServer(
  answer: (number: number) => { status?: number; body: unknown } = (number) => ({
    body: { access_token: `t${number}`, token_type: 'Bearer', expires_in: 3_600 },
  }),
): Promise<{ tokenUrl: string; asked: Asked[] }> {
  const asked: Asked[] = [];
  const url = await listen((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (part: string) => (body += part));
    request.on('end', () => {
      asked.push({
        form: Object.fromEntries(new URLSearchParams(body)),
        authorization: request.headers.authorization,
      });
      const { status = 200, body: json } = answer(asked.length);
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(typeof json === 'string' ? json : JSON.stringify(json));
    });
  });
  return { tokenUrl: `${url}/token`, asked };
}

function credential(part: Partial<OAuthConfig> & { tokenUrl: string }, now?: () => number) {
  const line = createLine();
  const made = oauthCredential(
    { clientId: 'gauge', clientSecret: SECRET, ...part },
    { line, random: () => 0, ...(now ? { now } : {}) },
  );
  closers.push(async () => {
    made.close();
    await line.close();
  });
  return made;
}
const at = new URL('http://stream.test/');

it('B1: proves the client with Basic or in the body, with scope and audience', async () => {
  const { tokenUrl, asked } = await tokenServer();
  const headers = await credential({ tokenUrl, scope: 'a b', audience: 'https://api' }).headersFor(at);
  expect(headers).toEqual([['Authorization', 'Bearer t1']]);
  await credential({ tokenUrl, authentication: 'post' }).headersFor(at);
  const encoded = Buffer.from(asked[0]!.authorization!.slice(6), 'base64').toString();
  expect(encoded).toBe('gauge:canary%2B%2F%3D%C3%A9');
  expect(asked.map(({ form }) => form)).toEqual([
    { grant_type: 'client_credentials', scope: 'a b', audience: 'https://api' },
    { grant_type: 'client_credentials', client_id: 'gauge', client_secret: SECRET },
  ]);
  expect(asked[1]!.authorization).toBeUndefined();
});

it('B1: asks once for many sources, and again before the token ends', async () => {
  let now = 0;
  const { tokenUrl, asked } = await tokenServer();
  const shared = credential({ tokenUrl }, () => now);
  const all = await Promise.all(Array.from({ length: 50 }, () => shared.headersFor(at)));
  expect(new Set(all.map((fields) => fields[0]![1]))).toEqual(new Set(['Bearer t1']));
  now = 3_539_000;
  expect(await shared.headersFor(at)).toEqual([['Authorization', 'Bearer t1']]);
  now = 3_540_001;
  expect(await shared.headersFor(at)).toEqual([['Authorization', 'Bearer t2']]);
  expect(asked).toHaveLength(2);
});

it('B1: answers a 401 of the stream once with a new token, and only once', async () => {
  const { tokenUrl, asked } = await tokenServer();
  const shared = credential({ tokenUrl });
  const seen: (string | undefined)[] = [];
  const url = await listen((request, response) => {
    seen.push(request.headers.authorization);
    if (request.headers.authorization !== 'Bearer t2') return void response.writeHead(401).end();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: let in\n\n');
  });
  const streams = [runSse(url, { credentials: [shared] }), runSse(url, { credentials: [shared] })];
  closers.push(() => Promise.all(streams.map((stream) => stream.stop())));
  await eventually(() => expect(streams.map(({ events }) => events)).toEqual([['let in'], ['let in']]));
  expect(streams.map(({ statuses }) => statuses)).toEqual([[200], [200]]);
  expect(asked).toHaveLength(2);
  const strict = await listen((_, response) => response.writeHead(401).end());
  const refused = runSse(strict, { credentials: [credential({ tokenUrl })] });
  expect(await refused.ended).toMatchObject({ code: 'unauthorized', remedy: 'credentials' });
  expect(asked).toHaveLength(4);
});

it('serves the old token while it lasts when no new one can be had', async () => {
  let now = 0;
  const { tokenUrl } = await tokenServer((number) =>
    number === 1
      ? { body: { access_token: 't1', token_type: 'bearer', expires_in: '100' } }
      : { status: 503, body: '' },
  );
  const shared = credential({ tokenUrl }, () => now);
  await shared.headersFor(at);
  now = 90_000;
  expect(await shared.headersFor(at)).toEqual([['Authorization', 'Bearer t1']]);
  now = 101_000;
  await expect(shared.headersFor(at)).rejects.toMatchObject({ code: 'oauth', remedy: 'retry' });
});

it('does not hammer a token endpoint that fails', async () => {
  let now = 0;
  const { tokenUrl, asked } = await tokenServer(() => ({ status: 500, body: '' }));
  const shared = credential({ tokenUrl }, () => now);
  for (let i = 0; i < 20; i++) await expect(shared.headersFor(at)).rejects.toMatchObject({ code: 'oauth' });
  expect(asked).toHaveLength(1);
  now = 501;
  await expect(shared.headersFor(at)).rejects.toMatchObject({ code: 'oauth' });
  expect(asked).toHaveLength(2);
});

it.each([
  [401, { error: 'invalid_client' }, 'does not accept the client.', 'credentials'],
  [
    400,
    { error: 'invalid_scope', error_description: `no\r\nscope ${SECRET}` },
    'does not give that scope.',
    'credentials',
  ],
  [400, { error: 'unauthorized_client' }, 'does not let this client ask for tokens this way.', 'credentials'],
  [503, '<html>', 'answered 503 instead of a token.', 'retry'],
  [302, '', 'answered 302 instead of a token.', 'credentials'],
  [200, '<html>', 'answered without a token that can be used.', 'retry'],
  [200, { access_token: 'a\r\nX-Evil: 1' }, 'answered without a token that can be used.', 'retry'],
  [200, { access_token: 'a', token_type: 'mac' }, 'gives tokens of a type other than bearer.', 'stop'],
  [200, 'x'.repeat(100_000), 'answered with more than 64 KiB.', 'retry'],
])('says what is wrong with %d %.60j', async (status, body, sentence, remedy) => {
  const { tokenUrl } = await tokenServer(() => ({ status, body }));
  const error = await credential({ tokenUrl })
    .headersFor(at)
    .catch((thrown: Error & { hint?: string }) => thrown);
  expect(error).toMatchObject({
    message: `The token endpoint ${new URL(tokenUrl).host} ${sentence}`,
    remedy,
  });
  expect(`${String(error)}${(error as { hint?: string }).hint}${JSON.stringify(error)}`).not.toContain(
    'canary',
  );
});

it('says that the token endpoint, not the stream, cannot be reached', async () => {
  const port = await freePort();
  const stream = runSse('http://127.0.0.1:9/', {
    credentials: [credential({ tokenUrl: `http://127.0.0.1:${port}/` })],
  });
  expect(await stream.ended).toMatchObject({
    code: 'refused',
    message: `The token endpoint 127.0.0.1:${port} refused the connection.`,
  });
});
