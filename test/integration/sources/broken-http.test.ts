import { afterEach, describe, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { watchSource, type WatchedSource } from '../../support/watched-source';

let server: RawSseServer | undefined;
let source: WatchedSource | undefined;
afterEach(async () => {
  await source?.close();
  await server?.close();
  source = server = undefined;
});

async function endOf(bytes: string): Promise<{ phase: string; code: string; message: string }> {
  server = await startRawSseServer(({ socket }) => socket.end(Buffer.from(bytes, 'latin1')));
  source = watchSource(server.url);
  return eventually(() => {
    const { state } = source!.status();
    if (state.phase !== 'waiting' && state.phase !== 'stopped') throw new Error(`still ${state.phase}`);
    return { phase: state.phase, code: state.reason.code, message: state.reason.message };
  });
}
const head = (fields: string): string =>
  `HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n${fields}\r\n`;
const received = (): string[] => source!.events().map((event) => event.data);

describe('S28: chunked framing that is wrong', () => {
  it.each([
    ['a size beyond all bounds', 'FFFFFFFFFFFFFFFFF\r\nx'],
    ['a negative size', '-1\r\nx'],
    ['a chunk without its line end', '1\r\nxyz\r\n'],
  ])('%s ends the connection, after what was whole', async (_, tail) => {
    const end = await endOf(head('transfer-encoding: chunked\r\n') + `9\r\ndata: a\n\n\r\n${tail}`);
    expect(end).toMatchObject({ phase: 'waiting', code: 'protocol' });
    expect(received()).toEqual(['a']);
  });

  it('a chunked stream that is cut off counts its unfinished event', async () => {
    const end = await endOf(head('transfer-encoding: chunked\r\n') + '9\r\ndata: a\n\n\r\n40\r\ndata: cut');
    expect(end).toMatchObject({ phase: 'waiting', code: 'reset' });
    expect(source!.status().counters).toMatchObject({ events: 1, incomplete: 1 });
  });
});

describe('S29: a Content-Length', () => {
  it('ends the stream where it says', async () => {
    await endOf(`${head('content-length: 9\r\n')}data: a\n\ndata: b\n\n`);
    expect(received()).toEqual(['a']);
  });

  it('that is contradicted is named', async () => {
    const end = await endOf(
      `${head('content-length: 5\r\ntransfer-encoding: chunked\r\n')}9\r\ndata: a\n\n\r\n0\r\n\r\n`,
    );
    expect(end).toMatchObject({ phase: 'waiting', code: 'protocol' });
    expect(end.message).toContain('Content-Length');
  });
});

describe('S31: headers', () => {
  it.each([
    ['one of 64 KiB', `x: ${'a'.repeat(65_536)}\r\n`],
    ['5,000 of them', 'x-a: 0123456789\r\n'.repeat(5_000)],
  ])('%s stop it with a sentence', async (_, fields) => {
    const end = await endOf(head(fields));
    expect(end).toMatchObject({ phase: 'stopped', code: 'protocol' });
    expect(end.message).toContain('32 KiB of headers');
  });
});

it('S21: counts invalid UTF-8 while the stream is open', async () => {
  server = await startRawSseServer(({ socket }) =>
    socket.write(Buffer.from(`${STREAM_HEAD}data: a\xff\n\n`, 'latin1')),
  );
  source = watchSource(server.url);
  await eventually(() => expect(source!.status().counters.invalidUtf8).toBe(1));
  expect(source.status().state.phase).toBe('open');
});

it('A5: Retry-After: 0 makes no storm, and a longer one is spread', async () => {
  const answer = (seconds: number): string =>
    `HTTP/1.1 503 Service Unavailable\r\nretry-after: ${seconds}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`;
  server = await startRawSseServer(({ socket }, number) => socket.end(answer(number < 3 ? 0 : 100)));
  source = watchSource(server.url, {}, () => 0.5);
  const delays = await eventually(
    () => {
      const found = source!.states.flatMap((state) => (state.phase === 'waiting' ? [state.delayMs] : []));
      expect(found).toHaveLength(3);
      return found;
    },
    { timeoutMs: 10_000 },
  );
  // Half of 1 s (its floor), half of 2 s, and 100 s with half of its spread.
  expect(delays).toEqual([550, 1_000, 110_000]);
});
