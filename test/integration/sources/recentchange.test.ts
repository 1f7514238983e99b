import { afterEach, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { recentChanges } from '../../support/recentchange';
import { watchSource, type WatchedSource } from '../../support/watched-source';

let server: RawSseServer;
let source: WatchedSource;
afterEach(async () => {
  await source.close();
  await server.close();
});

it('follows 2,000 recent changes through breaks at odd places, none lost, none twice', async () => {
  const changes = recentChanges(2_000);
  const CUT_EVERY = 400_013;
  server = await startRawSseServer(({ headers, socket }) => {
    const seen = headers['last-event-id'];
    const from = seen === undefined ? 0 : changes.findIndex((change) => change.id === seen) + 1;
    const rest = Buffer.from(
      changes
        .slice(from)
        .map((change) => change.frame)
        .join(''),
    );
    socket.write(STREAM_HEAD + ':ok\n\n');
    // The connection breaks in the middle of an event, of a character, of a line.
    if (rest.length > CUT_EVERY) socket.end(rest.subarray(0, CUT_EVERY));
    else socket.write(rest);
  });
  source = watchSource(server.url);
  await eventually(() => expect(source.events()).toHaveLength(2_000), { timeoutMs: 25_000 });
  expect(source.events().map((event) => event.data)).toEqual(changes.map((change) => change.data));
  expect(source.events().map((event) => event.id)).toEqual(changes.map((change) => change.id));
  expect(new Set(source.events().map((event) => event.channel))).toEqual(new Set(['mediawiki.recentchange']));
  expect(server.requests.length).toBeGreaterThan(5);
  expect(source.status().counters.duplicates).toBe(0);
});
