import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { StreamgaugeError } from '@shared/errors';
import { phrase } from '@shared/sentences/phrase';

const FORBIDDEN = phrase('it may not be read');
const FOLDER = phrase('it is a folder');
const NO_FILE = phrase('it is not a regular file');
const REASONS: Readonly<Record<string, string>> = {
  ENOENT: phrase('there is no such file'),
  EACCES: FORBIDDEN,
  EPERM: FORBIDDEN,
  EISDIR: FOLDER,
  ENOTDIR: phrase('there is no such folder'),
  ENXIO: NO_FILE,
};

/**
 * Reads a file of UTF-8 text, without its byte order mark. Never waits on what is no regular file (FIFO, device).
 * @param what the file is to be, for sentences: `The certificate`
 * @param maxBytes of the file
 * @throws StreamgaugeError `unreadable-file` that names the file and what is wrong with it
 */
export async function readTextFile(path: string, what: string, maxBytes: number): Promise<string> {
  const bad = (why: string, hint?: string, cause?: unknown): StreamgaugeError =>
    new StreamgaugeError('unreadable-file', `${what} cannot be read from ${path}: ${why}.`, {
      hint: hint ?? 'Check the path, and who may read it.',
      cause,
    });
  let bytes: Buffer;
  try {
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const info = await handle.stat();
      if (info.isDirectory()) throw bad(FOLDER);
      if (!info.isFile()) throw bad(NO_FILE);
      if (info.size > maxBytes) {
        throw bad(
          phrase(`it is larger than ${Math.round(maxBytes / 1024)} KiB`),
          'Another file may be meant.',
        );
      }
      bytes = await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof StreamgaugeError) throw error;
    const { code = '', message } = error as NodeJS.ErrnoException;
    throw bad(REASONS[code] ?? (code || message), undefined, error);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw bad(
      phrase('it is not UTF-8 text'),
      'Certificates and keys have to be PEM, which begins with -----BEGIN.',
      cause,
    );
  }
}
