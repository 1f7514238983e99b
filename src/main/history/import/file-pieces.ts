import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { StreamgaugeError } from '@shared/errors';
import { fileFault } from '@shared/file-fault';
import { gunzip, isGzip } from './gunzip';
import { Utf16 } from './utf16';

/** The first piece is small, so that the first rows are there at once. */
const FIRST_BYTES = 64 * 1_024;
const PIECE_BYTES = 256 * 1_024;

export interface FilePieces {
  readonly size: number;
  /** Epoch ms of the last change. */
  readonly changedAt: number;
  /**
   * Pieces of UTF-8 with the bytes of the file read so far. A file with a byte order mark of UTF-16 (PowerShell writes these)
   * is turned into UTF-8, one compressed with gzip is unpacked. The first piece is of 64 KiB where there are as many. Each is
   * good until the next is asked for.
   */
  readonly pieces: AsyncGenerator<{ readonly bytes: Buffer; readonly read: number }, void, undefined>;
}

/**
 * Opens a file to be read from beginning to end.
 * @throws StreamgaugeError `import-unreadable`; the pieces throw it too, and `import-cancelled`, `import-damaged`
 */
export async function openPieces(path: string, signal?: AbortSignal): Promise<FilePieces> {
  // Without blocking: the path may be a FIFO that nobody writes to.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    (cause: unknown) => {
      throw unreadable(path, cause);
    },
  );
  const facts = await handle.stat();
  if (!facts.isFile()) {
    await handle.close();
    throw facts.isDirectory() ? aFolder(path) : unreadable(path, new Error('it is no regular file'));
  }
  const file = new OpenFile(path, handle, signal);
  async function* pieces(): AsyncGenerator<{ bytes: Buffer; read: number }, void, undefined> {
    try {
      let utf16: Utf16 | null | undefined;
      for await (const bytes of file.unpacked()) {
        if (utf16 === undefined) utf16 = Utf16.of(bytes);
        yield { bytes: utf16 ? utf16.toUtf8(bytes) : bytes, read: file.read };
      }
      const rest = utf16?.end();
      if (rest && rest.length > 0) yield { bytes: rest, read: file.read };
    } finally {
      await handle.close();
    }
  }
  return { size: facts.size, changedAt: facts.mtimeMs, pieces: pieces() };
}

class OpenFile {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #signal: AbortSignal | undefined;
  readonly #room = Buffer.allocUnsafe(PIECE_BYTES);
  /** Bytes of the file. */
  read = 0;

  constructor(path: string, handle: FileHandle, signal: AbortSignal | undefined) {
    this.#path = path;
    this.#handle = handle;
    this.#signal = signal;
  }

  async *unpacked(): AsyncGenerator<Buffer, void, undefined> {
    const first = await this.#next(FIRST_BYTES);
    if (isGzip(first)) {
      yield* gatheredFirst(gunzip(this.#path, this.#copies(Buffer.from(first))));
      return;
    }
    for (let piece = first; piece.length > 0; piece = await this.#next(PIECE_BYTES)) yield piece;
  }

  /** Unpacking reads ahead: its pieces must stay. */
  async *#copies(first: Buffer): AsyncGenerator<Buffer, void, undefined> {
    for (let piece = first; piece.length > 0; piece = Buffer.from(await this.#next(FIRST_BYTES))) yield piece;
  }

  /** Empty at the end. */
  async #next(wanted: number): Promise<Buffer> {
    if (this.#signal?.aborted === true) {
      throw new StreamgaugeError('import-cancelled', `The import of ${this.#path} was cancelled.`);
    }
    const { bytesRead } = await this.#handle.read(this.#room, 0, wanted, null).catch((cause: unknown) => {
      throw unreadable(this.#path, cause);
    });
    this.read += bytesRead;
    return this.#room.subarray(0, bytesRead);
  }
}

/** The same, with a first piece that is large enough to tell the format by. */
async function* gatheredFirst(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let first: Buffer | null = Buffer.alloc(0);
  for await (const piece of pieces) {
    if (first === null) {
      yield piece;
      continue;
    }
    first = Buffer.concat([first, piece]);
    if (first.length < FIRST_BYTES) continue;
    yield first;
    first = null;
  }
  if (first !== null && first.length > 0) yield first;
}

function aFolder(path: string): StreamgaugeError {
  return new StreamgaugeError('import-folder', `${path} is a folder.`, {
    hint: 'Open the files in it instead.',
  });
}

function unreadable(path: string, cause: unknown): StreamgaugeError {
  return new StreamgaugeError('import-unreadable', `${path} cannot be read (${fileFault(cause)}).`, {
    hint: 'Check that the file is there and can be read.',
    cause,
  });
}
