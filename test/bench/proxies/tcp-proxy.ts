import { connect, createServer, type Socket } from 'node:net';
import { BACKLOG } from '../subjects/subject';
import type { Running } from './program';

/** What a network does to bytes. */
export interface LineQuality {
  /** ms that every byte takes, each way. */
  readonly delayMs: number;
  /** Bytes a second, each way and connection. */
  readonly bytesPerSecond: number;
  /** Part of the portions that take `RETRANSMISSION_MS` longer, with everything behind them: a packet was lost. */
  readonly lost: number;
  /** Part of the connections that are reset, after a random number of bytes of the answer up to `resetWithin`. */
  readonly resets: number;
  readonly resetWithin: number;
  /** Part of the connections that are accepted and on which nothing ever comes: half open. */
  readonly silent: number;
}

export const PERFECT: LineQuality = {
  delayMs: 0,
  bytesPerSecond: 1e9,
  lost: 0,
  resets: 0,
  resetWithin: 0,
  silent: 0,
};

/** ms between two portions of a slow line. */
const PORTION_MS = 20;
/** RFC 6298 §2.4 says 1 s at least, Linux waits 200 ms, and twice that for the second time. */
const RETRANSMISSION_MS = 400;

/** Puts a bad line in front of a port of this machine. */
export async function startTcpProxy(port: number, target: number, quality: LineQuality): Promise<Running> {
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer({ noDelay: true }, (client) => {
    track(client);
    if (Math.random() < quality.silent) {
      client.resume();
      return;
    }
    const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
    track(upstream);
    const resetAfter =
      Math.random() < quality.resets ? Math.floor(Math.random() * quality.resetWithin) : Infinity;
    let answered = 0;
    const cut = (): void => {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    };
    client.on('close', () => upstream.destroy());
    upstream.on('close', () => client.destroy());
    const toUpstream = new Line(quality, (bytes) => upstream.write(bytes));
    const toClient = new Line(quality, (bytes) => {
      answered += bytes.length;
      if (answered > resetAfter) cut();
      else client.write(bytes);
    });
    client.on('data', (bytes) => toUpstream.push(bytes));
    upstream.on('data', (bytes) => toClient.push(bytes));
    if (resetAfter === 0) cut();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port, backlog: BACKLOG }, resolve);
  });
  return {
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One direction: bytes come out later, and no faster than the line is. */
class Line {
  readonly #quality: LineQuality;
  readonly #out: (bytes: Buffer) => void;
  /** When the line will have carried all that is on it, ms. */
  #freeAt = 0;

  constructor(quality: LineQuality, out: (bytes: Buffer) => void) {
    this.#quality = quality;
    this.#out = out;
  }

  push(bytes: Buffer): void {
    const { delayMs, bytesPerSecond, lost } = this.#quality;
    const portion = Math.max(1, Math.floor((bytesPerSecond * PORTION_MS) / 1_000));
    for (let at = 0; at < bytes.length; at += portion) {
      const piece = bytes.subarray(at, at + portion);
      const now = performance.now();
      this.#freeAt = Math.max(now, this.#freeAt) + (piece.length / bytesPerSecond) * 1_000;
      if (Math.random() < lost) this.#freeAt += RETRANSMISSION_MS;
      setTimeout(() => this.#out(piece), this.#freeAt - now + delayMs);
    }
  }
}
