/** A node:http2 server over TLS that also speaks HTTP/1.1, for event streams. */
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { Pem } from './authority';

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
  close(): Promise<void>;
}

/** Starts on 127.0.0.1; `answer` gets every request when its body is there. */
export async function startHttp2Server(
  pem: Pem,
  answer: (request: SeenRequest, response: http2.Http2ServerResponse, number: number) => void,
): Promise<Http2Server> {
  const requests: SeenRequest[] = [];
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
    sessions,
    close() {
      for (const session of sessions) session.destroy();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}
