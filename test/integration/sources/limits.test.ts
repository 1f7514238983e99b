/** What a server may make us keep: never more than the limits say, whatever it sends and however it packs it. */
import http2 from 'node:http2';
import type { AddressInfo } from 'node:net';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import { spawn } from 'node:child_process';
import type { Duplex, Writable } from 'node:stream';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createLine } from '../../../src/main/sources/line/create-line';
import { createAuthority, type Authority } from '../../support/authority';
import { eventually } from '../../support/eventually';
import { pollRun } from '../../support/polling-run';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { runSse, type SseRun } from '../../support/run-sse';

const MB = 1_000_000;
/** Beyond the 16 MiB that one line may have: its copy while it grows, and what the collector has not seen yet. */
const MEMORY_BOUND = 96 * MB;

let authority: Authority;
const closers: (() => unknown)[] = [];
beforeAll(() => {
  authority = createAuthority();
});
afterAll(() => authority.remove());
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function serve(answer: Parameters<typeof startRawSseServer>[0]): Promise<RawSseServer> {
  const server = await startRawSseServer(answer);
  closers.push(() => server.close());
  return server;
}
function run(url: string, part = {}): SseRun {
  const started = runSse(url, part);
  closers.push(() => started.stop());
  return started;
}

/** Writes the same piece over and over, as fast as it is taken; `times` 0: for ever. */
function flood(to: Writable, piece: Buffer | string, times = 0): void {
  let sent = 0;
  const more = (): void => {
    while (!to.destroyed && (times === 0 || sent < times)) {
      sent += 1;
      if (!to.write(piece)) return;
    }
    if (times > 0) to.end();
  };
  to.on('drain', more);
  to.on('error', () => undefined);
  more();
}

/** How much the process grows while something happens, bytes. */
async function growthDuring(work: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(most, process.memoryUsage.rss()) - before;
}

describe('lines and events beyond 16 MiB', () => {
  it.each([
    [
      'S17',
      'a line that never ends',
      'data: ',
      Buffer.alloc(MB, 'x'),
      'line-too-long',
      'a line of more than 16 MiB',
    ],
    [
      'S17',
      'a comment that never ends',
      ':',
      Buffer.alloc(MB, 'x'),
      'line-too-long',
      'a line of more than 16 MiB',
    ],
    [
      'S18',
      'an event that never ends',
      '',
      Buffer.from('data: 0123456789\n'.repeat(60_000)),
      'event-too-large',
      'an event of more than 16 MiB',
    ],
    [
      'S19',
      'a type that never ends',
      'event: ',
      Buffer.alloc(MB, 'e'),
      'line-too-long',
      'a line of more than 16 MiB',
    ],
    [
      'S6',
      'a field name that never ends',
      '',
      Buffer.alloc(MB, 'f'),
      'line-too-long',
      'a line of more than 16 MiB',
    ],
  ])(
    '%s: %s is cut off with a sentence, in bounded memory',
    async (_row, _what, start, piece, code, words) => {
      const server = await serve(({ socket }) => {
        socket.write(`${STREAM_HEAD}data: before\n\n${start}`);
        flood(socket, piece);
      });
      let stream: SseRun | undefined;
      const growth = await growthDuring(async () => {
        stream = run(server.url);
        expect(await stream.ended).toMatchObject({
          code,
          message: expect.stringContaining(`orders sent ${words}`),
          hint: expect.stringContaining('The connection was closed and will be tried again.'),
        });
      });
      expect(stream!.events).toEqual(['before']);
      expect(stream!.bytes().decoded).toBeLessThan(20 * MB);
      expect(growth).toBeLessThan(MEMORY_BOUND);
    },
  );

  it('S20: takes an event of 10 MiB, and goes on after it', async () => {
    const server = await serve(({ socket }) => {
      socket.write(`${STREAM_HEAD}data: `);
      socket.write(Buffer.alloc(10 * 1024 * 1024, 'x'));
      socket.end('\n\ndata: after\n\n');
    });
    const stream = run(server.url);
    expect(await stream.ended).toEqual({ incomplete: false });
    expect(stream.events.map(({ length }) => length)).toEqual([10 * 1024 * 1024, 5]);
  });
});

/** 300 MB that say little, through an encoder. */
const packers: Readonly<Record<string, () => Duplex>> = {
  gzip: () => createGzip({ level: 9 }),
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 3 } }),
};

async function packed(coding: string, piece: Buffer, times: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  if (coding === 'zstd') {
    const child = spawn('zstd', ['-q', '-c'], { stdio: ['pipe', 'pipe', 'ignore'] });
    child.stdout.on('data', (part: Buffer) => parts.push(part));
    flood(child.stdin, piece, times);
    await once(child.stdout, 'close');
  } else {
    const encoder = packers[coding]!();
    encoder.on('data', (part: Buffer) => parts.push(part));
    flood(encoder, piece, times);
    await once(encoder, 'end');
  }
  return Buffer.concat(parts);
}

describe('S27: bombs', () => {
  const ofOneLine = Buffer.alloc(MB, 'x');
  const ofOneEvent = Buffer.from('data: 0123456789\n'.repeat(60_000));
  it.each([
    ['gzip', 'one line', ofOneLine, 'inflates-too-much'],
    ['br', 'one line', ofOneLine, 'inflates-too-much'],
    ['zstd', 'one line', ofOneLine, 'inflates-too-much'],
    ['gzip', 'one event', ofOneEvent, 'event-too-large'],
    ['br', 'one event', ofOneEvent, 'event-too-large'],
    ['zstd', 'one event', ofOneEvent, 'event-too-large'],
  ])('S27: 300 MB of %s in %s end at the limit, in bounded memory', async (coding, _, piece, code) => {
    const bomb = await packed(coding, piece, 300);
    expect(bomb.length).toBeLessThan(3 * MB);
    const server = await serve(({ socket }) => {
      socket.write(STREAM_HEAD.replace('\r\n\r\n', `\r\ncontent-encoding: ${coding}\r\n\r\n`));
      socket.end(bomb);
    });
    let stream: SseRun | undefined;
    const growth = await growthDuring(async () => {
      stream = run(server.url);
      expect(await stream.ended).toMatchObject({ code, remedy: 'retry' });
    });
    expect(stream!.bytes().decoded).toBeLessThan(20 * MB);
    expect(growth).toBeLessThan(MEMORY_BOUND);
  });

  it.each(['gzip', 'br', 'zstd'])(
    'S27: a poll that is a bomb of %s ends at the limit too',
    async (coding) => {
      const bomb = await packed(coding, ofOneLine, 300);
      const server = await serve(({ socket }) => {
        socket.write(
          `HTTP/1.1 200 OK\r\ncontent-encoding: ${coding}\r\ncontent-length: ${bomb.length}\r\n\r\n`,
        );
        socket.write(bomb);
      });
      const growth = await growthDuring(async () => {
        const poll = pollRun(server.url);
        closers.push(() => poll.stop());
        await eventually(() => expect(poll.error).toMatchObject({ code: 'inflates-too-much' }));
        expect(poll.counters.bytes).toBeLessThan(17 * MB);
      });
      expect(growth).toBeLessThan(MEMORY_BOUND);
    },
  );
});

describe('heads', () => {
  const hasty = (): ReturnType<typeof createLine> => {
    const line = createLine({ tls: { authorities: authority.cert } }, { headersTimeoutMs: 400 });
    closers.push(() => line.close());
    return line;
  };

  it.each([
    ['one field', 'HTTP/1.1 200 OK\r\nx: ', 'a'.repeat(1_000)],
    ['fields', 'HTTP/1.1 200 OK\r\n', 'x-a: 0123456789\r\n'.repeat(50)],
    ['cookies', 'HTTP/1.1 200 OK\r\n', `set-cookie: a=${'x'.repeat(4_000)}\r\n`],
  ])('S31: a head of endless %s ends at 32 KiB', async (_, start, piece) => {
    const server = await serve(({ socket }) => {
      socket.write(start);
      flood(socket, piece);
    });
    expect(await run(server.url).ended).toMatchObject({
      code: 'protocol',
      message: 'orders sent more than 32 KiB of headers.',
    });
  });

  it.each([
    ['nothing', '', ''],
    ['a byte now and then', 'HTTP/1.1 200 OK\r\nx: ', 'a'],
    ['a field now and then', 'HTTP/1.1 200 OK\r\n', 'x: y\r\n'],
    ['1xx answers now and then', '', 'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n'],
  ])('S32: a head of %s is given up in time', async (_, start, piece) => {
    const server = await serve(({ socket }) => {
      socket.write(start);
      const timer = setInterval(() => socket.write(piece), 20);
      socket.on('close', () => clearInterval(timer));
    });
    const startedAt = performance.now();
    expect(await run(server.url, { line: hasty() }).ended).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('sent no answer'),
      remedy: 'retry',
    });
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  it('S30: a flood of 1xx answers costs no memory, and the answer after it counts', async () => {
    const hint = 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n';
    const server = await serve(({ socket }) => {
      for (let i = 0; i < 100; i++) socket.write(hint.repeat(100));
      socket.write(`${STREAM_HEAD}data: after all\n\n`);
    });
    const growth = await growthDuring(async () => {
      const stream = run(server.url);
      await eventually(() => expect(stream.events).toEqual(['after all']));
    });
    expect(growth).toBeLessThan(MEMORY_BOUND);
  });

  it.each([
    ['S31', 'one huge field', { 'x-huge': 'a'.repeat(40_000) }],
    [
      'S31',
      'thousands of fields',
      Object.fromEntries(Array.from({ length: 1_000 }, (_, i) => [`x-${i}`, 'y'])),
    ],
  ])('%s: over HTTP/2, %s end it with a sentence', async (_row, _what, fields) => {
    const server = http2.createSecureServer({
      ...authority.issue(['localhost']),
      maxSendHeaderBlockLength: 1 << 20,
    });
    server.on('stream', (stream) => {
      stream.on('error', () => undefined);
      stream.respond({ ':status': 200, 'content-type': 'text/event-stream', ...fields });
      stream.write('data: a\n\n');
    });
    server.on('session', (session) => void session.on('error', () => undefined));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    closers.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const stream = run(`https://localhost:${port}/`, { line: hasty() });
    expect(await stream.ended).toMatchObject({
      code: 'protocol',
      message: 'orders sent more than 32 KiB of headers.',
    });
    expect(stream.events).toEqual([]);
  });
});
