import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsOptions } from 'node:tls';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createLine } from '../../../src/main/sources/line/create-line';
import type { TlsConfig } from '../../../src/main/sources/line/line-config';
import { createAuthority, type Authority, type Pem } from '../../support/authority';
import { eventually } from '../../support/eventually';
import { freePort } from '../../support/free-port';
import { runSse, type SseRun } from '../../support/run-sse';

let authority: Authority;
let pem: Pem;
let client: Pem;
const closers: (() => unknown)[] = [];
beforeAll(() => {
  authority = createAuthority();
  pem = authority.issue(['localhost']);
  client = authority.issue(['a client'], { passphrase: 'open sesame' });
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

it('S40: says that the server may want a client certificate', async () => {
  const { url } = await serve({ ...pem, ca: authority.cert, requestCert: true, rejectUnauthorized: true });
  expect(await run(url, { authorities: authority.cert }).ended).toMatchObject({
    code: 'reset',
    hint: expect.stringContaining('client certificate'),
  });
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
  expect(line.warning).toMatch(/^Certificates are not checked/u);
  expect(createLine({}).warning).toBeNull();
});

it('S40: says when there is no version of TLS in common', async () => {
  const { url } = await serve({ ...pem, maxVersion: 'TLSv1.2' });
  const ended = await run(url, { authorities: authority.cert, minVersion: 'TLSv1.3' }).ended;
  expect(ended).toMatchObject({ code: 'tls', message: expect.stringContaining('version of TLS in common') });
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
