import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A plain event stream server that shows its requests and writes what it is told. */
export class EventServer {
  readonly requests: IncomingMessage[] = [];
  readonly #server: Server;
  readonly #open = new Set<ServerResponse>();
  /** Answers 401 to requests without this `X-Api-Key`. */
  requiredKey: string | null = null;

  private constructor() {
    this.#server = createServer((request, response) => {
      this.requests.push(request);
      if (this.requiredKey !== null && request.headers['x-api-key'] !== this.requiredKey) {
        response.writeHead(401).end();
        return;
      }
      response.writeHead(200, { 'Content-Type': 'text/event-stream' });
      response.flushHeaders();
      this.#open.add(response);
      response.on('close', () => this.#open.delete(response));
    });
  }

  static async listen(port = 0): Promise<EventServer> {
    const made = new EventServer();
    await new Promise<void>((listening) => made.#server.listen(port, '127.0.0.1', listening));
    return made;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/events`;
  }

  get connections(): number {
    return this.#open.size;
  }

  write(bytes: string): void {
    for (const response of this.#open) response.write(bytes);
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}
