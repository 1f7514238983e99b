import { execFileSync } from 'node:child_process';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import zlib from 'node:zlib';
import { afterEach, expect, it } from 'vitest';
import { eventually } from '../../support/eventually';
import { runSse, type SseRun } from '../../support/run-sse';

let server: Server | undefined;
let run: SseRun | undefined;
afterEach(async () => {
  await run?.stop();
  server?.closeAllConnections();
  server?.close();
});

/** Starts a server that answers with the coding named, and opens it. */
async function against(coding: string, write: (response: ServerResponse) => void): Promise<SseRun> {
  server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'content-encoding': coding });
    response.flushHeaders();
    write(response);
  }).listen(0, '127.0.0.1');
  await new Promise((listening) => server!.once('listening', listening));
  run = runSse(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  return run;
}

const zstd = (text: string | Buffer, ...options: string[]): Buffer =>
  execFileSync('zstd', ['-q', '-c', ...options], { input: text, maxBuffer: 2 ** 28 });
/** A block that holds its bytes as they are (RFC 8878 §3.1.1.2): what an encoder's flush ends with. */
const zstdBlock = (text: string): Buffer => {
  const header = Buffer.alloc(3);
  header.writeUIntLE(Buffer.byteLength(text) << 3, 0, 3);
  return Buffer.concat([header, Buffer.from(text)]);
};
/** Head of a frame of unknown length with a window of `2 ** log` bytes. */
const zstdHead = (log: number): Buffer => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x00, (log - 10) << 3]);
const flush = { flush: zlib.constants.Z_SYNC_FLUSH };
const brotli = (): zlib.BrotliCompress =>
  zlib.createBrotliCompress({ flush: zlib.constants.BROTLI_OPERATION_FLUSH });

it.each([
  ['gzip', () => zlib.createGzip(flush)],
  ['x-gzip', () => zlib.createGzip(flush)],
  ['deflate', () => zlib.createDeflate(flush)],
  ['deflate', () => zlib.createDeflateRaw(flush)],
  ['br', brotli],
  ['GZIP', () => zlib.createGzip(flush)],
] as const)('S26: hands on events of %s as each flush arrives', async (coding, encoder) => {
  let next = (): void => undefined;
  await against(coding, (response) => {
    const through = encoder();
    through.pipe(response);
    through.write('data: 1\n\n');
    next = () => through.write('data: 2\n\n');
  });
  await eventually(() => expect(run!.events).toEqual(['1']));
  next();
  await eventually(() => expect(run!.events).toEqual(['1', '2']));
});

it('S26: hands on events of zstd as each block arrives, however short', async () => {
  let next = (): void => undefined;
  await against('zstd', (response) => {
    response.write(Buffer.concat([zstdHead(17), zstdBlock('data:1\n\n')]));
    next = () => response.write(zstdBlock('data:2\n\n'));
  });
  await eventually(() => expect(run!.events).toEqual(['1']));
  next();
  await eventually(() => expect(run!.events).toEqual(['1', '2']));
});

it('S26: reads what the zstd command writes, byte by byte, frame after frame', async () => {
  const one = zstd(Array.from({ length: 500 }, (_, i) => `data: ${i} ${'abc'.repeat(i % 50)}\n\n`).join(''));
  const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
  const bytes = Buffer.concat([
    one,
    skippable,
    zstd('data: x\n\n', '--no-check'),
    zstd('data: y\n\n', '-19'),
  ]);
  await against('zstd', (response) => {
    for (let i = 0; i < bytes.length; i += 7) response.write(bytes.subarray(i, i + 7));
    response.end();
  });
  expect(await run!.ended).toEqual({ incomplete: false });
  expect(run!.events).toHaveLength(502);
  expect(run!.events[499]).toBe(`499 ${'abc'.repeat(49)}`);
  expect(run!.events.slice(500)).toEqual(['x', 'y']);
  expect(run!.bytes().wire).toBe(bytes.length);
});

it('S26: undoes codings in the reverse of their order', async () => {
  let next = (): void => undefined;
  await against('gzip, br', (response) => {
    const gzip = zlib.createGzip(flush);
    gzip.pipe(brotli()).pipe(response);
    gzip.write('data: 1\n\n');
    next = () => gzip.write('data: 2\n\n');
  });
  await eventually(() => expect(run!.events).toEqual(['1']));
  next();
  await eventually(() => expect(run!.events).toEqual(['1', '2']));
});

it.each(['lz4', 'gzip, lz4', Array(1_000).fill('gzip').join(',')])('S26: refuses %.30s', async (coding) => {
  await against(coding, (response) => response.write('x'));
  expect(await run!.ended).toMatchObject({
    code: 'bad-encoding',
    message: expect.stringMatching(
      /^orders sends its stream compressed as .{3,60}, which cannot be read\.$/u,
    ),
    remedy: 'stop',
  });
});

it.each([
  ['gzip', Buffer.from('not gzip')],
  ['deflate', Buffer.from([0xff, 0xff, 0xff])],
  ['br', Buffer.from('data: plain\n\n'.repeat(10))],
  ['zstd', Buffer.from('data: plain\n\n')],
  ['zstd', Buffer.concat([zstdHead(17), Buffer.from([0x05, 0xff, 0xff, 0xff])])],
])('S26: names bytes that are no %s', async (coding, bytes) => {
  await against(coding, (response) => response.end(bytes));
  expect(await run!.ended).toMatchObject({
    code: 'bad-encoding',
    message: 'orders sent compressed bytes that cannot be read.',
  });
});

it('counts wire bytes and decoded bytes apart', async () => {
  const text = `data: ${'ab'.repeat(50_000)}\n\n`;
  const packed = zlib.gzipSync(text);
  await against('gzip', (response) => response.end(packed));
  await run!.ended;
  expect(run!.bytes()).toEqual({ decoded: text.length, wire: packed.length });
});

it('takes a stream that repeats itself for what it is, at any ratio', async () => {
  const text = `data: ${'a'.repeat(1_000)}\n\n`.repeat(20_000);
  const packed = zlib.gzipSync(text);
  expect(text.length / packed.length).toBeGreaterThan(200);
  await against('gzip', (response) => response.end(packed));
  expect(await run!.ended).toEqual({ incomplete: false });
  expect(run!.events).toHaveLength(20_000);
});

const BOMB = Buffer.alloc(100_000_000, 'x');

it.each([
  ['gzip', () => zlib.gzipSync(BOMB)],
  ['br', () => zlib.brotliCompressSync(BOMB, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 2 } })],
  ['zstd', () => zstd(BOMB)],
  ['gzip, gzip', () => zlib.gzipSync(zlib.gzipSync(BOMB))],
  // Runs of 128 KiB in four bytes each: 2 GiB from 64 KiB.
  [
    'zstd',
    () => Buffer.concat([zstdHead(17), ...Array<Buffer>(16_384).fill(Buffer.from([0x02, 0x00, 0x10, 0x78]))]),
  ],
] as const)('S27: stops a bomb of %s long before it is whole', async (coding, bomb) => {
  const bytes = bomb();
  await against(coding, (response) => response.end(bytes));
  expect(await run!.ended).toMatchObject({ code: 'inflates-too-much', remedy: 'retry' });
  expect(run!.bytes().decoded).toBeLessThan(17_000_000);
});

it('S27: reserves no more memory than a window may have, whatever the header asks for', async () => {
  await against('zstd', (response) =>
    response.write(Buffer.concat([zstdHead(30), zstdBlock('data: 1\n\n')])),
  );
  expect(await run!.ended).toMatchObject({ code: 'bad-encoding' });
});

it('S17: cuts off a line beyond 16 MiB that was compressed honestly', async () => {
  const line = `data: ${Array.from({ length: 3_000_000 }, (_, i) => (i * 2_654_435_761).toString(36)).join('')}`;
  const packed = zlib.gzipSync(line, { level: 1 });
  await against('gzip', (response) => response.end(packed));
  expect(await run!.ended).toMatchObject({
    code: 'line-too-long',
    message: expect.stringContaining('16 MiB'),
  });
});
