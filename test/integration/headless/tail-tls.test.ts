import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

const LAUNCHER = resolve(__dirname, '../../../bin/streamgauge.mjs');

let folder: string;
let server: Server | undefined;
const at = (name: string): string => join(folder, name);
const openssl = (...args: string[]): void =>
  void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-ca-'));
  openssl(
    ...'req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ca.key -out ca.crt -subj'.split(' '),
    '/CN=Test CA',
  );
  writeFileSync(at('index.txt'), '');
  writeFileSync(
    at('ca.conf'),
    '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\npolicy=p\ncopy_extensions=copy\nunique_subject=no\n[p]\ncommonName=supplied\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A certificate for `name` from the test's own authority, valid between two moments (`YYYYMMDDHHMMSSZ`). */
function issue(name: string, from: string, to: string): { key: Buffer; cert: Buffer } {
  const san = `subjectAltName=DNS:${name}`;
  openssl(
    ...'req -newkey rsa:2048 -nodes -keyout s.key -out s.csr -subj'.split(' '),
    `/CN=${name}`,
    '-addext',
    san,
  );
  openssl(
    ...'ca -batch -notext -config ca.conf -cert ca.crt -keyfile ca.key -in s.csr -out s.crt'.split(' '),
    '-startdate',
    from,
    '-enddate',
    to,
  );
  return { key: readFileSync(at('s.key')), cert: readFileSync(at('s.crt')) };
}
const PAST = ['20200101000000Z', '20200201000000Z'] as const;
const LONG = ['20200101000000Z', '20991231000000Z'] as const;

/** What `tail` says first about a server with these options. */
async function firstWord(options: ServerOptions, trusted: boolean): Promise<Record<string, unknown>> {
  const started = createServer(options, (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write('data: a\n\n');
  });
  server = started;
  await new Promise<void>((listening) => started.listen(0, '127.0.0.1', listening));
  const url = `https://localhost:${(started.address() as AddressInfo).port}/`;
  const child = spawn(process.execPath, [LAUNCHER, 'tail', url, '--count', '1'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, NODE_EXTRA_CA_CERTS: trusted ? at('ca.crt') : '' },
  });
  let out = '';
  try {
    for await (const text of child.stdout.setEncoding('utf8')) {
      out += text as string;
      const lines = out.split('\n').slice(0, -1);
      const words = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
      const found = words.find((line) => line['state'] === 'waiting' || line['kind'] === 'event');
      if (found) return found;
    }
  } finally {
    child.kill('SIGKILL');
  }
  throw new Error(`tail ended: ${out}`);
}

it('S40: takes a certificate whose authority is known', async () => {
  expect(await firstWord(issue('localhost', ...LONG), true)).toMatchObject({ kind: 'event', data: 'a' });
});

it('S40: names an authority that is not known', async () => {
  expect(await firstWord(issue('localhost', ...LONG), false)).toMatchObject({
    code: 'tls',
    reason: expect.stringContaining('an authority this machine does not know'),
  });
});

it('S40: names a certificate that has expired', async () => {
  expect(await firstWord(issue('localhost', ...PAST), true)).toMatchObject({
    code: 'tls',
    reason: expect.stringContaining('has expired'),
  });
});

it('S40: names a certificate for another host', async () => {
  expect(await firstWord(issue('elsewhere.example', ...LONG), true)).toMatchObject({
    code: 'tls',
    reason: expect.stringMatching(/is for another name than localhost/),
  });
});

it('S40: says that a server wants a client certificate', async () => {
  expect(
    await firstWord({ ...issue('localhost', ...LONG), requestCert: true, rejectUnauthorized: true }, true),
  ).toMatchObject({ code: 'tls', reason: expect.stringContaining('wants a client certificate') });
});
