/** The commands are run by a real shell and a real curl; what arrives is compared with what the source itself sends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SourceConfig } from '@shared/source';
import { DEFAULT_SOURCE_OPTIONS, type SourceOptions } from '@shared/source-options';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asCurl } from '../../../src/main/sources/as-curl';
import { createAuthority } from '../../support/authority';
import { eventually } from '../../support/eventually';
import { helloStream, type NotedRequest } from '../../support/hello-stream';
import { startHttpProxy } from '../../support/proxies';
import { sourceConfig, watchSource, type WatchedSource } from '../../support/watched-source';

const CANARY = 'canary-c0c0-aa11';
/** Everything that means something to a shell or to curl. */
const NASTY = `it's "$HOME" \`id\` $(id) \\ !! #%^&*;|<>(){}[]~? -x @/etc/passwd é`;

let folder: string;
let server: http.Server;
let requests: NotedRequest[];
let child: ChildProcess | undefined;
let source: WatchedSource | undefined;
/** Things to close after a test. */
let closing: (() => unknown)[];

const answer = helloStream(
  (request) => requests.push(request),
  ({ url }, response) => {
    if (!url.startsWith('/token')) return false;
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ access_token: 'tok-1', token_type: 'Bearer', expires_in: 3600 }));
    return true;
  },
);

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-curl-'));
  requests = [];
  closing = [];
  server = http.createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterEach(async () => {
  if (child?.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
  child = undefined;
  await source?.close();
  source = undefined;
  for (const close of closing) await close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  rmSync(folder, { recursive: true, force: true });
});

const base = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function config(
  path: string,
  options: Partial<SourceOptions>,
  part: Partial<SourceConfig> = {},
): SourceConfig {
  return sourceConfig(`${base()}${path}`, { options: { ...DEFAULT_SOURCE_OPTIONS, ...options }, ...part });
}

/** Runs a command as somebody would who pastes it, and resolves once it has printed the event. */
async function paste(command: string, env: Record<string, string> = {}): Promise<void> {
  let out = '';
  let err = '';
  child = spawn('sh', ['-c', command], {
    cwd: folder,
    detached: true,
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (err += text));
  await eventually(() => expect(out, `${command}\n${err}`).toBe('data: hello\n\n'), { timeoutMs: 10_000 });
}

/** What the server sees of a request that a person set up. */
function essence({ method, url, headers, body }: NotedRequest): Record<string, unknown> {
  const own = new Set([
    'user-agent',
    'accept-encoding',
    'cache-control',
    'connection',
    'content-length',
    'proxy-connection',
  ]);
  const set = Object.entries(headers).filter(([name]) => !own.has(name));
  return { method, url, headers: Object.fromEntries(set.sort()), body };
}

async function sameFromBoth(wanted: SourceConfig, env: Record<string, string> = {}): Promise<NotedRequest> {
  await paste(asCurl(wanted, { secrets: true }), env);
  const [byCurl] = requests.slice(-1);
  source = watchSource(wanted.url, wanted);
  await eventually(() => expect(source!.events()).toHaveLength(1));
  expect(essence(byCurl!)).toEqual(essence(requests.at(-1)!));
  return byCurl!;
}

describe('a source as a curl command', () => {
  it('asks for the same as the source: address, headers and where to go on', async () => {
    const request = await sameFromBoth(
      config(
        '/events?channel=%2A%2A&q=a[1]{2}',
        {},
        {
          headers: [
            { name: 'X-Plain', value: 'a b', secret: false, enabled: true },
            {
              name: 'X-Key',
              value: `it's "$HOME" \`id\` $(id) \\ !! -x @/etc/passwd`,
              secret: true,
              enabled: true,
            },
            { name: 'X-Empty', value: '', secret: false, enabled: true },
            { name: 'X-Off', value: 'no', secret: false, enabled: false },
          ],
          queryToken: { name: 'auth', value: "s p'ä&c" },
          startFromId: '812',
        },
      ),
    );
    expect(request.headers).toMatchObject({
      'x-empty': '',
      'last-event-id': '812',
      accept: 'text/event-stream',
    });
    expect(request.headers).not.toHaveProperty('x-off');
  });

  it.each(['POST', 'PUT', 'PATCH'] as const)('sends a body by %s exactly as it is', async (method) => {
    const body = `${NASTY}\n{"a": "line\\nbreak"}\r\n\t'`;
    const request = await sameFromBoth(config('/chat', { method, body, bodyType: 'application/x; a="b"' }));
    expect(request).toMatchObject({ method, body });
  });

  it('sends a body that begins like a file or an option', async () => {
    expect((await sameFromBoth(config('/', { method: 'POST', body: '@/etc/passwd' }))).body).toBe(
      '@/etc/passwd',
    );
    process.kill(-child!.pid!, 'SIGKILL');
    await source!.close();
    expect((await sameFromBoth(config('/', { method: 'POST', body: '-d x' }))).body).toBe('-d x');
  });

  it('signs in as the source does', async () => {
    const basic = { kind: 'basic', username: 'ada' } as const;
    await sameFromBoth(config('/basic', { signIn: basic }, { secrets: { password: NASTY } }));
    process.kill(-child!.pid!, 'SIGKILL');
    await source!.close();
    await sameFromBoth(
      config('/bearer', { signIn: { kind: 'bearer' } }, { secrets: { token: 'Bearer abc$d' } }),
    );
    process.kill(-child!.pid!, 'SIGKILL');
    await source!.close();
    const key = { kind: 'api-key', header: 'X-Api-Key' } as const;
    await sameFromBoth(config('/key', { signIn: key }, { secrets: { token: "k'1" } }));
  });

  it('fetches a token where the source does', async () => {
    const signIn = {
      kind: 'oauth',
      tokenUrl: `${base()}/token`,
      clientId: 'gauge',
      scope: 'read write',
      audience: '',
      authentication: 'basic',
    } as const;
    const request = await sameFromBoth(config('/', { signIn }, { secrets: { clientSecret: CANARY } }));
    expect(request.headers['authorization']).toBe('Bearer tok-1');
    const [first, second] = requests.filter(({ url }) => url === '/token');
    expect(new URLSearchParams(first!.body)).toEqual(new URLSearchParams(second!.body));
    expect(first!.headers['authorization']).toBe(second!.headers['authorization']);
  });

  it('goes through a Unix socket and through a proxy with credentials', async () => {
    const path = join(folder, `it's.sock`);
    const local = http.createServer(answer);
    await new Promise<void>((listening) => local.listen(path, listening));
    closing.push(
      () => local.closeAllConnections(),
      () => local.close(),
    );
    await sameFromBoth(config('/socket', { unixSocket: path }));
    process.kill(-child!.pid!, 'SIGKILL');
    await source!.close();

    const proxy = await startHttpProxy({ credentials: "ada:p'w" });
    closing.push(() => proxy.close());
    const url = `http://127.0.0.1:${proxy.port}`;
    await paste(
      asCurl(
        config(
          '/proxied',
          { proxy: { kind: 'manual', url, username: 'ada', except: '' } },
          { secrets: { proxyPassword: "p'w" } },
        ),
        { secrets: true },
      ),
      { NO_PROXY: '127.0.0.1' },
    );
    expect(proxy.asked.at(-1)).toContain('/proxied');
    process.kill(-child!.pid!, 'SIGKILL');
    const asked = proxy.asked.length;
    await paste(asCurl(config('/straight', { proxy: { kind: 'none' } }), { secrets: true }), {
      http_proxy: url,
    });
    expect(proxy.asked).toHaveLength(asked);
  });

  it('names certificates as files, and asks for another name', async () => {
    const authority = createAuthority();
    closing.push(() => authority.remove());
    const secure = https.createServer(
      { ...authority.issue(['inner.test']), ca: authority.cert, requestCert: true, rejectUnauthorized: true },
      answer,
    );
    await new Promise<void>((listening) => secure.listen(0, '127.0.0.1', listening));
    closing.push(
      () => secure.closeAllConnections(),
      () => secure.close(),
    );
    const { port } = secure.address() as AddressInfo;
    const { cert, key } = authority.issue(['client'], { passphrase: "p'p" });
    writeFileSync(join(folder, 'authorities.pem'), authority.cert);
    writeFileSync(join(folder, 'certificate.pem'), cert);
    writeFileSync(join(folder, 'private-key.pem'), key);
    const wanted = config(
      '/',
      {
        tls: { certificate: cert, authorities: authority.cert, serverName: 'inner.test', insecure: false },
        http2: false,
      },
      { url: `https://127.0.0.1:${port}/tls`, secrets: { privateKey: key, passphrase: "p'p" } },
    );
    const request = await sameFromBoth(wanted);
    expect(request).toMatchObject({ url: '/tls', headers: { host: `127.0.0.1:${port}` } });

    process.kill(-child!.pid!, 'SIGKILL');
    const careless = {
      ...wanted.options,
      tls: { ...wanted.options.tls, authorities: '', serverName: '', insecure: true },
    };
    await paste(asCurl({ ...wanted, options: careless }, { secrets: true }));
  });

  it('without secrets has the shell fill them in, each as one word', async () => {
    const wanted = config(
      '/{{room}}?api_key=SECRET-1&x={{env.REGION}}',
      { signIn: { kind: 'basic', username: 'ada' } },
      {
        headers: [
          { name: 'X-Api-Key', value: CANARY, secret: true, enabled: true },
          { name: 'Path', value: CANARY, secret: true, enabled: true },
          { name: 'X-Var', value: 'a {{room}} b', secret: false, enabled: true },
        ],
        queryToken: { name: 'auth-token', value: CANARY },
        secrets: { password: CANARY },
      },
    );
    const command = asCurl(wanted, { secrets: false });
    expect(command).not.toContain(CANARY);
    expect(command).not.toContain('SECRET-1');
    await paste(command, {
      PASSWORD: "p w'",
      X_API_KEY: 'k 1',
      PATH_VALUE: 'p',
      API_KEY: 'one',
      AUTH_TOKEN: 'two',
      room: 'blue',
      REGION: 'eu',
    });
    expect(requests.at(-1)).toMatchObject({
      url: '/blue?api_key=one&x=eu&auth-token=two',
      headers: {
        authorization: `Basic ${Buffer.from("ada:p w'").toString('base64')}`,
        'x-api-key': 'k 1',
        path: 'p',
        'x-var': 'a blue b',
      },
    });
  });

  it('keeps the scheme of a secret Authorization header, and takes no secret along to where a redirect leads', () => {
    const secret = { name: 'Authorization', value: `Bearer ${CANARY}`, secret: true, enabled: true };
    const command = asCurl(config('/', {}, { headers: [secret] }), { secrets: false });
    expect(command).toContain(`-H 'Authorization: Bearer '"$TOKEN"`);
    expect(command).not.toContain('--location');
    expect(asCurl(config('/', {}), { secrets: false })).toContain('--location');
  });

  it('is a ws:// address where there is only WebSocket', () => {
    const command = asCurl(
      config(
        '/live',
        {
          websocket: {
            ...DEFAULT_SOURCE_OPTIONS.websocket,
            subprotocols: ['a', 'b'],
            resumeParameter: 'after',
          },
        },
        { transports: ['websocket'], startFromId: '7' },
      ),
      { secrets: true },
    );
    expect(command).toContain(`-H 'Sec-WebSocket-Protocol: a, b'`);
    expect(command).toMatch(/'ws:\/\/127\.0\.0\.1:\d+\/live\?after=7'$/u);
  });

  it('refuses what no command line can carry', () => {
    expect(() => asCurl(config('/', { method: 'POST', body: 'a\0b' }), { secrets: true })).toThrow(
      'NUL character',
    );
  });
});
