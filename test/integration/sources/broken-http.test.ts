import { afterEach, describe, expect, it } from 'vitest';
import { createLine } from '../../../src/main/sources/line/create-line';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { runSse } from '../../support/run-sse';
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

it('S31: a header that ends its lines with LF alone is read, or named', async () => {
  const end = await endOf('HTTP/1.1 200 OK\ncontent-type: text/event-stream\nx: y\n\ndata: a\n\n');
  expect(end).toMatchObject({ phase: 'waiting', code: 'protocol' });
});

it.each([
  ['S31: NUL in a header', head('x: a\0b\r\n')],
  ['S31: a header without a colon', head('nonsense\r\n')],
])('%s is named', async (_, bytes) => {
  expect(await endOf(`${bytes}data: a\n\n`)).toMatchObject({ phase: 'waiting', code: 'protocol' });
  expect(received()).toEqual([]);
});

it('S44: a flood of cookies is refused like any other headers', async () => {
  const end = await endOf(head(`set-cookie: c=${'x'.repeat(4_000)}; Domain=.com\r\n`.repeat(10_000)));
  expect(end).toMatchObject({ phase: 'stopped', code: 'protocol' });
  expect(end.message).toContain('32 KiB of headers');
});

it('S30: 10,000 early hints before the answer do no harm', async () => {
  server = await startRawSseServer(({ socket }) => {
    socket.write('HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n'.repeat(10_000));
    socket.write(`${STREAM_HEAD}data: a\n\n`);
  });
  source = watchSource(server.url);
  await eventually(() => expect(received()).toEqual(['a']));
  expect(source.status().attempts).toMatchObject([{ status: 200 }]);
});

describe('S32: an answer that does not come', () => {
  const hurried = { line: createLine(undefined, { headersTimeoutMs: 300 }) };
  const TIMEOUT = { code: 'timeout', message: expect.stringContaining('sent no answer within') as string };

  it('at all is given up', async () => {
    server = await startRawSseServer(() => undefined);
    expect(await runSse(server.url, hurried).ended).toMatchObject(TIMEOUT);
    await eventually(() => expect(server!.requests[0]!.socket.destroyed).toBe(true));
  });

  it.each([
    ['byte by byte', (sent: number) => STREAM_HEAD[sent % STREAM_HEAD.length]!],
    ['header after header', (sent: number) => (sent === 0 ? 'HTTP/1.1 200 OK\r\n' : `x-${sent}: y\r\n`)],
    ['hint after hint', () => 'HTTP/1.1 103 Early Hints\r\n\r\n'],
  ])('in time, %s, is given up as well', async (_, piece) => {
    server = await startRawSseServer(({ socket }) => {
      let sent = 0;
      const drip = setInterval(() => socket.write(piece(sent++)), 20);
      socket.on('close', () => clearInterval(drip));
    });
    const run = runSse(server.url, hurried);
    expect(await run.ended).toMatchObject(TIMEOUT);
    await eventually(() => expect(server!.requests[0]!.socket.destroyed).toBe(true));
  });
});

it('S33: a stream that goes silent without an end is given up, and asked for again from its last id', async () => {
  server = await startRawSseServer(({ socket }, number) => {
    socket.write(STREAM_HEAD);
    if (number > 1) return void socket.write('id: 9\ndata: again\n\n');
    // Regular signs of life, then nothing, while the connection stays as it is.
    let sent = 0;
    const beat = (): void => void socket.write(`id: ${++sent}\ndata: beat\n\n`);
    beat();
    const beats = setInterval(() => {
      beat();
      if (sent === 4) clearInterval(beats);
    }, 1_050);
    socket.on('close', () => clearInterval(beats));
  });
  source = watchSource(server.url, {}, () => 0, { liveness: { leastMs: 500, mostMs: 60_000 } });
  await eventually(() => expect(received()).toEqual(['beat', 'beat', 'beat', 'beat', 'again']), {
    timeoutMs: 20_000,
  });
  expect(source.status().attempts[0]!.reason).toMatchObject({ code: 'silent' });
  expect(server.requests[1]!.headers['last-event-id']).toBe('4');
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
  // Half way from the least wait of 0.5 s to 1 s, half way to 2 s, and 100 s with half of its spread.
  expect(delays).toEqual([750, 1_250, 110_000]);
});
