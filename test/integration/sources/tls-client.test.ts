import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lineWarning } from '../../../src/main/sources/line/line-config';
import { createLine } from '../../../src/main/sources/line/create-line';
import type { TlsConfig } from '../../../src/main/sources/line/line-config';
import { createAuthority, type Authority, type Pem } from '../../support/authority';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { runSse, type SseRun } from '../../support/run-sse';

let authority: Authority;
let pem: Pem;
let client: Pem;
let stranger: Pem;
const closers: (() => unknown)[] = [];
beforeAll(() => {
  authority = createAuthority();
  pem = authority.issue(['localhost']);
  client = authority.issue(['a client'], { passphrase: 'open sesame' });
  const other = createAuthority('Another');
  stranger = other.issue(['a stranger']);
  other.remove();
});
afterAll(() => authority.remove());
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(
  options: TlsOptions,
  redirect?: string,
): Promise<{ url: string; clients: (string | undefined)[] }> {
  const clients: (string | undefined)[] = [];
  const server = https.createServer(options, (request, response) => {
    const socket = request.socket as import('node:tls').TLSSocket;
    clients.push(socket.getPeerCertificate()?.subject?.CN as string | undefined);
    if (redirect) return void response.writeHead(307, { location: redirect }).end();
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: trusted\n\n');
  });
  server.listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `https://localhost:${(server.address() as AddressInfo).port}/`, clients };
}

function run(url: string, tls: TlsConfig): SseRun {
  const line = createLine({ tls });
  const started = runSse(url, { line });
  closers.push(async () => {
    await started.stop();
    await line.close();
  });
  return started;
}
const identity = (): TlsConfig => ({
  authorities: authority.cert,
  certificate: client.cert,
  key: client.key,
  passphrase: 'open sesame',
});
const identityOf = ({ cert, key }: Pem): TlsConfig => ({ certificate: cert, key });

it('S40: proves itself with a client certificate, at a Node server and at nginx', async () => {
  const { url, clients } = await serve({ ...pem, ca: authority.cert, requestCert: true });
  const stream = run(url, identity());
  await eventually(() => expect(stream.events).toEqual(['trusted']));
  expect(clients).toEqual(['a client']);

  const nginx = await startNginx();
  const behind = run(nginx, identity());
  // Named by nginx itself.
  await eventually(() => expect(behind.events).toEqual(['CN=a client,O=Test']));
});

it('S40: says that the server wants a client certificate, over HTTP/1.1 and HTTP/2', async () => {
  for (const ALPNProtocols of [['http/1.1'], ['h2']]) {
    const { url } = await serve({
      ...pem,
      ca: authority.cert,
      requestCert: true,
      rejectUnauthorized: true,
      ALPNProtocols,
    });
    expect(await run(url, { authorities: authority.cert }).ended).toMatchObject({
      code: 'tls',
      message: 'orders wants a client certificate.',
    });
  }
});

it('S40: trusts a private authority only when it is told to, besides the usual ones', async () => {
  const { url } = await serve(pem);
  expect(await run(url, {}).ended).toMatchObject({
    code: 'tls',
    message: expect.stringContaining('an authority this machine does not know'),
    hint: expect.stringContaining('Give this source the certificate of that authority'),
  });
  const other = createAuthority('Another');
  closers.push(() => other.remove());
  const stream = run(url, { authorities: `# two of them\n${other.cert}\n${authority.cert}` });
  await eventually(() => expect(stream.events).toEqual(['trusted']));
});

it('S40: names an expired certificate and a wrong host', async () => {
  const expired = await serve(authority.issueExpired('localhost'));
  expect(await run(expired.url, { authorities: authority.cert }).ended).toMatchObject({
    message: 'The certificate of orders has expired.',
  });
  const elsewhere = await serve(authority.issue(['elsewhere.test']));
  expect(await run(elsewhere.url, { authorities: authority.cert }).ended).toMatchObject({
    message: 'The certificate of orders is for another name than localhost.',
    hint: 'It is for elsewhere.test. Check the address; if it is right, give this source the server name to check for.',
  });
});

it('asks for another name with SNI, and checks that one', async () => {
  const names: string[] = [];
  const { url } = await serve({
    ...authority.issue(['elsewhere.test']),
    SNICallback: (name, callback) => {
      names.push(name);
      callback(null);
    },
  });
  const stream = run(url, { authorities: authority.cert, serverName: 'elsewhere.test' });
  await eventually(() => expect(stream.events).toEqual(['trusted']));
  expect(names).toEqual(['elsewhere.test']);
});

it('C7: takes any certificate only where checks are off, and warns for good', async () => {
  const { url } = await serve(authority.issueExpired('elsewhere.test'));
  const line = createLine({ tls: { insecure: true } });
  const stream = runSse(url, { line });
  closers.push(() => stream.stop());
  await eventually(() => expect(stream.events).toEqual(['trusted']));
  expect(stream.via()).toMatchObject({ tls: { verified: false } });
  expect(lineWarning({ insecure: true })).toMatch(/^Certificates are not checked/u);
  expect(lineWarning({})).toBeNull();
});

it('S40: says when there is no version of TLS in common', async () => {
  const { url } = await serve({ ...pem, maxVersion: 'TLSv1.2' });
  const ended = await run(url, { authorities: authority.cert, minVersion: 'TLSv1.3' }).ended;
  expect(ended).toMatchObject({ code: 'tls', message: expect.stringContaining('version of TLS in common') });
});

it('S40: names a certificate that signed itself, and an authority in the chain that nobody knows', async () => {
  const alone = selfSigned();
  const { url } = await serve(alone);
  expect(await run(url, { authorities: authority.cert }).ended).toMatchObject({
    code: 'tls',
    message: 'The certificate of orders is signed by itself, so that nobody vouches for it.',
    hint: 'If it is the right one, give it to this source as a certificate authority.',
  });
  const trusting = run(url, { authorities: alone.cert });
  await eventually(() => expect(trusting.events).toEqual(['trusted']));
  const chained = await serve({ ...pem, cert: pem.cert + authority.cert });
  expect(await run(chained.url, {}).ended).toMatchObject({
    message: 'The certificate of orders comes from an authority this machine does not trust.',
    hint: expect.stringContaining('Give this source the certificate of that authority'),
  });
});

describe('S40: what openssl s_server objects to, in words', () => {
  const strict = ['-Verify', '1', '-verify_return_error', '-CAfile', 'ca.crt'];
  it.each<[string, string[], () => TlsConfig, string, string]>([
    [
      'a missing client certificate, TLS 1.3 (alert 116)',
      strict,
      () => ({}),
      'orders wants a client certificate.',
      'Give this source a certificate and its key.',
    ],
    [
      'a missing client certificate, TLS 1.2 (alert 40)',
      [...strict, '-tls1_2'],
      () => ({}),
      'orders broke off the TLS handshake.',
      'It may want a client certificate, or ciphers that this machine does not offer.',
    ],
    [
      'a client certificate of an authority it does not know (alert 48)',
      strict,
      () => identityOf(stranger),
      'orders does not know the authority of the client certificate.',
      'Check that the certificate of this source is the one for this server.',
    ],
    [
      'a client certificate that has expired (alert 45)',
      strict,
      () => identityOf(authority.issueExpired('old client')),
      'orders refused the client certificate, which has expired.',
      'This source needs a new certificate.',
    ],
    [
      'versions that are too new for it (alert 70)',
      ['-tls1_2'],
      () => ({ minVersion: 'TLSv1.3' }),
      'orders and this source have no version of TLS in common.',
      'The server may know only old versions, or this source allows only newer ones.',
    ],
    [
      'ciphers it does not know (alert 40)',
      ['-tls1_2', '-cipher', 'ECDHE-ECDSA-CAMELLIA256-SHA384'],
      () => ({}),
      'orders broke off the TLS handshake.',
      'It may want a client certificate, or ciphers that this machine does not offer.',
    ],
    [
      'a name it has no certificate for (alert 112)',
      ['-servername', 'other.test', '-servername_fatal', '-cert2', 's.crt', '-key2', 's.key'],
      () => ({}),
      'orders has no certificate for the name localhost.',
      'Check the address, and the server name of this source.',
    ],
  ])('S40: %s', async (_, args, tls, message, hint) => {
    const url = await startOpenssl(args);
    expect(await run(url, { authorities: authority.cert, ...tls() }).ended).toMatchObject({
      code: 'tls',
      message,
      hint,
      remedy: 'retry',
    });
  });
});

it('S40: says when a port does not speak TLS', async () => {
  const plain = http.createServer((_, response) => response.end()).listen(0, '127.0.0.1');
  await new Promise((listening) => plain.once('listening', listening));
  closers.push(() => plain.close());
  const { port } = plain.address() as AddressInfo;
  expect(await run(`https://localhost:${port}/`, {}).ended).toMatchObject({
    code: 'tls',
    message: 'orders does not speak TLS on this port.',
  });
});

it('C1: shows the client certificate to no place that a redirect chose, nor trusts it unchecked', async () => {
  const other = await serve({ ...pem, ca: authority.cert, requestCert: true, rejectUnauthorized: false });
  const first = await serve({ ...pem, ca: authority.cert, requestCert: true }, other.url);
  const stream = run(first.url, identity());
  await eventually(() => expect(stream.events).toEqual(['trusted']));
  expect([first.clients, other.clients]).toEqual([['a client'], [undefined]]);
  const unchecked = await serve(authority.issueExpired('localhost'));
  const second = await serve(pem, unchecked.url);
  expect(await run(second.url, { authorities: authority.cert, insecure: true }).ended).toMatchObject({
    message: 'The certificate of orders has expired.',
  });
});

it.each([
  ['tls-key', 'The passphrase does not open the private key.', { passphrase: 'wrong canary' }],
  ['tls-key', 'The private key does not belong to the client certificate.', { other: true }],
  ['tls-key', 'The private key cannot be read.', { key: 'canary' }],
  ['tls-key', 'There is a client certificate, but no private key for it.', { key: undefined }],
  ['tls-certificate', 'The client certificate cannot be read.', { certificate: 'canary' }],
  ['tls-authority', 'The certificate authority of this source cannot be read.', { authorities: 'canary' }],
  [
    'tls-authority',
    'The certificate authority of this source cannot be read.',
    { authorities: '-----BEGIN CERTIFICATE-----\ncanary\n-----END CERTIFICATE-----' },
  ],
])(
  'says what is wrong before connecting: %s, %s',
  (code, message, { other, ...part }: Record<string, unknown>) => {
    const config = Object.fromEntries(
      Object.entries({
        ...identity(),
        ...part,
        ...(other ? { key: authority.issue(['x']).key } : {}),
      }).filter(([, value]) => value !== undefined),
    );
    try {
      createLine({ tls: config });
      expect.unreachable();
    } catch (error) {
      expect(error).toMatchObject({ code, message });
      expect(`${String(error)}${(error as { hint?: string }).hint}`).not.toContain('canary');
    }
  },
);

/** A certificate that is its own authority. */
function selfSigned(): Pem {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-alone-'));
  try {
    execFileSync(
      'openssl',
      [
        ...'req -x509 -nodes -days 2 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1'.split(' '),
        ...'-keyout s.key -out s.crt -subj /CN=localhost -addext subjectAltName=DNS:localhost'.split(' '),
      ],
      { cwd: folder, stdio: 'ignore' },
    );
    const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
    return { key: read('s.key'), cert: read('s.crt') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** OpenSSL's own server, which says exactly why it breaks off. */
async function startOpenssl(args: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-openssl-'));
  const files = { 'ca.crt': authority.cert, 's.crt': pem.cert, 's.key': pem.key };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const port = await freePort();
  const child = spawn(
    'openssl',
    ['s_server', '-accept', `127.0.0.1:${port}`, '-cert', 's.crt', '-key', 's.key', '-www', ...args],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  closers.push(async () => {
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  });
  await new Promise<void>((ready, fail) => {
    let said = '';
    const listen = (part: Buffer): void => {
      said += String(part);
      if (said.includes('ACCEPT')) ready();
    };
    child.stdout.on('data', listen);
    child.stderr.on('data', listen);
    child.once('exit', () => fail(new Error(`openssl s_server ended: ${said}`)));
  });
  return `https://localhost:${port}/`;
}

/** nginx that lets in who has a certificate of the test's authority, and streams who that is. */
async function startNginx(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-nginx-tls-'));
  chmodSync(folder, 0o755);
  for (const [name, text] of Object.entries({
    'ca.crt': authority.cert,
    's.crt': pem.cert,
    's.key': pem.key,
  }))
    writeFileSync(join(folder, name), text);
  const port = await freePort();
  writeFileSync(
    join(folder, 'nginx.conf'),
    `pid ${folder}/pid;
events {}
http {
  access_log off;
  server {
    listen 127.0.0.1:${port} ssl;
    ssl_certificate s.crt;
    ssl_certificate_key s.key;
    ssl_client_certificate ca.crt;
    ssl_verify_client on;
    location / {
      default_type text/event-stream;
      return 200 "data: $ssl_client_s_dn\\n\\n";
    }
  }
}
`,
  );
  execFileSync('/usr/sbin/nginx', [
    '-t',
    '-q',
    '-p',
    folder,
    '-c',
    join(folder, 'nginx.conf'),
    '-e',
    'stderr',
  ]);
  const child: ChildProcess = spawn(
    '/usr/sbin/nginx',
    ['-p', folder, '-c', join(folder, 'nginx.conf'), '-e', 'stderr', '-g', 'daemon off;'],
    { detached: true, stdio: 'ignore' },
  );
  closers.push(async () => {
    const gone = new Promise((done) => child.once('exit', done));
    process.kill(-child.pid!, 'SIGKILL');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  });
  const url = `https://localhost:${port}/`;
  await eventually(async () => {
    const probe = runSse(url);
    const ended = await probe.ended;
    if ((ended as { code?: string }).code === 'refused') throw ended;
  });
  return url;
}
