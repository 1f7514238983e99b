import type { Socket } from 'node:net';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD } from '../../support/raw-sse-server';

/** An event stream that says what a test wants it to say, when it wants. */
export interface EventServer {
  readonly url: string;
  /** Whether somebody listens now. */
  isHeard(): boolean;
  /** Resolves once the bytes have left, so that a fast sender fills no memory. Waits for a listener first. */
  send(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts one on any free port of 127.0.0.1. `path` names the channel of events that name none. */
export async function startEventServer(path = 'stream'): Promise<EventServer> {
  const server = await startRawSseServer(({ socket }) => socket.write(STREAM_HEAD));
  const listener = (): Socket | undefined =>
    server.requests.filter(({ socket }) => !socket.destroyed).at(-1)?.socket;
  return {
    url: `http://127.0.0.1:${server.port}/${path}`,
    isHeard: () => listener() !== undefined,
    async send(text) {
      const socket = await eventually(
        () => {
          const heard = listener();
          if (!heard) throw new Error('nobody listens to the stream');
          return heard;
        },
        { timeoutMs: 15_000 },
      );
      await new Promise<void>((sent, failed) => {
        socket.write(text, (error?: Error | null) => (error ? failed(error) : sent()));
      });
    },
    close: () => server.close(),
  };
}

/** One event as it stands in a stream; `data` is written as JSON unless it is a text. */
export function frame(id: number | string, type: string, data: unknown): string {
  return `id: ${id}\nevent: ${type}\ndata: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}
