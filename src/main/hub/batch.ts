import { decodeFrame, encodeFrame } from './frame';
import type { LogEntry } from './log';
import { encodeTextMessage } from './websocket-frame';

/**
 * How events go out. `stream`: as an event stream. `chunk`: the same as one chunk of HTTP/1.1's chunked coding (RFC 9112
 * §7.1), which goes to the socket without a detour. `messages`: as WebSocket text messages.
 */
export type Encoding = 'stream' | 'chunk' | 'messages';

const CRLF = Buffer.from('\r\n');

/** Some events of the log, in order, encoded once for however many clients get just these. */
export class Batch {
  readonly entries: readonly LogEntry[];
  #stream: Buffer | null = null;
  #chunk: Buffer | null = null;
  #messages: Buffer | null = null;
  #texts: readonly string[] | null = null;

  constructor(entries: readonly LogEntry[]) {
    this.entries = entries;
  }

  bytes(encoding: Encoding): Buffer {
    switch (encoding) {
      case 'stream':
        return (this.#stream ??= this.#join([]));
      case 'chunk':
        return (this.#chunk ??= this.#asChunk());
      case 'messages':
        return (this.#messages ??= Buffer.concat(this.texts().map(encodeTextMessage)));
    }
  }

  /** Each event as a message in JSON. */
  texts(): readonly string[] {
    return (this.#texts ??= this.entries.map((entry) => JSON.stringify(entryMessage(entry))));
  }

  #join(around: readonly [Buffer, Buffer] | readonly []): Buffer {
    const frames = this.entries.map(({ frame }) => frame);
    if (around.length === 0 && frames.length === 1) return frames[0]!;
    return Buffer.concat(around.length === 0 ? frames : [around[0], ...frames, around[1]]);
  }

  #asChunk(): Buffer {
    let length = 0;
    for (const { frame } of this.entries) length += frame.length;
    return this.#join([Buffer.from(`${length.toString(16)}\r\n`, 'latin1'), CRLF]);
  }
}

/** An event as WebSocket messages and poll answers have it. `data` is text, as an `EventSource` gives it. */
export interface EventMessage {
  readonly channel?: string;
  readonly id?: string;
  readonly event: string;
  readonly data: string;
  readonly retry?: number;
  /** The id of an event that comes before its turn, instead of `id`. */
  readonly ahead?: string;
}

/** An event of the log as a message. */
export function entryMessage({ id, frame }: LogEntry): EventMessage {
  const { channel, event = 'message', data, retry } = decodeFrame(frame);
  return { channel: channel!, id, event, data, ...(retry !== undefined && { retry }) };
}

/** The same before its turn. */
export function aheadMessage({ id, frame }: LogEntry): EventMessage {
  const { channel, event = 'message', data, retry } = decodeFrame(frame);
  return { channel: channel!, ahead: id, event, data, ...(retry !== undefined && { retry }) };
}

/** An event of the log before its turn, as an event stream. */
export function aheadFrame({ id: ahead, frame }: LogEntry): Buffer {
  const { id: _, ...rest } = decodeFrame(frame);
  return encodeFrame({ ...rest, ahead });
}
