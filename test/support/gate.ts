/** A reverse proxy in front of a hub that can shut out single transports, as firewalls and proxies do. */
import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import type { Transport } from '@shared/connection';

/** What becomes of a request: passed on, refused, never answered, or answered with a page. */
export type Fate = 'pass' | 'refuse' | 'hang' | 'page';

export interface Gate {
  readonly url: string;
  /** What becomes of requests by each transport from now on. */
  readonly fates: Record<Transport, Fate>;
  /** Requests so far, by transport. */
  readonly seen: Record<Transport, number>;
  /** Cuts what is open. */
  cut(): void;
  close(): Promise<void>;
}

function transportOf(req: http.IncomingMessage): Transport {
  if (req.headers.upgrade !== undefined) return 'websocket';
  return req.headers.accept?.includes('application/json') ? 'polling' : 'sse';
}

/** Listens on a free port of 127.0.0.1 and passes requests on to this port. */
export async function startGate(target: number): Promise<Gate> {
  const fates: Record<Transport, Fate> = { websocket: 'pass', sse: 'pass', polling: 'pass' };
  const seen: Record<Transport, number> = { websocket: 0, sse: 0, polling: 0 };
  const sockets = new Set<net.Socket>();
  const held = (socket: net.Socket): net.Socket => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    return socket.once('close', () => sockets.delete(socket));
  };
  const server = http.createServer((req, res) => {
    const transport = transportOf(req);
    seen[transport]++;
    switch (fates[transport]) {
      case 'refuse':
        return void res.writeHead(404).end('no');
      case 'hang':
        return;
      case 'page':
        return void res.writeHead(200, { 'content-type': 'text/html' }).end('<p>log in</p>');
      case 'pass': {
        const { method, url, headers } = req;
        const asked = { host: '127.0.0.1', port: target, method, path: url, agent: false };
        const own = { ...headers, host: `127.0.0.1:${target}` };
        const onward = http.request({ ...asked, headers: own }, (answer) => {
          res.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(res);
          answer.on('error', () => res.destroy());
        });
        onward.on('socket', held);
        onward.on('error', () => res.destroy());
        res.on('close', () => onward.destroy());
        req.pipe(onward);
      }
    }
  });
  server.on('upgrade', (req, socket: net.Socket, head) => {
    seen.websocket++;
    if (fates.websocket === 'hang') return;
    if (fates.websocket !== 'pass')
      return void socket.end('HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n');
    const onward = held(net.connect(target, '127.0.0.1'));
    const headers = { ...req.headers, host: `127.0.0.1:${target}` };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${String(value)}\r\n`);
    onward.write(`GET ${req.url} HTTP/1.1\r\n${lines.join('')}\r\n`);
    onward.write(head);
    socket.pipe(onward).pipe(socket);
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  });
  server.on('connection', held);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    fates,
    seen,
    cut,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
    },
  };
}
