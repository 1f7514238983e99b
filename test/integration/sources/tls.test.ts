import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { watchSource, type WatchedSource } from '../../support/watched-source';

let folder: string;
let source: WatchedSource | undefined;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'streamgauge-tls-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => source?.close());

/** A self-signed certificate for `name`. */
function certificate(name: string): { key: Buffer; cert: Buffer } {
  const key = join(folder, `${name}.key`);
  const cert = join(folder, `${name}.crt`);
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-days',
      '1',
      '-keyout',
      key,
      '-out',
      cert,
      '-subj',
      `/CN=${name}`,
      '-addext',
      `subjectAltName=DNS:${name}`,
    ],
    { stdio: 'ignore' },
  );
  return { key: readFileSync(key), cert: readFileSync(cert) };
}

it('S40: names a certificate that nobody vouches for', async () => {
  const server = createServer(certificate('localhost'), (_, response) => response.end()).listen(
    0,
    '127.0.0.1',
  );
  await new Promise((listening) => server.once('listening', listening));
  try {
    source = watchSource(`https://localhost:${(server.address() as AddressInfo).port}/`);
    await eventually(() =>
      expect(source!.status().state).toMatchObject({
        phase: 'waiting',
        reason: { code: 'tls', message: expect.stringContaining('signed by itself') },
      }),
    );
  } finally {
    server.close();
  }
});

it('S40: names a server that does not speak TLS', async () => {
  const server = net
    .createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    .listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  try {
    source = watchSource(`https://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await eventually(() =>
      expect(source!.status().state).toMatchObject({
        phase: 'waiting',
        reason: { code: 'tls', message: expect.stringContaining('does not speak TLS') },
      }),
    );
  } finally {
    server.close();
  }
});
