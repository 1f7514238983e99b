import { createServer, type ServerResponse } from 'node:http';
import { sseFrame } from '../support/tick';
import { listen } from './listen';
import type { Subject, SubjectKind } from './subject';

/** The careful loop that people write by hand: serialised once, `res.write` for every client. */
export const httpWrite: SubjectKind = {
  name: 'http-write',
  title: 'http res.write(Buffer)',
  protocol: 'sse',
  leastEventBytes: 140,
  version: () => `node ${process.version}`,
  missing: () => null,
  start,
};

async function start(): Promise<Subject> {
  const clients = new Set<ServerResponse>();
  const server = createServer({ noDelay: true }, (_req, res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    res.flushHeaders();
    clients.add(res);
    res.on('close', () => clients.delete(res));
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
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
