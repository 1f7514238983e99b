/** A process that holds the clients of a subject. */
import { connect, type Socket } from 'node:net';
import { openPolling } from './readers/poll-reader';
import { openStream } from './readers/stream-reader';
import { Tally } from './readers/tally';
import type { Protocol } from './subjects/subject';
import { answerCalls } from './support/rpc';
import { percentile } from './support/statistics';
import { monotonicMicros } from './support/tick';

export interface ConnectOptions {
  readonly port: number;
  readonly path: string;
  readonly protocol: Protocol;
  readonly clients: number;
  /** Where the publisher wants to hear how far the slowest client is; null for nowhere. */
  readonly reportPort: number | null;
  /** False for clients that read the head of the answer and nothing more. */
  readonly reading: boolean;
}

export interface Mark {
  /** µs, monotonic. */
  readonly at: number;
  /** Events received by all clients together since the subject began. */
  readonly deliveries: number;
  readonly slowest: number;
  readonly bytes: number;
  readonly cpuMicros: number;
  /** Clients that the server has let go. */
  readonly lost: number;
}

export interface Latencies {
  readonly count: number;
  /** ms */
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** Handshakes under way at once. */
const CONNECTING_AT_ONCE = 64;
/**
 * ms between two looks at the sockets while deliveries are counted. Meanwhile bytes gather in the kernel, as they do
 * on a network; a reader that ran after every single frame would be slower than most servers.
 */
const LOOK_EVERY_MS = 4;

const sockets: Socket[] = [];
let tally = new Tally(0);
let lost = 0;
let reportTimer: NodeJS.Timeout | undefined;

async function openAll(options: ConnectOptions): Promise<void> {
  const own = tally;
  const onClose = (): void => void lost++;
  let next = 0;
  const open = async (): Promise<void> => {
    for (let client = next++; client < options.clients; client = next++) {
      const socket =
        options.protocol === 'polling'
          ? await openPolling(options, client, own, onClose)
          : await openStream(options, options.protocol, client, own, onClose);
      if (!options.reading) socket.pause();
      sockets.push(socket);
    }
  };
  await Promise.all(Array.from({ length: CONNECTING_AT_ONCE }, open));
}

async function report(port: number): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  socket.on('error', () => clearInterval(reportTimer));
  const bytes = Buffer.alloc(4);
  let told = -1;
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  reportTimer = setInterval(() => {
    Atomics.wait(sleeper, 0, 0, LOOK_EVERY_MS);
    const slowest = tally.slowest();
    if (slowest === told) return;
    told = slowest;
    bytes.writeUInt32LE(slowest);
    socket.write(Buffer.from(bytes));
  }, 1);
}

const calls = {
  /** Opens clients besides those that are open; only the newest are tallied. */
  async connect(options: ConnectOptions): Promise<void> {
    tally = new Tally(options.clients);
    await openAll(options);
    if (options.reportPort !== null) await report(options.reportPort);
  },
  mark(): Mark {
    const { user, system } = process.cpuUsage();
    return {
      at: monotonicMicros(),
      deliveries: tally.total(),
      slowest: tally.slowest(),
      bytes: tally.bytes,
      cpuMicros: user + system,
      lost,
    };
  },
  /** From now on every event is timed. */
  time(): void {
    tally.timing = true;
    tally.latencies = [];
  },
  latencies(): Latencies {
    const ms = tally.latencies.map((micros) => micros / 1e3);
    tally.latencies = [];
    return {
      count: ms.length,
      p50: percentile(ms, 50),
      p99: percentile(ms, 99),
      max: ms.reduce((max, value) => Math.max(max, value), 0),
    };
  },
  /** Cuts every connection at once, without leaving ports in TIME_WAIT. */
  close(): void {
    clearInterval(reportTimer);
    for (const socket of sockets) socket.resetAndDestroy();
  },
};

export type ReaderCalls = typeof calls;

answerCalls(calls);
