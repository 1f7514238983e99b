import { afterEach, describe, expect, it } from 'vitest';
import { createSourceRegistry } from '../../../src/main/sources/registry';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { sourceConfig, watchSource, type WatchedSource } from '../../support/watched-source';

let server: RawSseServer | undefined;
let source: WatchedSource | undefined;
afterEach(async () => {
  await source?.close();
  await server?.close();
  source = server = undefined;
});

/** The first connection gets `first` and ends; the second gets `second` and stays. */
async function acrossBreak(first: string, second: string): Promise<WatchedSource> {
  server = await startRawSseServer(({ socket }, number) => {
    if (number === 1) socket.end(STREAM_HEAD + first);
    else socket.write(STREAM_HEAD + second);
  });
  source = watchSource(server.url);
  return source;
}
const received = (): string[] => source!.events().map((event) => event.data);

describe('C5: where a reconnect goes on', () => {
  it('resumes from an id that came without data', async () => {
    await acrossBreak('id: 1\ndata: a\n\nid: 9\n\n', 'data: b\n\n');
    await eventually(() => expect(received()).toEqual(['a', 'b']));
    expect(server!.requests[1]!.headers['last-event-id']).toBe('9');
  });

  it('sends no id after an empty one took the last back', async () => {
    await acrossBreak('id: 1\ndata: a\n\nid\n\n', 'data: b\n\n');
    await eventually(() => expect(received()).toEqual(['a', 'b']));
    expect(server!.requests[1]!.headers).not.toHaveProperty('last-event-id');
  });

  it('starts from the chosen id once, also when it is not to resume', async () => {
    server = await startRawSseServer(({ socket }, number) => {
      if (number === 1) socket.end(`${STREAM_HEAD}id: 56\ndata: a\n\n`);
      else socket.write(`${STREAM_HEAD}data: b\n\n`);
    });
    source = watchSource(server.url, { resume: false, startFromId: '55' });
    await eventually(() => expect(received()).toEqual(['a', 'b']));
    expect(server.requests.map((request) => request.headers['last-event-id'])).toEqual(['55', undefined]);
  });
});

describe('S37, S38: what comes again after a break', () => {
  it('keeps events of a server that counts from 1 again', async () => {
    await acrossBreak(
      'id: 1\ndata: a1\n\nid: 2\ndata: a2\n\n',
      'id: 1\ndata: b1\n\nid: 2\ndata: b2\n\nid: 3\ndata: b3\n\n',
    );
    await eventually(() => expect(received()).toEqual(['a1', 'a2', 'b1', 'b2', 'b3']));
    expect(source!.status().counters.duplicates).toBe(0);
  });

  it('keeps different events that share an id', async () => {
    await acrossBreak(
      'id: 7\ndata: x\n\n',
      'id: 7\ndata: y\n\nid: 7\nevent: other\ndata: x\n\nid: 8\ndata: z\n\n',
    );
    await eventually(() => expect(received()).toEqual(['x', 'y', 'x', 'z']));
  });

  it('drops a replay once: what the server then says again is news', async () => {
    const tick = 'id: 1\ndata: tick\n\n';
    await acrossBreak(tick, tick + tick + 'id: 2\ndata: end\n\n');
    await eventually(() => expect(received()).toEqual(['tick', 'tick', 'end']));
    expect(source!.status().counters.duplicates).toBe(1);
  });

  it('drops the whole replay of a server that ignores Last-Event-ID', async () => {
    const all = Array.from({ length: 250 }, (_, i) => `id: ${i}\ndata: ${i}\n\n`).join('');
    await acrossBreak(all, `${all}id: 250\ndata: 250\n\n`);
    await eventually(() => expect(received()).toHaveLength(251));
    expect(source!.status().counters.duplicates).toBe(250);
  });
});

it('S36: tells one break from the last event to the next, however often the stream opened in vain', async () => {
  server = await startRawSseServer(({ socket }, number) => {
    if (number === 1) socket.end(`${STREAM_HEAD}id: 1\ndata: a\n\n`);
    else if (number < 4) socket.end(STREAM_HEAD);
    else socket.write(`${STREAM_HEAD}id: 2\ndata: b\n\n`);
  });
  source = watchSource(server.url);
  await eventually(() => expect(received()).toEqual(['a', 'b']));
  const gaps = source.all.flatMap((event) => (event.gap ? [event.gap] : []));
  expect(gaps).toHaveLength(1);
  // Three waits of at least 500 ms each.
  expect(gaps[0]!.downMs).toBeGreaterThanOrEqual(1_400);
  expect(source.status().counters.reconnects).toBe(3);
});

it('goes on after whoever takes the events has failed at one', async () => {
  server = await startRawSseServer(({ socket }, number) =>
    socket.write(`${STREAM_HEAD}id: ${number}\ndata: ${number}\n\n`),
  );
  const taken: string[] = [];
  const registry = createSourceRegistry({
    version: 'test',
    random: () => 0,
    onChange: () => undefined,
    onEvent(event) {
      if (event.data === '1') throw new Error('cannot take it');
      if (event.kind === 'event') taken.push(event.data);
    },
  });
  registry.add(sourceConfig(server.url));
  try {
    await eventually(() => expect(taken).toEqual(['2']));
  } finally {
    await registry.close();
  }
});

it('reads no further while there is no room, and loses nothing', async () => {
  let written = 0;
  const block = `data: ${'x'.repeat(1_000)}\n\n`.repeat(64);
  server = await startRawSseServer(({ socket }) => {
    socket.write(STREAM_HEAD);
    const send = (): void => {
      while (!socket.destroyed && written < 64_000_000) {
        written += block.length;
        if (!socket.write(block)) return;
      }
    };
    socket.on('drain', send);
    send();
  });
  let makeRoom = (): void => undefined;
  let room: Promise<void> | null = new Promise((resolve) => (makeRoom = resolve));
  let events = 0;
  const registry = createSourceRegistry({
    version: 'test',
    onChange: () => undefined,
    onEvent: ({ kind }) => (events += kind === 'event' ? 1 : 0),
    room: () => (events > 0 ? room : null),
  });
  registry.add(sourceConfig(server.url));
  try {
    // The socket's buffers fill, and then nothing moves.
    let before = -1;
    let still = 0;
    await eventually(() => {
      still = written === before && events > 0 ? still + 1 : 0;
      before = written;
      expect(still).toBeGreaterThan(30);
    });
    expect(events).toBeLessThan(1_000);
    expect(written).toBeLessThan(32_000_000);
    room = null;
    makeRoom();
    await eventually(() => expect(events).toBe(Math.ceil(64_000_000 / block.length) * 64), {
      timeoutMs: 15_000,
    });
  } finally {
    await registry.close();
  }
});
