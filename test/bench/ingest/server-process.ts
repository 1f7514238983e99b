/** A process that writes an event stream as fast as it is read. */
import { createServer, type Socket } from 'node:net';
import { listen } from '../subjects/listen';
import { answerCalls } from '../support/rpc';
import { EventChunk, FIRST_ID } from './payload';

/** Chunks under way for each client: enough that the socket never waits for this process. */
const CHUNKS = 8;

const HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nTransfer-Encoding: chunked\r\n\r\n';

const calls = {
  /** Writes this payload to whoever asks, with ids that count up. */
  async start(payload: string): Promise<number> {
    const server = createServer({ noDelay: true }, (socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => flood(socket, payload));
    });
    return await listen(server);
  },
  /** µs of CPU since the process began. */
  cpuMicros(): number {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
};

export type IngestServerCalls = typeof calls;

function flood(socket: Socket, payload: string): void {
  let next = FIRST_ID;
  socket.write(HEAD);
  const write = (chunk: EventChunk): void => {
    if (socket.destroyed) return;
    chunk.number(next);
    next += chunk.events;
    // A chunk is numbered anew only when the kernel has it.
    socket.write(chunk.bytes, (error) => {
      if (!error) write(chunk);
    });
  };
  for (let i = 0; i < CHUNKS; i++) write(new EventChunk(payload));
}

answerCalls(calls);
