import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http, { type IncomingMessage } from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { createAuthority } from '../../support/authority';
import { helloStream, type NotedRequest } from '../../support/hello-stream';
import { startHttpProxy } from '../../support/proxies';
import { startRawSseServer, STREAM_HEAD } from '../../support/raw-sse-server';
import { runStreamgaugeWith, type RunningCommand } from '../../support/run-streamgauge';

const LAUNCHER = resolve(__dirname, '../../../bin/streamgauge.mjs');

let folder: string;
let server: http.Server;
let requests: NotedRequest[];
let command: RunningCommand | undefined;
let closing: (() => unknown)[];

const answer = helloStream((request) => requests.push(request));

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-tail-'));
  requests = [];
  closing = [];
  server = http.createServer(answer);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterEach(async () => {
  command?.child.kill('SIGKILL');
  await command?.exit;
  command = undefined;
  for (const close of closing) await close();
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  rmSync(folder, { recursive: true, force: true });
});

const base = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const at = (name: string): string => join(folder, name);

function tail(env: Record<string, string>, ...args: string[]): Promise<number | null> {
  command = runStreamgaugeWith(env, 'tail', ...args);
  return command.exit;
}

describe('what tail sends', () => {
  it('is a body by POST, from the line, a file or several', async () => {
    writeFileSync(at('body.json'), '{"prompt": "{{not.a.variable}} {{name}}"}\n');
    expect(
      await tail({}, base(), '-d', 'a=1', '--data', 'b=2', '--content-type', 'a/b', '--count', '1'),
    ).toBe(0);
    expect(requests.at(-1)).toMatchObject({
      method: 'POST',
      body: 'a=1&b=2',
      headers: { 'content-type': 'a/b', accept: 'text/event-stream' },
    });
    expect(await tail({}, base(), '-X', 'put', '-d', `@${at('body.json')}`, '--count', '1')).toBe(0);
    expect(requests.at(-1)).toMatchObject({
      method: 'PUT',
      body: '{"prompt": "{{not.a.variable}} {{name}}"}\n',
      headers: { 'content-type': 'application/json' },
    });
  });

  it('has variables of the environment in the address, headers and the password', async () => {
    const env = { SG_HOST: base().slice(7), SG_TOKEN: 'canary-t', SG_PASS: 'p:w' };
    expect(
      await tail(
        env,
        'http://{{env.SG_HOST}}/x',
        '-H',
        'X-Key: {{ env.SG_TOKEN }}',
        '-u',
        'ada:{{env.SG_PASS}}',
        '--count',
        '1',
      ),
    ).toBe(0);
    expect(requests.at(-1)).toMatchObject({
      url: '/x',
      headers: { 'x-key': 'canary-t', authorization: `Basic ${Buffer.from('ada:p:w').toString('base64')}` },
    });
    expect(command!.stdout()).not.toContain('canary-t');
  });

  it('goes through a proxy with credentials, and round it', async () => {
    const proxy = await startHttpProxy({ credentials: 'ada:p@w' });
    closing.push(() => proxy.close());
    const url = `http://ada:p%40w@127.0.0.1:${proxy.port}`;
    const { port } = server.address() as AddressInfo;
    expect(await tail({}, `http://events.test:${port}/`, '-x', url, '--count', '1')).toBe(0);
    expect(proxy.asked).toHaveLength(1);
    expect(await tail({}, base(), '-x', url, '--no-proxy', 'other.test,127.0.0.1', '--count', '1')).toBe(0);
    expect(proxy.asked).toHaveLength(1);
    expect(await tail({ http_proxy: url }, `http://events.test:${port}/`, '--count', '1')).toBe(0);
    expect(proxy.asked).toHaveLength(2);
    expect(
      await tail(
        { http_proxy: 'http://127.0.0.1:1' },
        `http://localhost:${port}/`,
        '--no-proxy',
        '*',
        '--count',
        '1',
      ),
    ).toBe(0);
    expect(command!.stdout() + command!.stderr()).not.toContain('p%40w');
  });

  it('goes through a Unix socket, by HTTP/1.1 only', async () => {
    const path = at('app.sock');
    const local = http.createServer(answer);
    await new Promise<void>((listening) => local.listen(path, listening));
    closing.push(
      () => local.closeAllConnections(),
      () => local.close(),
    );
    expect(
      await tail({}, 'http://orders.test/events', '--unix-socket', path, '--http1.1', '--count', '1'),
    ).toBe(0);
    expect(requests.at(-1)).toMatchObject({ url: '/events', headers: { host: 'orders.test' } });
  });

  it('shows a client certificate, trusts an authority, or anything', async () => {
    const authority = createAuthority();
    closing.push(() => authority.remove());
    const secure = https.createServer(
      { ...authority.issue(['127.0.0.1']), ca: authority.cert, requestCert: true, rejectUnauthorized: true },
      answer,
    );
    await new Promise<void>((listening) => secure.listen(0, '127.0.0.1', listening));
    closing.push(
      () => secure.closeAllConnections(),
      () => secure.close(),
    );
    const url = `https://127.0.0.1:${(secure.address() as AddressInfo).port}/`;
    const { cert, key } = authority.issue(['client'], { passphrase: 'open sesame' });
    writeFileSync(at('ca.pem'), authority.cert);
    writeFileSync(at('client.pem'), cert);
    writeFileSync(at('client.key'), key);
    writeFileSync(at('both.pem'), key + cert);
    const ca = ['--cacert', at('ca.pem'), '--count', '1'];
    const pass = ['--pass', '{{env.SG_PASS}}'];
    const env = { SG_PASS: 'open sesame' };
    expect(await tail(env, url, ...ca, '--cert', at('client.pem'), '--key', at('client.key'), ...pass)).toBe(
      0,
    );
    expect(await tail(env, url, ...ca, '-E', at('both.pem'), ...pass)).toBe(0);
    expect(await tail(env, url, '-k', '--count', '1', '-E', at('both.pem'), ...pass)).toBe(0);
    expect(await tail(env, url, '--count', '1', '--retry-max', '1', '-E', at('both.pem'), ...pass)).toBe(3);
    expect(await tail(env, url, ...ca, '-E', at('both.pem'), '--pass', 'wrong')).toBe(2);
    expect(command!.stderr()).toContain('The passphrase does not open the private key.');
    expect(await tail(env, url, ...ca, '-E', at('client.pem'))).toBe(2);
    expect(command!.stdout()).toBe('');
  });
});

describe('when tail ends', () => {
  it('is after the first end with --retry-max 0, with 0 when there was a stream', async () => {
    const sse = await startRawSseServer(({ socket }) => socket.end(`${STREAM_HEAD}data: a\n\n`));
    closing.push(() => sse.close());
    expect(await tail({}, sse.url, '--retry-max', '0')).toBe(0);
    expect(sse.requests).toHaveLength(1);
    expect(await tail({}, 'http://127.0.0.1:9/', '--retry-max', '0')).toBe(3);
    expect(command!.lines().filter((line) => line['state'] === 'connecting')).toHaveLength(1);
  });

  it('is after so many failed attempts in a row, also when it had been open', async () => {
    const sse = await startRawSseServer(({ socket }, number) =>
      number === 1
        ? socket.end(`${STREAM_HEAD}retry: 1\ndata: a\n\n`)
        : socket.end('HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\n\r\n'),
    );
    closing.push(() => sse.close());
    expect(await tail({}, sse.url, '--retry-max', '2')).toBe(3);
    expect(sse.requests).toHaveLength(3);
    expect(command!.lines().at(-1)).toMatchObject({ kind: 'closed', reason: expect.stringContaining('503') });
  });
});

describe('what tail prints', () => {
  it('with --raw is every byte of the stream, and nothing else', async () => {
    const bytes = Buffer.concat([
      Buffer.from('\ufeff: hi\r\n\r\nretry: 10\ndata: é'),
      Buffer.from([0xff, 0x00]),
      Buffer.from('\r\rid: 7\n\nunknown: x\ndata: unfini'),
    ]);
    const sse = await startRawSseServer(({ socket }) =>
      socket.end(Buffer.concat([Buffer.from(STREAM_HEAD), bytes])),
    );
    closing.push(() => sse.close());
    const args = [LAUNCHER, 'tail', sse.url, '--raw', '--retry-max', '0'];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { encoding: 'buffer' });
    expect(stdout).toEqual(bytes);
    const told = stderr
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string });
    expect(told.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['state', 'open', 'closed']));
    expect(told.map(({ kind }) => kind)).not.toContain('event');
  });

  it('with --raw has compression undone, and goes on after a break', async () => {
    let number = 0;
    server.removeAllListeners('request');
    server.on('request', (request: IncomingMessage, response: http.ServerResponse) => {
      requests.push({ method: 'GET', url: '', headers: request.headers, body: '' });
      response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': 'gzip' });
      response.end(gzipSync(`retry: 500\nid: ${++number}\ndata: ${number}\n\n`));
    });
    expect(await tail({}, base(), '--raw', '--count', '2')).toBe(0);
    expect(command!.stdout()).toBe('retry: 500\nid: 1\ndata: 1\n\nretry: 500\nid: 2\ndata: 2\n\n');
    expect(requests[1]!.headers['last-event-id']).toBe('1');
  });

  it('is the audit of a resume', async () => {
    const sse = await startRawSseServer(({ socket }, number) => {
      if (number === 1) socket.end(`${STREAM_HEAD}retry: 500\nid: 1\ndata: a\n\nid: 2\ndata: b\n\n`);
      else socket.write(`${STREAM_HEAD}id: 2\ndata: b\n\nid: 3\ndata: c\n\n`);
    });
    closing.push(() => sse.close());
    expect(await tail({}, sse.url, '--for', '4')).toBe(0);
    const audits = command!.lines().filter(({ kind }) => kind === 'audit');
    expect(audits).toMatchObject([
      { sentId: '2', duplicates: 1, reason: expect.stringContaining('Last-Event-ID 2') },
    ]);
  });

  it('with several transports is why one was left for the next', async () => {
    expect(await tail({}, base(), '--strategy', 'auto', '--count', '1')).toBe(0);
    const lines = command!.lines();
    expect(lines.filter(({ kind }) => kind === 'ladder').at(-1)).toMatchObject({
      rungs: [
        { transport: 'websocket', state: 'failed', reason: expect.stringMatching(/\S/u) },
        { transport: 'sse', state: 'carrying' },
        { transport: 'polling', state: 'untried' },
      ],
    });
    expect(lines.find(({ kind }) => kind === 'open')).toMatchObject({ transport: 'sse' });
  });

  it('is the messages of a WebSocket for a ws:// address', async () => {
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    sockets.on('connection', (socket) => socket.send('{"a":1}'));
    await new Promise((listening) => sockets.once('listening', listening));
    closing.push(
      () => sockets.clients.forEach((one) => one.terminate()),
      () => sockets.close(),
    );
    const url = `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/live`;
    expect(await tail({}, url, '--count', '1')).toBe(0);
    expect(command!.lines().find(({ kind }) => kind === 'event')).toMatchObject({ data: '{"a":1}' });
    expect(await tail({}, url, '--count', '1', '--raw')).toBe(0);
    expect(command!.stdout()).toBe('{"a":1}\n');
  });
});

describe('tail refuses', () => {
  it.each<[string, string[], RegExp]>([
    [
      'a file that is not there',
      ['--data', '@/nowhere/body.json'],
      /The body cannot be read from \/nowhere\/body\.json: there is no such file\. Check/,
    ],
    [
      'a folder for a certificate',
      ['--cacert', '/tmp'],
      /certificate authority cannot be read from \/tmp: it is a folder/,
    ],
    [
      'what is no certificate',
      ['--cacert', __filename],
      /certificate authority of this source cannot be read/,
    ],
    ['a device', ['--data', '@/dev/zero'], /not a regular file/],
    ['a body with GET', ['--method', 'GET', '--data', 'x'], /GET request carries no body/],
    ['a method of its own', ['--method', 'BREW'], /--method takes GET, POST, PUT, PATCH, not "BREW"/],
    ['a key without its certificate', ['--key', 'k.pem'], /--cert as well/],
    ['a proxy of no kind', ['--proxy', 'gopher://u:canary@x'], /gopher:\/\/ is no scheme of a proxy/],
    ['a variable that is not set', ['-H', 'X: {{env.SG_NOT_SET}}'], /\{\{env\.SG_NOT_SET\}\} is not set/],
    ['a variable that is none', ['-H', 'X: {{token}}'], /Write \{\{env\.NAME\}\}/],
    [
      'two credentials',
      ['-u', 'a:b', '-H', 'Authorization: x'],
      /--user, and there is an Authorization header/,
    ],
    ['half a number', ['--retry-max', '1.5'], /--retry-max takes a whole number/],
    ['a transport that is none', ['--strategy', 'carrier-pigeon'], /--strategy takes auto/],
    ['curl’s name of an option', ['--noproxy', 'x'], /Is it --no-proxy\?/],
  ])('%s, with 2 and a sentence', async (_, args, sentence) => {
    expect(await tail({}, 'http://127.0.0.1:9/', ...args)).toBe(2);
    expect(command!.stderr()).toMatch(sentence);
    expect(command!.stderr()).not.toContain('canary');
    expect(command!.stdout()).toBe('');
  });
});
