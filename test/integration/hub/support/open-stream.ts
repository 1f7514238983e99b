import { request, type IncomingHttpHeaders } from 'node:http';
import { eventually } from '../../../support/eventually';
import { EventStreamParser, type ParsedEvent } from './event-stream-parser';

export interface OpenStream {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly events: readonly ParsedEvent[];
  readonly comments: readonly string[];
  readonly retries: readonly number[];
  /** Everything received, as text. */
  raw(): string;
  /** Bytes of the body so far. */
  bytes(): number;
  ended(): boolean;
  /** Ended without the end that HTTP wants. */
  cut(): boolean;
  /** Stops reading from the socket. */
  pause(): void;
  resume(): void;
  close(): void;
  /** Waits until an event of this type has come, and gives the first. */
  first(type: string): Promise<ParsedEvent>;
  /** Data of all events of the log, in order: what carries a channel and an id. */
  published(): string[];
}

/** A real HTTP client on an event stream. */
export function openStream(
  port: number,
  path = '/events',
  { headers = {}, keepRaw = true }: { headers?: Record<string, string>; keepRaw?: boolean } = {},
): Promise<OpenStream> {
  return new Promise((resolve, reject) => {
    const req = request({ host: '127.0.0.1', port, path, headers, agent: false }, (res) => {
      const parser = new EventStreamParser();
      const chunks: Buffer[] = [];
      let bytes = 0;
      let ended = false;
      let cut = false;
      res.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (keepRaw) chunks.push(chunk);
        parser.feed(chunk);
      });
      res.on('end', () => (ended = true));
      res.on('error', () => (cut = true));
      resolve({
        status: res.statusCode ?? 0,
        headers: res.headers,
        events: parser.events,
        comments: parser.comments,
        retries: parser.retries,
        raw: () => Buffer.concat(chunks).toString('utf8'),
        bytes: () => bytes,
        ended: () => ended,
        cut: () => cut,
        pause: () => res.socket.pause(),
        resume: () => res.socket.resume(),
        close: () => req.destroy(),
        first: (type) =>
          eventually(() => {
            const event = parser.events.find((candidate) => candidate.type === type);
            if (!event) throw new Error(`No ${type} yet.`);
            return event;
          }),
        published: () =>
          parser.events.filter(({ id, channel }) => id !== null && channel !== null).map(({ data }) => data),
      });
    });
    req.on('error', reject);
    req.end();
  });
}
