/** A TCP proxy that breaks connections in the ways that networks do: on demand, connection by connection. */
import { once } from 'node:events';
import net, { type AddressInfo, type Socket } from 'node:net';

/** How a cut looks to the client. */
export type Ending = 'fin' | 'rst';

/** Where in the middle of something a cut is made. */
export type Inside = 'character' | 'crlf';

/**
 * What becomes of one connection. Bytes are counted from the server to the client, from the connection's first.
 * - `pass`: nothing.
 * - `reset`: RST to the client, at once.
 * - `blackhole`: accepted and read, never passed on, never answered.
 * - `half-open`: after so many bytes (default 0) nothing goes either way any more, and no side is told.
 * - `latency`: every piece takes `ms`, and up to `jitterMs` more, each way; pieces stay in order.
 * - `throttle`: so many bytes a second reach the client.
 * - `cut`: after exactly so many bytes.
 * - `cut-inside`: at the first place after so many bytes where a UTF-8 character of several bytes, or a CR LF, is
 *   broken in two.
 */
export type Fault =
  | { readonly kind: 'pass' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'blackhole' }
  | { readonly kind: 'half-open'; readonly afterBytes?: number }
  | { readonly kind: 'latency'; readonly ms: number; readonly jitterMs?: number }
  | { readonly kind: 'throttle'; readonly bytesPerSecond: number }
  | { readonly kind: 'cut'; readonly afterBytes: number; readonly ending: Ending }
  | {
      readonly kind: 'cut-inside';
      readonly inside: Inside;
      readonly afterBytes: number;
      readonly ending: Ending;
    };

export const PASS: Fault = { kind: 'pass' };

export interface FaultProxyOptions {
  /** Of everything random: the same seed gives the same numbers. Default 1. */
  readonly seed?: number;
  /** What becomes of a new connection, numbered from 1; default `pass`. */
  readonly plan?: (number: number) => Fault;
}

export interface FaultProxy {
  readonly port: number;
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** What becomes of connections from now on. */
  plan: (number: number) => Fault;
  /** Changes what becomes of the connections that are open; those to come follow `plan`. */
  apply(fault: Fault): void;
  /** Stops listening, so that connections are refused, until `listen`. Open ones stay. */
  refuse(): Promise<void>;
  listen(): Promise<void>;
  /** Connections so far. */
  readonly accepted: number;
  /** Connections that are open to the client. */
  readonly open: number;
  /** Times that a fault ended a connection: `reset`, `cut` and `cut-inside`. */
  readonly broken: number;
  close(): Promise<void>;
}

/** Numbers 0 … 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Bytes that may be on their way in one direction before the sender is read no further. */
const MAX_UNDERWAY = 256 * 1024;
/** ms from the last bytes to a reset: one that comes together with them is read as an ordinary end. */
const RESET_AFTER_MS = 2;
/** ms between two portions of a throttled connection. */
const PORTION_MS = 5;

/**
 * Listens on a free port of 127.0.0.1 and passes connections on to this port of it. When the client leaves, the server
 * is left too, whatever the fault.
 */
export async function startFaultProxy(target: number, options: FaultProxyOptions = {}): Promise<FaultProxy> {
  const random = seeded(options.seed ?? 1);
  const open = new Set<Connection>();
  let accepted = 0;
  let broken = 0;
  const server = net.createServer({ noDelay: true, allowHalfOpen: true }, (client) => {
    const fault = proxy.plan(++accepted);
    const connection = new Connection(client, target, fault, random, () => broken++);
    open.add(connection);
    client.once('close', () => open.delete(connection));
  });
  const listen = async (port: number): Promise<void> => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const proxy: FaultProxy = {
    port,
    url: `http://127.0.0.1:${port}`,
    plan: options.plan ?? (() => PASS),
    apply(fault) {
      for (const connection of open) connection.become(fault);
    },
    refuse() {
      // It resolves when no connection is left, which is not waited for: it refuses from here on.
      if (server.listening) server.close();
      return Promise.resolve();
    },
    listen: () => (server.listening ? Promise.resolve() : listen(port)),
    get accepted() {
      return accepted;
    },
    get open() {
      return open.size;
    },
    get broken() {
      return broken;
    },
    async close() {
      const closed = server.listening
        ? new Promise<void>((resolve) => void server.close(() => resolve()))
        : Promise.resolve();
      for (const connection of open) connection.destroy();
      await closed;
    },
  };
  return proxy;
}

/** One client, its connection to the server, and what is wrong between them. */
class Connection {
  readonly #client: Socket;
  readonly #upstream: Socket | null;
  readonly #random: () => number;
  readonly #onBroken: () => void;
  #fault: Fault = PASS;
  /** Bytes that have reached the client. */
  #sent = 0;
  #isOver = false;
  readonly #toServer: Direction;
  readonly #toClient: Direction;

  constructor(client: Socket, target: number, fault: Fault, random: () => number, onBroken: () => void) {
    this.#client = client;
    this.#random = random;
    this.#onBroken = onBroken;
    const reached = fault.kind !== 'blackhole' && fault.kind !== 'reset';
    const upstream = reached
      ? net.connect({ port: target, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
      : null;
    this.#upstream = upstream;
    this.#toServer = new Direction(
      client,
      (bytes) => upstream?.write(bytes),
      () => upstream?.end(),
    );
    this.#toClient = new Direction(
      upstream,
      (bytes) => this.#deliver(bytes),
      () => client.end(),
    );
    client.on('error', () => undefined);
    client.once('close', () => this.destroy());
    // Over a dead line nobody hears of it, so that the socket would never close.
    client.once('end', () => this.#isDead && this.destroy());
    upstream?.on('error', () => undefined);
    // A reset of the server's is one of the client's, unless the line is dead.
    upstream?.once('close', (hadError) => {
      if (hadError && !this.#isDead) this.#end('rst');
    });
    this.become(fault);
  }

  /** Nothing goes either way, and no side is told. */
  get #isDead(): boolean {
    const fault = this.#fault;
    return (
      fault.kind === 'blackhole' || (fault.kind === 'half-open' && this.#sent >= (fault.afterBytes ?? 0))
    );
  }

  become(fault: Fault): void {
    if (this.#isOver) return;
    this.#fault = fault;
    if (fault.kind === 'reset') return this.#break('rst');
    if (fault.kind === 'cut' && this.#sent >= fault.afterBytes) return this.#break(fault.ending);
    const pace = (): Pace => {
      if (fault.kind === 'throttle') return { delayMs: 0, bytesPerSecond: fault.bytesPerSecond };
      if (fault.kind !== 'latency') return STRAIGHT;
      const delayMs = fault.ms + (fault.jitterMs ?? 0) * this.#random();
      return { delayMs, bytesPerSecond: Infinity };
    };
    this.#toClient.change(pace, this.#isDead);
    this.#toServer.change(fault.kind === 'latency' ? pace : () => STRAIGHT, this.#isDead);
  }

  destroy(): void {
    this.#isOver = true;
    this.#toClient.stop();
    this.#toServer.stop();
    this.#client.destroy();
    this.#upstream?.destroy();
  }

  #deliver(bytes: Buffer): void {
    const fault = this.#fault;
    const limit = this.#limit(bytes);
    const passing = limit < bytes.length ? bytes.subarray(0, limit) : bytes;
    this.#sent += passing.length;
    if (passing.length > 0) this.#client.write(passing);
    if (fault.kind === 'half-open' && this.#isDead) {
      this.#toClient.change(() => STRAIGHT, true);
      this.#toServer.change(() => STRAIGHT, true);
    } else if ((fault.kind === 'cut' || fault.kind === 'cut-inside') && limit <= bytes.length) {
      this.#break(fault.ending);
    }
  }

  /** How many of these bytes still reach the client; `Infinity` for all, and more after them. */
  #limit(bytes: Buffer): number {
    const fault = this.#fault;
    if (fault.kind === 'cut') {
      const left = fault.afterBytes - this.#sent;
      return left <= bytes.length ? left : Infinity;
    }
    if (fault.kind === 'half-open') return Math.max(0, (fault.afterBytes ?? 0) - this.#sent);
    if (fault.kind !== 'cut-inside') return Infinity;
    const isFirstPart = (byte: number): boolean => (fault.inside === 'crlf' ? byte === 0x0d : byte >= 0xc2);
    for (let i = Math.max(0, fault.afterBytes - this.#sent); i < bytes.length; i++) {
      if (isFirstPart(bytes[i]!)) return i + 1;
    }
    return Infinity;
  }

  #break(ending: Ending): void {
    this.#onBroken();
    this.#end(ending);
  }

  #end(ending: Ending): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#toClient.stop();
    this.#toServer.stop();
    this.#upstream?.destroy();
    if (ending === 'fin') {
      this.#client.end();
      this.#client.resume();
    } else if (this.#sent === 0) {
      this.#client.resetAndDestroy();
    } else {
      setTimeout(() => this.#client.resetAndDestroy(), RESET_AFTER_MS);
    }
  }
}

/** How bytes go in one direction; asked anew for every piece. */
interface Pace {
  readonly delayMs: number;
  readonly bytesPerSecond: number;
}

const STRAIGHT: Pace = { delayMs: 0, bytesPerSecond: Infinity };

interface Piece {
  readonly bytes: Buffer;
  /** When it may arrive; never before the one in front of it. Monotonic ms. */
  readonly at: number;
}

/** One direction of a connection: a bounded queue of pieces on their way, in order. */
class Direction {
  readonly #from: Socket | null;
  readonly #write: (bytes: Buffer) => void;
  readonly #finish: () => void;
  #pace: () => Pace = () => STRAIGHT;
  #queue: Piece[] = [];
  #underway = 0;
  #lastAt = 0;
  #ended = false;
  #dead = false;
  #stopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(from: Socket | null, write: (bytes: Buffer) => void, finish: () => void) {
    this.#from = from;
    this.#write = write;
    this.#finish = finish;
    from?.on('data', (bytes) => this.#push(bytes));
    from?.once('end', () => {
      this.#ended = true;
      this.#advance();
    });
  }

  /** @param dead from here on what comes is read and lost, and the end is not told */
  change(pace: () => Pace, dead: boolean): void {
    this.#pace = pace;
    this.#dead = dead;
    if (dead) this.#lose();
    this.#advance();
  }

  stop(): void {
    this.#stopped = true;
    this.#lose();
  }

  #lose(): void {
    clearTimeout(this.#timer);
    this.#queue = [];
    this.#underway = 0;
    this.#from?.resume();
  }

  #push(bytes: Buffer): void {
    if (this.#stopped || this.#dead) return;
    const { delayMs, bytesPerSecond } = this.#pace();
    const portion = Number.isFinite(bytesPerSecond)
      ? Math.max(1, Math.floor((bytesPerSecond * PORTION_MS) / 1_000))
      : bytes.length;
    const now = performance.now();
    for (let start = 0; start < bytes.length; start += portion) {
      const part = bytes.subarray(start, start + portion);
      const takesMs = Number.isFinite(bytesPerSecond) ? (part.length * 1_000) / bytesPerSecond : 0;
      this.#lastAt = Math.max(this.#lastAt, now) + takesMs;
      this.#lastAt = Math.max(this.#lastAt, now + delayMs);
      this.#queue.push({ bytes: part, at: this.#lastAt });
    }
    this.#underway += bytes.length;
    if (this.#underway > MAX_UNDERWAY) this.#from?.pause();
    this.#advance();
  }

  /** Writes what is due, and plans for the rest. */
  #advance(): void {
    clearTimeout(this.#timer);
    if (this.#stopped || this.#dead) return;
    const now = performance.now();
    while (this.#queue.length > 0 && this.#queue[0]!.at <= now) {
      const { bytes } = this.#queue.shift()!;
      this.#underway -= bytes.length;
      this.#write(bytes);
      // What was written may have been the last that goes.
      if (this.#stopped || this.#dead) return;
    }
    if (this.#underway <= MAX_UNDERWAY) this.#from?.resume();
    const next = this.#queue[0];
    if (next) this.#timer = setTimeout(() => this.#advance(), Math.max(1, next.at - now));
    else if (this.#ended) this.#finish();
  }
}
