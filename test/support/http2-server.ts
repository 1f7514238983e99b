/** A node:http2 server over TLS that also speaks HTTP/1.1, for event streams. */
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http2 from 'node:http2';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pem } from './authority';
import { eventually } from './eventually';
import { freePort } from './free-port';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly protocol: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Http2Server {
  readonly port: number;
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  readonly sessions: ReadonlySet<http2.ServerHttp2Session>;
  /** The answers so far. */
  readonly streams: readonly http2.Http2ServerResponse[];
  close(): Promise<void>;
}

/** Starts on 127.0.0.1; `answer` gets every request when its body is there. */
export async function startHttp2Server(
  pem: Pem,
  answer: (request: SeenRequest, response: http2.Http2ServerResponse, number: number) => void,
): Promise<Http2Server> {
  const requests: SeenRequest[] = [];
  const streams: http2.Http2ServerResponse[] = [];
  const sessions = new Set<http2.ServerHttp2Session>();
  const server = http2.createSecureServer({ ...pem, allowHTTP1: true }, (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (body += part));
    request.on('end', () => {
      const seen = {
        method: request.method,
        path: request.url,
        protocol: request.httpVersion,
        headers: { ...request.headers },
        body,
      };
      requests.push(seen);
      streams.push(response);
      answer(seen, response, requests.length);
    });
  });
  server.on('session', (session) => {
    sessions.add(session);
    session.on('close', () => sessions.delete(session));
    session.on('error', () => undefined);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `https://localhost:${port}/stream`,
    requests,
    streams,
    sessions,
    close() {
      for (const session of sessions) session.destroy();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

/** nginx as a proxy that speaks HTTP/2 to its clients, in front of `upstream` (an origin). */
export async function startNginxHttp2(
  pem: Pem,
  upstream: string,
): Promise<{ readonly port: number; quit(): Promise<void>; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'streamgauge-nginx-h2-'));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 's.crt'), pem.cert);
  writeFileSync(join(folder, 's.key'), pem.key);
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  writeFileSync(
    config,
    `pid ${folder}/pid;
events {}
http {
  access_log off;
  server {
    listen 127.0.0.1:${port} ssl http2;
    ssl_certificate s.crt;
    ssl_certificate_key s.key;
    location / {
      proxy_pass ${upstream};
      proxy_http_version 1.1;
      proxy_set_header Connection "";
    }
  }
}
`,
  );
  const child = spawn('/usr/sbin/nginx', ['-p', folder, '-c', config, '-e', 'stderr', '-g', 'daemon off;'], {
    // Its own group: killing the group takes the workers with the master.
    detached: true,
    stdio: 'ignore',
  });
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  await eventually(
    () =>
      new Promise<void>((resolve, reject) => {
        const probe = net.connect(port, '127.0.0.1', () => {
          probe.destroy();
          resolve();
        });
        probe.once('error', reject);
      }),
  );
  return {
    port,
    /** Ends it at once, streams and all. */
    async quit() {
      child.kill('SIGTERM');
      await gone;
    },
    async close() {
      if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
      await gone;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
