import { afterEach, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { watchSource, type WatchedSource } from '../../support/watched-source';

let server: RawSseServer | undefined;
let source: WatchedSource | undefined;
afterEach(async () => {
  await source?.close();
  await server?.close();
});

it('S18: goes on with the next event after one that is too large, when the server resumes by ids', async () => {
  const events = ['a', 'x'.repeat(17 * 1024 * 1024), 'c', 'd'];
  server = await startRawSseServer(({ socket, headers }) => {
    socket.write(STREAM_HEAD);
    for (let i = Number(headers['last-event-id'] ?? 0); i < events.length; i++)
      socket.write(`id: ${i + 1}\ndata: ${events[i]}\n\n`);
  });
  source = watchSource(server.url);
  await eventually(() => expect(source!.events().map(({ data }) => data)).toEqual(['a', 'c', 'd']), {
    timeoutMs: 10_000,
  });
  expect(server.requests.map(({ headers }) => headers['last-event-id'])).toEqual([undefined, '2']);
  expect(source.status().attempts[0]!.reason).toMatchObject({
    code: 'line-too-long',
    message: 'orders sent a line of more than 16 MiB without an end.',
  });
});
