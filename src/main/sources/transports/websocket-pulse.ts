import { performance } from 'node:perf_hooks';
import type { WebSocket } from 'ws';

/** Unanswered pings after which the other side counts as gone. */
const MAX_MISSED = 2;
/** Pings of the other side are answered at most this often, ms: only the latest needs an answer (RFC 6455 §5.5.3). */
const PONG_EVERY_MS = 10;
/** Above so many bytes that wait to be sent, pings stay unanswered: the other side does not read. */
const MAX_UNSENT_BYTES = 1024 * 1024;
/** Header of a small frame from a server. */
const FRAME_HEADER_BYTES = 2;

export interface PulseOptions {
  /** 0 for no pings. */
  readonly intervalMs: number;
  /** A ping or pong came, with so many bytes. */
  onBytes(count: number): void;
  /** The round trip of a ping, ms. */
  onRoundTrip(ms: number): void;
  /** Nothing was heard for so long, in spite of two pings. */
  onDead(silentMs: number): void;
}

/** Pings and pongs of one connection: how long a round trip takes, and whether anybody is there. */
export class WebSocketPulse {
  readonly #client: WebSocket;
  readonly #options: PulseOptions;
  #timer: NodeJS.Timeout | undefined;
  #pongTimer: NodeJS.Timeout | undefined;
  #owed: Buffer | null = null;
  #missed = 0;
  #heardAt = performance.now();
  #sent = 0;
  #sentAt = 0;
  #stopped = false;

  constructor(client: WebSocket, options: PulseOptions) {
    this.#client = client;
    this.#options = options;
  }

  start(): void {
    const client = this.#client;
    this.heard();
    client.on('ping', (payload: Buffer) => {
      if (this.#stopped) return;
      this.heard();
      this.#options.onBytes(FRAME_HEADER_BYTES + payload.length);
      this.#answer(payload);
    });
    client.on('pong', (payload: Buffer) => {
      if (this.#stopped) return;
      this.heard();
      this.#options.onBytes(FRAME_HEADER_BYTES + payload.length);
      if (payload.toString('latin1') !== String(this.#sent)) return;
      // Once for each ping, however often it is answered.
      this.#sent += 1;
      this.#options.onRoundTrip(performance.now() - this.#sentAt);
    });
    if (this.#options.intervalMs === 0) return;
    // The first at once: the round trip is worth knowing from the start.
    this.#beat();
    this.#timer = setInterval(() => this.#beat(), this.#options.intervalMs);
  }

  /** A sign of life. */
  heard(): void {
    this.#missed = 0;
    this.#heardAt = performance.now();
  }

  /** Reading goes on after a pause: a pong that had to wait tells nothing of the way. */
  resumed(): void {
    this.heard();
    this.#sent += 1;
  }

  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
    clearTimeout(this.#pongTimer);
  }

  #beat(): void {
    // Whoever does not read hears no answer.
    if (this.#client.isPaused || this.#client.readyState !== this.#client.OPEN) return;
    if (this.#missed >= MAX_MISSED) {
      this.#options.onDead(performance.now() - this.#heardAt);
      return;
    }
    this.#missed += 1;
    this.#sent += 1;
    this.#sentAt = performance.now();
    this.#client.ping(String(this.#sent));
  }

  #answer(payload: Buffer): void {
    if (this.#pongTimer) {
      this.#owed = payload;
      return;
    }
    if (this.#client.readyState === this.#client.OPEN && this.#client.bufferedAmount < MAX_UNSENT_BYTES) {
      this.#client.pong(payload);
    }
    this.#pongTimer = setTimeout(() => {
      this.#pongTimer = undefined;
      const owed = this.#owed;
      this.#owed = null;
      if (owed) this.#answer(owed);
    }, PONG_EVERY_MS);
  }
}
