import { createServer } from 'node:http';
import { WebSocket, WebSocketServer } from 'ws';
import { version } from '../../../node_modules/ws/package.json';
import { webSocketMessage } from '../support/tick';
import { listen } from './listen';
import type { Subject, SubjectKind } from './subject';

/** The broadcast of the package's own documentation, with the message encoded once. */
export const wsBroadcast: SubjectKind = {
  name: 'ws',
  title: 'ws client.send',
  protocol: 'websocket',
  leastEventBytes: 140,
  version: () => version,
  missing: () => null,
  start,
};

async function start(): Promise<Subject> {
  const http = createServer({ noDelay: true });
  const server = new WebSocketServer({ server: http, perMessageDeflate: false });
  return {
    port: await listen(http),
    path: '/',
    helpers: [],
    publish(tick) {
      const message = webSocketMessage(tick);
      for (const client of server.clients) {
        if (client.readyState === WebSocket.OPEN) client.send(message, { binary: false });
      }
    },
    async close() {
      for (const client of server.clients) client.terminate();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
