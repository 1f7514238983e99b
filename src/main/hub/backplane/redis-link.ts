import { Redis } from 'ioredis';
import type { RedisAddress } from './redis-address';
import { RedisSocket } from './redis-socket';
import { ADD, HELLO, type RedisScript } from './redis-scripts';
import type { WaitingEvent } from './waiting-events';

/** An entry of the stream: its id, and its fields and values in turn. */
export type StreamEntry = readonly [id: string, fields: readonly string[]];

export interface RedisLinkOptions {
  readonly address: RedisAddress;
  /** Certificates to trust, PEM, in place of those that Node trusts. */
  readonly ca?: string;
  /** Name of the stream; of the other keys what they begin with. */
  readonly key: string;
  /** Name of this hub's life. */
  readonly node: string;
  readonly maxEvents: number;
  /** ms without an answer after which the server counts as lost. */
  readonly patienceMs: number;
}

/** The server does not answer, though the connection stands. */
export class NoAnswer extends Error {
  constructor(readonly patienceMs: number) {
    super(`no answer within ${patienceMs} ms`);
  }
}

/** How long Redis remembers the newest event of a hub, so that it does not add one twice. */
const REMEMBERED_MS = 7 * 24 * 60 * 60 * 1_000;
const PAGE = 100;

/**
 * One life of the link to Redis: a connection to write, and one to read that may wait for news. It does not mend
 * itself: when anything fails, it is closed and another one made.
 */
export class RedisLink {
  readonly #options: RedisLinkOptions;
  readonly #writer: Redis;
  readonly #reader: Redis;
  /** What the sockets said; says more than the rejection of a command that waited on them. */
  #socketError: Error | null = null;
  #closed = false;

  constructor(options: RedisLinkOptions) {
    this.#options = options;
    this.#writer = this.#client();
    this.#reader = this.#client();
  }

  /** @throws whatever keeps the link from coming about, `NoAnswer` too */
  async connect(): Promise<void> {
    const { user, password, database } = this.#options.address;
    await Promise.all(
      [this.#writer, this.#reader].map(async (client) => {
        await this.#within(client.connect());
        if (password !== null) await this.#call(client, 'AUTH', ...(user === null ? [] : [user]), password);
        if (database !== 0) await this.#call(client, 'SELECT', String(database));
      }),
    );
  }

  /** See `HELLO` in redis-scripts.ts. */
  async hello(
    newEpoch: string,
    known: { readonly epoch: string | null; readonly seq: number; readonly origin: string },
  ): Promise<{ readonly epoch: string; readonly seq: number }> {
    const { key } = this.#options;
    const keys = [key, `${key}:seq`, `${key}:epoch`];
    const answer = await this.#run(HELLO, keys, [
      newEpoch,
      known.epoch ?? '',
      String(known.seq),
      known.origin,
    ]);
    const [epoch, seq] = answer as [string, string];
    return { epoch, seq: Number(seq) };
  }

  /** Adds events in their order. False when the shared log is not the one of this epoch any more. */
  async add(epoch: string, events: readonly WaitingEvent[]): Promise<boolean> {
    const { key, node, maxEvents } = this.#options;
    const keys = [key, `${key}:seq`, `${key}:epoch`, `${key}:node:${node}`];
    const fixed = [epoch, String(maxEvents), String(REMEMBERED_MS), node];
    return (
      (await this.#run(ADD, keys, [...fixed, ...events.flatMap(({ n, text }) => [String(n), text])])) === 1
    );
  }

  /**
   * The next entries after an id, at most 100.
   * @param waitMs how long to wait for one when there is none; 0 does not wait
   */
  async readAfter(id: string, waitMs: number): Promise<readonly StreamEntry[]> {
    // BLOCK 0 would wait for ever.
    const wait = waitMs > 0 ? ['BLOCK', String(waitMs)] : [];
    const reading = this.#reader.call(
      'XREAD',
      'COUNT',
      String(PAGE),
      ...wait,
      'STREAMS',
      this.#options.key,
      id,
    );
    const answer = (await this.#within(reading, waitMs)) as [string, StreamEntry[]][] | null;
    return answer?.[0]?.[1] ?? [];
  }

  close(): void {
    this.#closed = true;
    this.#writer.disconnect();
    this.#reader.disconnect();
  }

  async #run(
    { text, sha }: RedisScript,
    keys: readonly string[],
    values: readonly string[],
  ): Promise<unknown> {
    const rest = [String(keys.length), ...keys, ...values];
    try {
      return await this.#call(this.#writer, 'EVALSHA', sha, ...rest);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return await this.#call(this.#writer, 'EVAL', text, ...rest);
    }
  }

  #call(client: Redis, command: string, ...values: string[]): Promise<unknown> {
    return this.#within(client.call(command, ...values));
  }

  async #within<T>(answer: Promise<T>, extraMs = 0): Promise<T> {
    const { patienceMs } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new NoAnswer(patienceMs)), patienceMs + extraMs);
    });
    try {
      return await Promise.race([answer, late]);
    } catch (error) {
      if (error instanceof Error && error.name === 'ReplyError') throw error;
      throw this.#closed ? error : (this.#socketError ?? error);
    } finally {
      clearTimeout(timer);
    }
  }

  #client(): Redis {
    const { host, port, tls } = this.#options.address;
    const { ca } = this.#options;
    const client = new Redis({
      host,
      port,
      ...(tls ? { tls: ca === undefined ? {} : { ca } } : {}),
      Connector: RedisSocket,
      lazyConnect: true,
      connectTimeout: this.#options.patienceMs,
      enableReadyCheck: false,
      enableOfflineQueue: false,
      disableClientInfo: true,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
    });
    client.on('error', (error: Error) => {
      this.#socketError ??= error;
    });
    return client;
  }
}
