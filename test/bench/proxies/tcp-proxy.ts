import { connect, createServer, type Socket } from 'node:net';
import { listen } from '../subjects/listen';

/** What a network does to bytes. */
export interface LineQuality {
  /** ms that every byte takes, each way. */
  readonly delayMs: number;
  /** Bytes a second, each way and connection. */
  readonly bytesPerSecond: number;
  /** Part of the connections that are reset, after a random number of bytes of the answer up to `resetWithin`. */
  readonly resets: number;
  readonly resetWithin: number;
}

export interface TcpProxy {
  readonly port: number;
  close(): Promise<void>;
}

/** ms between two portions of a slow line. */
const PORTION_MS = 20;

/** Puts a bad line in front of a port of this machine. */
export async function startTcpProxy(target: number, quality: LineQuality): Promise<TcpProxy> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port: target, host: '127.0.0.1', noDelay: true });
    const resetAfter =
      Math.random() < quality.resets ? Math.floor(Math.random() * quality.resetWithin) : Infinity;
    let answered = 0;
    const cut = (): void => {
      client.resetAndDestroy();
      upstream.resetAndDestroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        sockets.delete(socket);
        (socket === client ? upstream : client).destroy();
      });
    }
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
  return {
    port: await listen(server),
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
    const { delayMs, bytesPerSecond } = this.#quality;
    const portion = Math.max(1, Math.floor((bytesPerSecond * PORTION_MS) / 1_000));
    for (let at = 0; at < bytes.length; at += portion) {
      const piece = bytes.subarray(at, at + portion);
      const now = performance.now();
      this.#freeAt = Math.max(now, this.#freeAt) + (piece.length / bytesPerSecond) * 1_000;
      setTimeout(() => this.#out(piece), this.#freeAt - now + delayMs);
    }
  }
}
