import type { Readable } from 'node:stream';
import { ConnectionError } from '../connection-error';
import { decodedBody } from './content-coding';

const MAX_BODY_BYTES = 16 * 1024 * 1024;
const BROKEN_OFF = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH']);

export interface BodyListener {
  /** As in `TransportSink`. */
  bytes(count: number, wire: number): void;
  /** The body broke off. */
  cutOff(): void;
}

/**
 * All of a body, decoded, at most 16 MiB.
 * @throws ConnectionError `too-large`, `incomplete`, and for codings that cannot be undone
 */
export async function wholeBody(
  name: string,
  body: Readable,
  encoding: string | null,
  listener: BodyListener,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let total = 0;
  let wire = 0;
  try {
    for await (const chunk of decodedBody(name, body, encoding, (bytes) => (wire += bytes))) {
      listener.bytes(chunk.length, wire);
      wire = 0;
      total += chunk.length;
      if (total > MAX_BODY_BYTES) {
        throw new ConnectionError('too-large', `${name} answered a poll with more than 16 MiB.`, {
          remedy: 'retry',
          hint: 'Ask for less at once: many servers have a parameter such as limit.',
        });
      }
      chunks.push(chunk);
    }
  } catch (error) {
    body.destroy();
    const code = String((error as { code?: unknown }).code);
    if (!BROKEN_OFF.has(code) || signal.aborted) throw error;
    listener.cutOff();
    throw new ConnectionError(
      'incomplete',
      total === 1
        ? `The answer of ${name} is incomplete: it broke off after one byte.`
        : `The answer of ${name} is incomplete: it broke off after ${total.toLocaleString('en')} bytes.`,
      {
        remedy: 'retry',
        hint: 'The server or something on the way dropped the connection.',
        cause: error,
      },
    );
  }
  return Buffer.concat(chunks);
}
