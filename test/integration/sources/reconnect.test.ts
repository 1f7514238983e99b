import { afterEach, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { watchSource, type WatchedSource } from '../../support/watched-source';

let server: RawSseServer;
let source: WatchedSource;
afterEach(async () => {
  await source?.close();
  await server?.close();
});

it('resumes after the last dispatched id, not the last seen one', async () => {
  server = await startRawSseServer(({ socket }, number) => {
    if (number === 1) socket.end(`${STREAM_HEAD}id: 4\ndata: a\n\nid: 5\ndata: cut`);
    else socket.write(`${STREAM_HEAD}id: 5\ndata: b\n\n`);
  });
  source = watchSource(server.url);
  await eventually(() => expect(source.events().map((event) => event.data)).toEqual(['a', 'b']));
  expect(server.requests.map((request) => request.headers['last-event-id'])).toEqual([undefined, '4']);
  expect(source.all.map((event) => event.kind)).toEqual(['event', 'gap', 'event']);
  expect(source.all[1]!.gap).toMatchObject({ verdict: 'resumed', resumedFrom: '4' });
  expect(source.status().counters).toMatchObject({ events: 2, reconnects: 1, incomplete: 1 });
});
