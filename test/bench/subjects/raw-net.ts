import { createServer, type Socket } from 'node:net';
import { sseFrame } from '../support/tick';
import { listen } from './listen';
import type { Subject, SubjectKind } from './subject';

/** The floor of Node: the same bytes, one `socket.write` per client and event, no protocol at all. */
export const rawNet: SubjectKind = {
  name: 'raw-net',
  title: 'raw net.Socket.write',
  protocol: 'sse',
  leastEventBytes: 140,
  version: () => `node ${process.version}`,
  missing: () => null,
  start,
};

async function start(): Promise<Subject> {
  const clients = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    // Readers wait for a head, whoever sends it.
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n');
    clients.add(socket);
    socket.resume();
    socket.on('error', () => undefined);
    socket.on('close', () => clients.delete(socket));
  });
  return {
    port: await listen(server),
    path: '/',
    helpers: [],
    publish(tick) {
      const frame = sseFrame(tick);
      for (const client of clients) client.write(frame);
    },
    async close() {
      for (const client of clients) client.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
