/** The programs are run by real interpreters; what arrives is compared with what the source itself sends. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CodeFormat } from '@shared/code-format';
import type { SourceConfig } from '@shared/source';
import { DEFAULT_SOURCE_OPTIONS, type SourceOptions } from '@shared/source-options';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import { asCode } from '../../../src/main/sources/as-code';
import { eventually } from '../../support/eventually';
import type { NotedRequest } from '../../support/hello-stream';
import { sourceConfig, watchSource, type WatchedSource } from '../../support/watched-source';

const CANARY = 'canary-c0c0-aa11';
/** Everything that means something in a program or its strings. */
const NASTY = `it's "quoted" \`ticks\` \${x} {y} \\n \\ %s </script> é`;
const LANGUAGES = ['javascript', 'python'] as const;

let folder: string;
let server: http.Server;
let requests: NotedRequest[];
let frames: string;
let children: ChildProcess[];
let source: WatchedSource | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-code-'));
  requests = [];
  children = [];
  frames = 'data: hello\n\n';
  server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      requests.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
      if (url.startsWith('/token')) {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ access_token: 'tok-1', token_type: 'Bearer', expires_in: 3600 }));
        return;
      }
      if (url.startsWith('/poll')) return void response.end('[1, 2]');
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(frames);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
});
afterEach(async () => {
  for (const child of children) child.kill('SIGKILL');
  await source?.close();
  source = undefined;
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
  rmSync(folder, { recursive: true, force: true });
});

const base = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function config(
  path: string,
  options: Partial<SourceOptions> = {},
  part: Partial<SourceConfig> = {},
): SourceConfig {
  return sourceConfig(`${base()}${path}`, { options: { ...DEFAULT_SOURCE_OPTIONS, ...options }, ...part });
}

/** Runs a program as somebody would who pastes it into a file, and resolves with what it prints once that is enough. */
async function run(
  format: Exclude<CodeFormat, 'curl'>,
  code: string,
  enough: (out: string) => boolean,
  env: Record<string, string> = {},
  before = '',
): Promise<string> {
  const file = join(folder, format === 'python' ? 'follow.py' : 'follow.mjs');
  writeFileSync(file, before + code);
  let out = '';
  let err = '';
  const child = spawn(format === 'python' ? 'python3' : process.execPath, [file], {
    env: { PATH: process.env['PATH'] ?? '', HOME: folder, LC_ALL: 'C.UTF-8', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  await eventually(() => expect(enough(out), `${code}\n${out}\n${err}`).toBe(true), { timeoutMs: 15_000 });
  return out;
}

/** What the server sees of a request that a person set up. */
function essence({ method, url, headers, body }: NotedRequest): Record<string, unknown> {
  const own = new Set([
    'user-agent',
    'accept',
    'accept-encoding',
    'accept-language',
    'cache-control',
    'connection',
    'content-length',
    'host',
    'pragma',
    'sec-fetch-mode',
  ]);
  const set = Object.entries(headers).filter(([name]) => !own.has(name));
  return { method, url, headers: Object.fromEntries(set.sort()), body };
}

async function sameFromBoth(
  format: Exclude<CodeFormat, 'curl'>,
  wanted: SourceConfig,
): Promise<NotedRequest> {
  await run(format, asCode(wanted, format, { secrets: true }), (out) => out.includes('hello'));
  const byCode = requests.at(-1)!;
  source = watchSource(wanted.url, wanted);
  await eventually(() => expect(source!.events()).toHaveLength(1));
  expect(essence(byCode)).toEqual(essence(requests.at(-1)!));
  return byCode;
}

describe.each(LANGUAGES)('a source as %s', (format) => {
  it('asks for the same as the source: address, headers, body and where to go on', async () => {
    const request = await sameFromBoth(
      format,
      config(
        `/stream?q=${encodeURIComponent('a b&c')}`,
        { method: 'POST', body: JSON.stringify({ text: NASTY }), bodyType: 'application/json' },
        {
          headers: [
            { name: 'X-Nasty', value: NASTY, secret: false, enabled: true },
            { name: 'X-Secret', value: CANARY, secret: true, enabled: true },
            { name: 'X-Off', value: 'off', secret: false, enabled: false },
          ],
          startFromId: '42\'"',
        },
      ),
    );
    expect(request.headers['x-nasty']).toBeDefined();
    expect(JSON.parse(request.body)).toEqual({ text: NASTY });
  });

  it('signs in as the source does, by name and password', async () => {
    const wanted = config(
      '/basic',
      { signIn: { kind: 'basic', username: 'ada' } },
      { secrets: { password: `p'"\`\${a}{b}` } },
    );
    const request = await sameFromBoth(format, wanted);
    expect(request.headers.authorization).toBe(
      `Basic ${Buffer.from(`ada:p'"\`\${a}{b}`).toString('base64')}`,
    );
  });

  it('fetches a token first, where the source does', async () => {
    const wanted = config(
      '/oauth',
      {
        signIn: {
          kind: 'oauth',
          tokenUrl: `${base()}/token`,
          clientId: 'gauge',
          authentication: 'basic',
          scope: 'read',
          audience: '',
        },
      },
      { secrets: { clientSecret: CANARY } },
    );
    await run(format, asCode(wanted, format, { secrets: true }), (out) => out.includes('hello'));
    expect(requests[0]).toMatchObject({ method: 'POST', url: '/token' });
    expect(new URLSearchParams(requests[0]!.body).get('grant_type')).toBe('client_credentials');
    expect(requests[0]!.headers.authorization).toBe(
      `Basic ${Buffer.from(`gauge:${CANARY}`).toString('base64')}`,
    );
    expect(requests[1]!.headers.authorization).toBe('Bearer tok-1');
  });

  it('reads the event stream format: types, ids, several lines, comments, every line end', async () => {
    frames =
      '\ufeff: comment\r\nevent: order.paid\r\nid: 7\r\ndata: {"a":\r\ndata:1}\r\n\r\ndata\n\nretry: 10\ndata: ü €\n\n';
    const wanted = config(
      '/format',
      {},
      { headers: [{ name: 'X-A', value: '1', secret: false, enabled: true }] },
    );
    const out = await run(format, asCode(wanted, format, { secrets: false }), (text) => text.includes('€'));
    expect(out).toContain('order.paid');
    expect(out).toMatch(/\{"a":\\n1\}/u);
    expect(out.match(/data'?:/gu)).toHaveLength(3);
    expect(out.match(/message/gu)).toHaveLength(2);
  });

  it('puts names in the place of secrets, to be filled in', async () => {
    const wanted = config(
      '/masked?api_key=query-secret-1',
      { signIn: { kind: 'bearer' } },
      {
        headers: [{ name: 'X-Api-Key', value: CANARY, secret: true, enabled: true }],
        secrets: { token: `bearer-${CANARY}` },
      },
    );
    const code = asCode(wanted, format, { secrets: false });
    expect(code).not.toContain(CANARY);
    expect(code).not.toContain('query-secret-1');
    const filled = code.replace(/'<([A-Z_]+)>'/gu, "'filled-$1'");
    const env = { TOKEN: 'filled-TOKEN', X_API_KEY: 'filled-X_API_KEY', API_KEY: 'filled-API_KEY' };
    await run(format, filled, (out) => out.includes('hello'), env);
    expect(requests.at(-1)).toMatchObject({
      url: '/masked?api_key=filled-API_KEY',
      headers: { authorization: 'Bearer filled-TOKEN', 'x-api-key': 'filled-X_API_KEY' },
    });
  });

  it('asks again and again where the source polls', async () => {
    const polling = { ...DEFAULT_SOURCE_OPTIONS.polling, intervalMs: 250 };
    const wanted = config('/poll', { polling }, { transports: ['polling'] });
    await run(format, asCode(wanted, format, { secrets: false }), (out) => out.split('[1, 2]').length > 2);
  });

  it('says what it leaves out', () => {
    const wanted = config('/x', {
      proxy: { kind: 'manual', url: 'http://proxy.example:3128', username: '', except: '' },
    });
    expect(asCode(wanted, format, { secrets: false })).toContain('The source goes through a proxy.');
  });
});

describe('a plain source as JavaScript', () => {
  it('is an EventSource that hears every type the stream has', async () => {
    frames = 'event: order.paid\ndata: hello\n\ndata: more\n\n';
    const code = asCode(config('/plain'), 'javascript', { secrets: false, types: ['order.paid'] });
    expect(code).toContain('new EventSource(');
    // Node has none of its own unless it is asked for.
    const library = pathToFileURL(require.resolve('eventsource')).href;
    const before = `import { EventSource } from '${library}';\n`;
    const out = await run('javascript', code, (text) => text.includes('more'), {}, before);
    expect(out).toContain("type: 'order.paid'");
    expect(out).toContain("data: 'hello'");
  });

  it('is a WebSocket where the source has nothing else, with headers when there are some', async () => {
    const sockets = new WebSocketServer({ server });
    sockets.on('connection', (socket, request) => socket.send(`hello ${request.headers['x-a'] ?? 'nobody'}`));
    const plain = config('/socket', {}, { transports: ['websocket'] });
    const library = pathToFileURL(require.resolve('ws')).href;
    const before = `import WebSocket from '${library}';\n`;
    const code = asCode(plain, 'javascript', { secrets: false });
    await run('javascript', code, (out) => out.includes('hello nobody'), {}, before);
    const headers = [{ name: 'X-A', value: 'ada', secret: false, enabled: true }];
    const signed = asCode({ ...plain, headers }, 'javascript', { secrets: false });
    const here = signed.replace("from 'ws'", `from '${library}'`);
    await run('javascript', here, (out) => out.includes('hello ada'));
    sockets.close();
  });
});

describe('a source with WebSocket alone as Python', () => {
  /** What `connect` of a release takes, as its documentation says; it prints what it was given. */
  const library = (release: string, argument: string): string => `
__version__ = "${release}"

class connect:
    def __init__(self, uri, *, subprotocols=None, ${argument}=None):
        print(uri, subprotocols, ${argument}, flush=True)
    async def __aenter__(self):
        return self
    async def __aexit__(self, *_):
        pass
    def __aiter__(self):
        return self
    async def __anext__(self):
        raise StopAsyncIteration
`;

  it.each([
    ['10.4', 'extra_headers'],
    ['13.1', 'extra_headers'],
    ['14.0', 'additional_headers'],
    ['17.1', 'additional_headers'],
  ])('hands its headers to websockets %s as %s', async (release, argument) => {
    writeFileSync(join(folder, 'websockets.py'), library(release, argument));
    const wanted = config(
      '/socket',
      { websocket: { ...DEFAULT_SOURCE_OPTIONS.websocket, subprotocols: ['chat'] } },
      {
        transports: ['websocket'],
        headers: [{ name: 'X-A', value: NASTY, secret: false, enabled: true }],
      },
    );
    const code = asCode(wanted, 'python', { secrets: false });
    const out = await run('python', code, (text) => text.includes('X-A'));
    expect(out).toContain("['chat']");
    expect(out).toContain('/socket');
  });

  it('needs no headers where the source has none', async () => {
    writeFileSync(join(folder, 'websockets.py'), library('17.1', 'additional_headers'));
    const code = asCode(config('/socket', {}, { transports: ['websocket'] }), 'python', { secrets: false });
    expect(code).not.toContain('headers');
    await run('python', code, (text) => text.includes('None None'));
  });
});
