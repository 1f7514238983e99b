import { randomBytes } from 'node:crypto';
import { lstat, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StreamgaugeError } from '@shared/errors';
import { phrase } from '@shared/sentences/phrase';
import { notWritten } from './not-written';

/** Bytes that are gathered before they are written. */
const GATHERED = 256 * 1_024;

/**
 * Writes pieces to a file that is there as a whole or not at all: they go to a hidden file beside it, which is synced and
 * renamed at the end, and deleted when anything goes wrong. No piece is asked for while the disk is busy. A file that is
 * there already is replaced, and keeps what it holds until then; of a link it is the link that is replaced, never what it
 * points to. Devices, pipes and folders are refused.
 * @param written told the bytes so far after every write
 * @returns bytes of the file
 * @throws StreamgaugeError `export-not-written`, `export-cancelled`; what `pieces` throws
 */
export async function writePieces(
  path: string,
  pieces: AsyncIterable<string | Uint8Array>,
  {
    signal,
    written = () => undefined,
  }: { signal?: AbortSignal | undefined; written?: (bytes: number) => void } = {},
): Promise<number> {
  const temporary = join(
    dirname(path),
    `.${basename(path).slice(0, 40)}.${randomBytes(6).toString('hex')}.part`,
  );
  throwIfCancelled(signal);
  await assertReplaceable(path);
  const handle = await open(temporary, 'wx', 0o600).catch((cause: unknown) => {
    throw notWritten(path, cause);
  });
  try {
    const bytes = await writeAll(path, handle, pieces, signal, written).finally(() => handle.close());
    throwIfCancelled(signal);
    await rename(temporary, path).catch((cause: unknown) => {
      throw notWritten(path, cause);
    });
    return bytes;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** A rename would put the file in the place of whatever is there, a device too where root may do so. */
async function assertReplaceable(path: string): Promise<void> {
  const there = await lstat(path).catch(() => null);
  if (there === null || there.isFile() || there.isSymbolicLink()) return;
  const why = there.isDirectory() ? phrase('it is a folder') : phrase('it is no regular file');
  throw notWritten(path, new Error(why));
}

async function writeAll(
  path: string,
  handle: Awaited<ReturnType<typeof open>>,
  pieces: AsyncIterable<string | Uint8Array>,
  signal: AbortSignal | undefined,
  written: (bytes: number) => void,
): Promise<number> {
  let gathered: Buffer[] = [];
  let gatheredBytes = 0;
  let total = 0;
  const flush = async (): Promise<void> => {
    const all = gathered.length === 1 ? gathered[0]! : Buffer.concat(gathered);
    gathered = [];
    gatheredBytes = 0;
    // Writes everything, however many writes it takes.
    await handle.writeFile(all).catch((cause: unknown) => {
      throw notWritten(path, cause);
    });
    total += all.length;
    written(total);
  };
  for await (const piece of pieces) {
    throwIfCancelled(signal);
    const bytes =
      typeof piece === 'string'
        ? Buffer.from(piece)
        : Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    gathered.push(bytes);
    gatheredBytes += bytes.length;
    if (gatheredBytes >= GATHERED) await flush();
  }
  if (gatheredBytes > 0) await flush();
  await handle.sync().catch((cause: unknown) => {
    throw notWritten(path, cause);
  });
  return total;
}

/** @throws StreamgaugeError `export-cancelled` */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return;
  throw new StreamgaugeError('export-cancelled', 'The export was cancelled. No file was written.');
}
