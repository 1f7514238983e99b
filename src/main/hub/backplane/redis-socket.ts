import net from 'node:net';
import tls, { type ConnectionOptions } from 'node:tls';
import { AbstractConnector } from 'ioredis';

/** What is used of the options of an `ioredis` client. */
interface SocketOptions {
  readonly host: string;
  readonly port: number;
  readonly tls?: ConnectionOptions;
}

/** A socket that has not closed this long after its end is destroyed. */
const CLOSE_WITHIN_MS = 500;

/**
 * Makes the sockets of an `ioredis` client. The client itself listens for one error of each; a second one, such as a TLS
 * alert that arrives after the end, would take the process down.
 */
export class RedisSocket extends AbstractConnector {
  readonly #options: SocketOptions;

  constructor(options: unknown) {
    super(CLOSE_WITHIN_MS);
    this.#options = options as SocketOptions;
  }

  override connect(): Promise<net.Socket> {
    const { host, port, tls: secured } = this.#options;
    this.connecting = true;
    const socket = secured ? tls.connect({ ...secured, host, port }) : net.connect({ host, port });
    socket.on('error', (error) => {
      this.firstError ??= error;
    });
    this.stream = socket;
    return Promise.resolve(socket);
  }
}
