import { createServer } from 'node:http';
import { createChannel, createSession } from 'better-sse';
import { version } from '../../../node_modules/better-sse/package.json';
import { EVENT } from '../support/tick';
import { listen } from './listen';
import type { Subject, SubjectKind } from './subject';

export const betterSse: SubjectKind = {
  name: 'better-sse',
  title: 'better-sse channel',
  protocol: 'sse',
  leastEventBytes: 110,
  version: () => version,
  missing: () => null,
  start,
};

async function start(): Promise<Subject> {
  const channel = createChannel();
  const server = createServer({ noDelay: true }, (req, res) => {
    void createSession(req, res).then((session) => channel.register(session));
  });
  return {
    port: await listen(server),
    path: '/',
    helpers: [],
    publish: ({ seq, data }) => void channel.broadcast(data, EVENT, { eventId: `bench000.${seq}` }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
