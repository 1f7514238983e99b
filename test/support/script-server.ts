/** A server whose every path answers with prepared bytes, cut where the script says, for many clients at once. */
import type net from 'node:net';
import { startRawSseServer, type RawRequest } from './raw-sse-server';

/** What one path answers with: the pieces, written one by one, and then the end. */
export interface Script {
  readonly pieces: readonly Uint8Array[];
  /** The connection stays open after the last piece. */
  readonly stays?: boolean;
}

export interface ScriptServer {
  readonly origin: string;
  /** An empty page, for a browser to stand on. */
  readonly pageUrl: string;
  /** Requests for a path or address of this server, in order. */
  requestsTo(url: string): RawRequest[];
  /** Sets what a path answers: this, or what `next` gives for each request, numbered from 1. Gives its address. */
  script(path: string, next: Script | ((number: number) => Script)): string;
  close(): Promise<void>;
}

/** Head of an event stream that ends with the connection. */
export const STREAM = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-store\r\nconnection: close\r\n\r\n',
);
const PAGE = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 15\r\nconnection: close\r\n\r\n<!doctype html>',
);
const NOTHING = Buffer.from('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');

export async function startScriptServer(): Promise<ScriptServer> {
  const scripts = new Map<string, (number: number) => Script>([['/', () => ({ pieces: [PAGE] })]]);
  const requests = new Map<string, RawRequest[]>();
  const server = await startRawSseServer((request) => {
    const path = request.line.split(' ')[1] ?? '';
    const all = requests.get(path) ?? [];
    requests.set(path, all);
    all.push(request);
    void send(request.socket, scripts.get(path)?.(all.length) ?? { pieces: [NOTHING] });
  });
  const origin = `http://127.0.0.1:${server.port}`;
  return {
    origin,
    pageUrl: `${origin}/`,
    requestsTo: (url) => requests.get(url.replace(origin, '')) ?? [],
    script(path, next) {
      scripts.set(path, typeof next === 'function' ? next : () => next);
      return origin + path;
    },
    close: () => server.close(),
  };
}

async function send(socket: net.Socket, { pieces, stays = false }: Script): Promise<void> {
  socket.setNoDelay(true);
  for (const piece of pieces) {
    if (socket.destroyed) return;
    await new Promise<void>((written) => {
      socket.once('close', written);
      socket.write(piece, () => {
        socket.off('close', written);
        written();
      });
    });
    // Each piece is a segment of its own, and a reader in this process has read it before the next one leaves.
    for (let turn = 0; turn < 2; turn++) await new Promise<void>((turned) => setImmediate(turned));
  }
  if (!stays) socket.end();
}
