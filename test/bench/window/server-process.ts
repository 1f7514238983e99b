/** A process that serves one event stream of numbered events: at a rate, or as fast as it is read. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { listen } from '../subjects/listen';
import { answerCalls } from '../support/rpc';
import { FIRST_NUMBER, NumberedFrames } from './numbered-frames';

/** Between two chunks of a paced stream, ms. */
const TICK_MS = 4;
/** What the kernel has not taken of a paced stream; beyond this nothing more is written, and the rate does not hold. */
const MAX_BACKLOG = 64 * 1024 * 1024;
/** A chunk of a stream that is written as fast as it is read, bytes. */
const FLOOD_CHUNK = 64 * 1024;

const HEAD =
  'HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n';

/** The last number of a chunk, and when it was handed to the socket, epoch ms. */
export type Stamp = readonly [number: number, writtenAt: number];

let client: Socket | null = null;
let frames: NumberedFrames | null = null;
let pacing: NodeJS.Timeout | null = null;
let stamps: Stamp[] = [];
let heldBack = 0;

const calls = {
  /** Listens; frames are of this many bytes. Answers the port. */
  async listen(frameBytes: number): Promise<number> {
    frames = new NumberedFrames(frameBytes);
    return await listen(
      createServer({ noDelay: true }, (socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => {
          socket.write(HEAD);
          client = socket;
        });
      }),
    );
  },

  /** Whether somebody reads the stream. */
  connected(): boolean {
    return client !== null && !client.destroyed;
  },

  /** Begins to write so many events a second, evenly. */
  pace(rate: number): void {
    const began = performance.now();
    let due = 0;
    const tick = (): void => {
      const target = Math.floor(((performance.now() - began) * rate) / 1_000);
      const count = target - due;
      due = target;
      if (count > 0) write(count);
      pacing = setTimeout(tick, TICK_MS);
    };
    tick();
  },

  /** Ends what `pace` began; the number of the last event. */
  stop(): number {
    if (pacing) clearTimeout(pacing);
    pacing = null;
    return frames!.next - 1;
  },

  /** Writes so many events at a rate, more slowly when they are not read as fast, and resolves when the socket has them all. */
  async paceOut({ rate, events }: { readonly rate: number; readonly events: number }): Promise<void> {
    let began = performance.now();
    let done = 0;
    while (done < events) {
      if (client!.writableLength > FLOOD_CHUNK) {
        const waited = performance.now();
        await once(client!, 'drain');
        // What was not read in time is not made up for.
        began += performance.now() - waited;
      }
      const due = Math.min(events, Math.floor(((performance.now() - began) * rate) / 1_000));
      if (due > done) client!.write(frames!.take(due - done));
      done = due;
      await delay(TICK_MS);
    }
  },

  /** Writes so many events as fast as they are read, and resolves when the kernel has them all. */
  async flood(events: number): Promise<void> {
    const { frameBytes } = frames!;
    const most = Math.floor(FLOOD_CHUNK / frameBytes);
    for (let left = events; left > 0; left -= most) {
      const chunk = frames!.take(Math.min(most, left));
      await new Promise<void>((resolve, reject) => {
        client!.write(chunk, (error) => (error ? reject(error) : resolve()));
      });
    }
  },

  /** The stamps since the last call; events that were not written because the reader was too far behind. */
  take(): { stamps: readonly Stamp[]; heldBack: number; backlogBytes: number; written: number } {
    const taken = { stamps, heldBack, backlogBytes: client?.writableLength ?? 0 };
    stamps = [];
    heldBack = 0;
    return { ...taken, written: frames!.next - FIRST_NUMBER };
  },

  cpuMicros(): number {
    const { user, system } = process.cpuUsage();
    return user + system;
  },
};

export type StreamServerCalls = typeof calls;

function write(count: number): void {
  if (!client || client.writableLength > MAX_BACKLOG) {
    heldBack += count;
    return;
  }
  const chunk = frames!.take(count);
  stamps.push([frames!.next - 1, Date.now()]);
  client.write(chunk);
}

answerCalls(calls);
