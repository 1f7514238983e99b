import { pipeline, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { ConnectionError } from '../connection-error';
import { ZstdDecoder } from './zstd-decoder';

/** What can be read, for `Accept-Encoding`. */
export const ACCEPTED_CODINGS = 'gzip, deflate, br, zstd';
/** One on top of the other; more are an attack. */
const MAX_STACKED = 5;
/**
 * Within one line, more than this and more than this many times the bytes it came from are taken for an attack, before
 * the limit of a line is reached. Across lines any ratio is fair: a stream that repeats itself compresses 1,000 : 1.
 */
const LINE_FREE_BYTES = 4 * 1024 * 1024;
const LINE_RATIO = 200;
const LF = 10;
const CR = 13;

type Bytes = AsyncIterable<Uint8Array>;
type Stage = (input: Bytes) => Bytes;

/**
 * Undoes `Content-Encoding` (RFC 9110 §8.4) as bytes arrive: what a sender flushes comes out at once. At most a few
 * hundred KiB wait inside, however much the bytes grow.
 * @param onWire hears of the bytes before decoding, as they are taken
 * @throws ConnectionError `bad-encoding` for codings that are not known, at once; while reading for bytes that are not
 * what they say, and `inflates-too-much`
 */
export function decodedBody(
  name: string,
  body: Bytes,
  encoding: string | null,
  onWire: (bytes: number) => void,
): Bytes {
  const codings = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && part !== 'identity');
  const stages = codings.map((coding) => stageFor(coding, name));
  if (codings.length > MAX_STACKED || stages.includes(null)) {
    throw new ConnectionError(
      'bad-encoding',
      `${name} sends its stream compressed as ${codings.join(', ').slice(0, 60)}, which cannot be read.`,
      { remedy: 'stop', hint: 'gzip, deflate, br and zstd can, up to five on top of one another.' },
    );
  }
  if (codings.length === 0) return counted(body, onWire);
  let wire = 0;
  const input = counted(body, (bytes) => {
    wire += bytes;
    onWire(bytes);
  });
  // Listed in the order they were applied.
  const output = (stages as Stage[]).reduceRight<Bytes>((from, stage) => stage(from), input);
  return guarded(name, output, () => wire);
}

async function* counted(body: Bytes, onBytes: (bytes: number) => void): AsyncGenerator<Uint8Array, void> {
  for await (const chunk of body) {
    onBytes(chunk.length);
    yield chunk;
  }
}

async function* guarded(name: string, body: Bytes, wire: () => number): AsyncGenerator<Uint8Array, void> {
  let lineBytes = 0;
  let wireAtLineStart = 0;
  for await (const chunk of body) {
    const end = Math.max(chunk.lastIndexOf(LF), chunk.lastIndexOf(CR));
    if (end === -1) lineBytes += chunk.length;
    else {
      lineBytes = chunk.length - 1 - end;
      wireAtLineStart = wire();
    }
    if (lineBytes > LINE_FREE_BYTES && lineBytes > (wire() - wireAtLineStart) * LINE_RATIO) {
      throw new ConnectionError(
        'inflates-too-much',
        `${name} sends compressed bytes that grow more than ${LINE_RATIO} times within one line.`,
        { remedy: 'retry', hint: 'This looks like an attack on memory; the connection was closed.' },
      );
    }
    yield chunk;
  }
}

function stageFor(coding: string, name: string): Stage | null {
  const flush = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
  switch (coding) {
    case 'gzip':
    case 'x-gzip':
      return (input) => through(zlib.createGunzip(flush), input);
    case 'deflate':
      return (input) => inflated(input, flush);
    case 'br':
      return (input) =>
        through(
          zlib.createBrotliDecompress({
            flush: zlib.constants.BROTLI_OPERATION_FLUSH,
            finishFlush: zlib.constants.BROTLI_OPERATION_FLUSH,
          }),
          input,
        );
    case 'zstd':
      return (input) => unzstd(input, name);
    default:
      return null;
  }
}

async function* through(decoder: Transform, input: Bytes): AsyncGenerator<Uint8Array, void> {
  pipeline(input, decoder, () => undefined); // errors surface in the loop
  yield* decoder as AsyncIterable<Buffer>;
}

/** `deflate` means the zlib format (RFC 1950), but there are servers that send bare RFC 1951. The first byte tells. */
async function* inflated(input: Bytes, options: zlib.ZlibOptions): AsyncGenerator<Uint8Array, void> {
  const chunks = input[Symbol.asyncIterator]();
  let first = await chunks.next();
  while (!first.done && first.value.length === 0) first = await chunks.next();
  if (first.done) return;
  const head = first.value;
  const rest = (async function* () {
    yield head;
    yield* { [Symbol.asyncIterator]: () => chunks };
  })();
  const isZlib = (head[0]! & 0x0f) === 8;
  yield* through(isZlib ? zlib.createInflate(options) : zlib.createInflateRaw(options), rest);
}

async function* unzstd(input: Bytes, name: string): AsyncGenerator<Uint8Array, void> {
  const decoder = new ZstdDecoder();
  for await (const chunk of input) {
    const blocks = decoder.feed(chunk);
    for (;;) {
      let block: IteratorResult<Uint8Array, void>;
      try {
        block = blocks.next();
      } catch (cause) {
        throw new ConnectionError('bad-encoding', `${name} sent compressed bytes that cannot be read.`, {
          remedy: 'retry',
          hint: 'A proxy may cut or re-compress the stream.',
          cause,
        });
      }
      if (block.done) break;
      if (block.value.length > 0) yield block.value;
    }
  }
}
