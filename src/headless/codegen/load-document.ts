import { open } from 'node:fs/promises';
import { StreamgaugeError } from '@shared/errors';

const MAX_BYTES = 8 * 1024 * 1024;
const TIMEOUT_MS = 15_000;

/** A document as text, and what to call it in sentences: no password, no query. */
export interface LoadedDocument {
  readonly text: string;
  readonly name: string;
}

/**
 * Reads a file, or an address of http or https, up to 8 MiB and 15 s.
 * @throws StreamgaugeError `unreadable`, `no-answer`, `refused-credentials`, `too-large`, `bad-document`
 */
export async function loadDocument(from: string, signal: AbortSignal): Promise<LoadedDocument> {
  if (!/^https?:\/\//iu.test(from)) return { text: decoded(await readFile(from), from), name: from };
  let url: URL;
  try {
    url = new URL(from);
  } catch (cause) {
    throw new StreamgaugeError('unreadable', 'The address of the document is not a URL.', { cause });
  }
  const name = `${url.origin}${url.pathname}`;
  return { text: decoded(await download(url, name, signal), name), name };
}

async function readFile(file: string): Promise<Buffer> {
  try {
    const handle = await open(file, 'r');
    try {
      const chunks: Buffer[] = [];
      let length = 0;
      for (;;) {
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(64 * 1024), 0, 64 * 1024, null);
        if (bytesRead === 0) return Buffer.concat(chunks);
        length += bytesRead;
        if (length > MAX_BYTES) throw tooLarge(file);
        chunks.push(buffer.subarray(0, bytesRead));
      }
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof StreamgaugeError) throw error;
    const reason = (error as NodeJS.ErrnoException).code ?? (error as Error).message;
    throw new StreamgaugeError('unreadable', `${file} cannot be read (${reason}).`, { cause: error });
  }
}

async function download(url: URL, name: string, signal: AbortSignal): Promise<Buffer> {
  const headers: Record<string, string> = {
    accept: 'application/json, application/yaml, text/yaml, */*;q=0.1',
  };
  if (url.username !== '' || url.password !== '') {
    // fetch takes no address with a password in it.
    const credentials = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
    headers['authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
    url.username = url.password = '';
  }
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  const timer = setTimeout(stop, TIMEOUT_MS);
  signal.addEventListener('abort', stop, { once: true });
  try {
    const response = await fetch(url, { headers, signal: abort.signal });
    if (!response.ok) {
      void response.body?.cancel();
      const refused = [401, 403, 407].includes(response.status);
      throw new StreamgaugeError(
        refused ? 'refused-credentials' : 'no-answer',
        `${name} answers ${response.status}.`,
        refused ? { hint: 'Download the document yourself, and give its file.' } : {},
      );
    }
    const chunks: Uint8Array[] = [];
    let length = 0;
    for await (const chunk of response.body ?? []) {
      length += (chunk as Uint8Array).length;
      if (length > MAX_BYTES) throw tooLarge(name);
      chunks.push(chunk as Uint8Array);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    if (error instanceof StreamgaugeError) throw error;
    throw new StreamgaugeError(
      'no-answer',
      `${name} cannot be read (${reasonOf(error, abort.signal, signal)}).`,
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    abort.abort();
  }
}

function reasonOf(error: unknown, own: AbortSignal, outer: AbortSignal): string {
  if (outer.aborted) return 'interrupted';
  if (own.aborted) return `not there after ${TIMEOUT_MS / 1_000} s`;
  // fetch says only "fetch failed"; why is in its cause.
  const { cause } = error as { cause?: { code?: unknown; message?: unknown } };
  return String(cause?.code ?? cause?.message ?? (error as Error).message);
}

function decoded(bytes: Buffer, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new StreamgaugeError('bad-document', `${name} is not UTF-8.`, { cause });
  }
}

function tooLarge(name: string): StreamgaugeError {
  return new StreamgaugeError('too-large', `${name} is larger than 8 MiB.`);
}
