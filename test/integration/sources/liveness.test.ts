import { afterEach, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { watchSource, type WatchedSource } from '../../support/watched-source';

let server: RawSseServer | null = null;
let source: WatchedSource | null = null;
afterEach(async () => {
  await source?.close();
  await server?.close();
});

it('B8: gives up a connection that has gone silent, says why, and resumes', async () => {
  let beats: NodeJS.Timeout | undefined;
  server = await startRawSseServer(({ socket }, number) => {
    socket.write(STREAM_HEAD);
    if (number > 1) return void socket.write('id: 2\ndata: again\n\n');
    socket.write('id: 1\ndata: first\n\n');
    // Five signs of life, then nothing, as when a router has forgotten the connection.
    let left = 4;
    beats = setInterval(() => {
      socket.write(': beat\n\n');
      if (--left === 0) clearInterval(beats);
    }, 1_100);
  });
  source = watchSource(server.url, {}, () => 0, { liveness: { leastMs: 500, mostMs: 60_000 } });
  await eventually(() => expect(source!.events().map(({ data }) => data)).toEqual(['first', 'again']), {
    timeoutMs: 25_000,
  });
  clearInterval(beats);
  const [attempt] = source.status().attempts;
  expect(attempt!.reason).toMatchObject({ code: 'silent' });
  expect(attempt!.reason!.message).toMatch(/^orders has been quiet for 4\.\d s, usually 1\.\d s\.$/u);
  expect(server.requests[1]!.headers['last-event-id']).toBe('1');
});
