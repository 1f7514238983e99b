import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip } from 'node:zlib';
import { StreamgaugeError } from '@shared/errors';

/** Of a piece that is handed on, bytes. What one piece unpacks to has no bound, so it comes in several. */
const PIECE_BYTES = 256 * 1_024;

export function isGzip(start: Uint8Array): boolean {
  return start[0] === 0x1f && start[1] === 0x8b;
}

/**
 * Unpacks gzip (RFC 1952), also several members one behind the other. A file that is cut gives what it holds; only as much is
 * unpacked as is asked for.
 * @param packed pieces that stay as they are
 * @throws StreamgaugeError `import-damaged`; what `packed` throws
 */
export async function* gunzip(
  path: string,
  packed: AsyncIterable<Uint8Array>,
): AsyncGenerator<Buffer, void, undefined> {
  const unzip = createGunzip({ chunkSize: PIECE_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
  // What goes wrong here destroys `unzip`, and is thrown where it is read.
  pipeline(Readable.from(packed, { objectMode: true, highWaterMark: 1 }), unzip).catch(() => undefined);
  try {
    for await (const piece of unzip) yield piece as Buffer;
  } catch (cause) {
    if (cause instanceof StreamgaugeError) throw cause;
    const message = `${path} is damaged and cannot be unpacked any further.`;
    throw new StreamgaugeError('import-damaged', message, { hint: 'Get the file anew.', cause });
  }
}
