import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface KeyServer {
  readonly url: string;
  /** Requests so far. */
  readonly requests: () => number;
  /** What it answers from now on. */
  answer: { status: number; body: string; headers?: Record<string, string> };
  close(): Promise<void>;
}

/** A JSON Web Key Set on a port of this machine. */
export async function startKeyServer(keys: readonly object[]): Promise<KeyServer> {
  let requests = 0;
  const keyServer = { answer: { status: 200, body: JSON.stringify({ keys }) } } as KeyServer;
  const server: Server = createServer((_, res) => {
    requests++;
    const { status, body, headers } = keyServer.answer;
    res.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(keyServer, {
    url: `http://127.0.0.1:${port}/jwks.json`,
    requests: () => requests,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
