import { constants } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { TextDecoder } from 'node:util';
import { fileFault } from '@shared/file-fault';

/** Largest file that is parsed. */
export const MAX_JSON_BYTES = 10 * 1024 * 1024;

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * What a path holds. `corrupt` and `unreadable` say why, as the end of a sentence: corrupt content can be set
 * aside, an unreadable file may be good and is left alone.
 */
export type JsonFound =
  | { readonly kind: 'object'; readonly object: JsonObject }
  | { readonly kind: 'absent' }
  | { readonly kind: 'corrupt'; readonly why: string }
  | { readonly kind: 'unreadable'; readonly why: string };

/** Reads a JSON object. Never throws and never waits on what is no regular file (FIFO, device, folder). */
export async function readJson(path: string): Promise<JsonFound> {
  let bytes: Buffer;
  try {
    const info = await stat(path);
    if (!info.isFile()) return { kind: 'corrupt', why: 'it is not a regular file' };
    // Without blocking, and looked at again once open: the path may hold something else by now.
    const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    try {
      const opened = await handle.stat();
      if (!opened.isFile()) return { kind: 'corrupt', why: 'it is not a regular file' };
      if (opened.size > MAX_JSON_BYTES) return { kind: 'corrupt', why: 'it is larger than 10 MiB' };
      bytes = Buffer.alloc(opened.size);
      let read = 0;
      while (read < bytes.length) {
        const { bytesRead } = await handle.read(bytes, read, bytes.length - read, read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      bytes = bytes.subarray(0, read);
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return { kind: 'absent' };
    return { kind: 'unreadable', why: fileFault(error) };
  }
  return parseObject(bytes);
}

function parseObject(bytes: Uint8Array): JsonFound {
  if (bytes.length === 0) return { kind: 'corrupt', why: 'it is empty' };
  let text: string;
  try {
    // A byte order mark is taken off by the decoder.
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return { kind: 'corrupt', why: 'it is not UTF-8 text' };
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's message quotes the content, which is nothing for a notice.
    return { kind: 'corrupt', why: 'it is not complete JSON' };
  }
  if (!isJsonObject(value)) return { kind: 'corrupt', why: 'it does not hold a JSON object' };
  return { kind: 'object', object: value };
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
