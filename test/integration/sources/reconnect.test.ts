import { afterEach, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { SOURCE_ID, sourceConfig, watchSource, type WatchedSource } from '../../support/watched-source';

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

it('marks a pause of the person as a break, and resumes after it', async () => {
  server = await startRawSseServer(({ socket }, number) =>
    socket.write(`${STREAM_HEAD}id: ${number}\ndata: ${number}\n\n`),
  );
  source = watchSource(server.url);
  await eventually(() => expect(source.events()).toHaveLength(1));
  source.registry.pause(SOURCE_ID);
  expect(source.status().state.phase).toBe('paused');
  expect(source.status().attempts[0]!.endedAt).not.toBeNull();
  source.registry.resume(SOURCE_ID);
  await eventually(() => expect(source.events()).toHaveLength(2));
  expect(source.all.map((event) => event.kind)).toEqual(['event', 'gap', 'event']);
  expect(source.stateRows.map(({ data }) => data)).toEqual([
    'orders is open over SSE (HTTP/1.1).',
    'orders is paused.',
    'orders is open over SSE (HTTP/1.1).',
  ]);
  expect(server.requests[1]!.headers['last-event-id']).toBe('1');
});

it('B9: connects once, however often it is told to', async () => {
  server = await startRawSseServer(({ socket }) => socket.write(`${STREAM_HEAD}data: a\n\n`));
  source = watchSource(server.url);
  source.registry.resume(SOURCE_ID);
  source.registry.retryNow(SOURCE_ID);
  await eventually(() => expect(source.status().state.phase).toBe('open'));
  source.registry.resume(SOURCE_ID);
  expect(server.requests).toHaveLength(1);
});

it('reconnects at once when told to, open or waiting', async () => {
  server = await startRawSseServer(({ socket }, number) => {
    if (number === 2) socket.end();
    else socket.write(`${STREAM_HEAD}data: ${number}\n\n`);
  });
  source = watchSource(server.url, {}, () => 0.999);
  await eventually(() => expect(source.events()).toHaveLength(1));
  source.registry.retryNow(SOURCE_ID);
  await eventually(() => expect(source.status().state.phase).toBe('waiting'));
  source.registry.retryNow(SOURCE_ID);
  await eventually(() => expect(source.events().map((event) => event.data)).toEqual(['1', '3']));
});

it('forgets its position when the address changes, and asks the new one without an id', async () => {
  const answer: Parameters<typeof startRawSseServer>[0] = ({ socket }) =>
    socket.write(`${STREAM_HEAD}id: 9\ndata: a\n\n`);
  server = await startRawSseServer(answer);
  const other = await startRawSseServer(answer);
  try {
    source = watchSource(server.url);
    await eventually(() => expect(source.events()).toHaveLength(1));
    source.registry.update(sourceConfig(other.url));
    await eventually(() => expect(source.events()).toHaveLength(2));
    expect(other.requests[0]!.headers['last-event-id']).toBeUndefined();
    expect(source.all.filter((event) => event.kind === 'gap')).toEqual([]);
  } finally {
    await other.close();
  }
});

it('sends neither headers that are switched off nor a token that is not asked for', async () => {
  server = await startRawSseServer(({ socket }) => socket.write(`${STREAM_HEAD}data: a\n\n`));
  source = watchSource(server.url, {
    headers: [
      { name: 'X-On', value: 'é', secret: false, enabled: true },
      { name: 'X-Off', value: '1', secret: false, enabled: false },
      { name: 'accept', value: 'text/event-stream, */*', secret: false, enabled: true },
    ],
    queryToken: { name: 'q', value: 'a b&c' },
  });
  await eventually(() => expect(source.events()).toHaveLength(1));
  expect(server.requests[0]!.line).toBe('GET /stream?q=a+b%26c HTTP/1.1');
  expect(server.requests[0]!.headers).toMatchObject({ 'x-on': 'é', accept: 'text/event-stream, */*' });
  expect(server.requests[0]!.headers['x-off']).toBeUndefined();
  expect(source.status().state).toMatchObject({ via: { url: `${server.url}?q=••••` } });
  expect(JSON.stringify(source.status())).not.toContain('b%26c');
});

it('goes by its new name once it was renamed, on the connection that it had', async () => {
  server = await startRawSseServer(({ socket }, number) => {
    if (number === 1) socket.write(`${STREAM_HEAD}id: 1\ndata: a\n\n`);
    else socket.end('HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n');
  });
  source = watchSource(server.url);
  await eventually(() => expect(source.events()).toHaveLength(1));
  source.registry.update(sourceConfig(server.url, { name: 'sales' }));
  expect(source.status().state.phase).toBe('open');
  expect(server.requests).toHaveLength(1);
  server.requests[0]!.socket.destroy();
  await eventually(() =>
    expect(source.status().attempts[1]?.reason?.message).toMatch(/^sales answered 503/u),
  );
});
