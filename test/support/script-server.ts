/** A server whose every path answers with prepared bytes, cut where the script says, for many clients at once. */
import net, { type AddressInfo } from 'node:net';

/** What one path answers with: the pieces, written one by one, and then the end. */
export interface Script {
  readonly pieces: readonly Uint8Array[];
  /** The connection stays open after the last piece. */
  readonly stays?: boolean;
}

export interface ScriptedRequest {
  readonly path: string;
  readonly line: string;
  /** Names in lower case; values as latin1. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface ScriptServer {
  readonly origin: string;
  /** `/` of this server is an empty page. */
  readonly pageUrl: string;
  readonly requests: readonly ScriptedRequest[];
  /** Sets what a path answers: with this, or with what `next` gives for the request of this number, from 1. */
  script(path: string, next: Script | ((number: number, request: ScriptedRequest) => Script)): string;
  close(): Promise<void>;
}

const PAGE = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 15\r\nconnection: close\r\n\r\n<!doctype html>',
);
const NOTHING = Buffer.from('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');

export async function startScriptServer(): Promise<ScriptServer> {
  const scripts = new Map<string, (number: number, request: ScriptedRequest) => Script>();
  const counts = new Map<string, number>();
  const requests: ScriptedRequest[] = [];
  const sockets = new Set<net.Socket>();
  scripts.set('/', () => ({ pieces: [PAGE] }));

  const server = net.createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let head = '';
    const onData = (chunk: Buffer): void => {
      head += chunk.toString('latin1');
      if (!head.includes('\r\n\r\n')) return;
      socket.off('data', onData);
      socket.resume();
      const request = parseHead(head.slice(0, head.indexOf('\r\n\r\n')));
      requests.push(request);
      const number = (counts.get(request.path) ?? 0) + 1;
      counts.set(request.path, number);
      const script = scripts.get(request.path)?.(number, request) ?? { pieces: [NOTHING] };
      void send(socket, script);
    };
    socket.on('data', onData);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    pageUrl: `${origin}/`,
    requests,
    script(path, next) {
      scripts.set(path, typeof next === 'function' ? next : () => next);
      return origin + path;
    },
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function parseHead(head: string): ScriptedRequest {
  const [line = '', ...fields] = head.split('\r\n');
  const headers = Object.fromEntries(
    fields.map((field) => {
      const colon = field.indexOf(':');
      return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
    }),
  );
  return { path: line.split(' ')[1] ?? '', line, headers };
}

async function send(socket: net.Socket, { pieces, stays = false }: Script): Promise<void> {
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

/** Head of an event stream that ends with the connection. */
export const STREAM = Buffer.from(
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-store\r\nconnection: close\r\n\r\n',
);
