import type { HeaderField } from '../credentials/credential';
import type { ConnectWatch } from '../line/connect-watch';
import type { Connection, Line } from '../line/line';
import { Http1Connection } from './http1-connection';
import type { HttpAnswer } from './http-request';

/** Between polls, ms. Most servers close earlier. */
const KEEP_ALIVE_MS = 60_000;

/** The connection of one polling run: kept from poll to poll, made again when it is gone. */
export class PollingConnection {
  readonly line: Line;
  #http1: Http1Connection | null = null;

  constructor(line: Line) {
    this.line = line;
  }

  /** Whether the next request goes out over a connection that served before. */
  get stands(): boolean {
    return this.#http1?.usable === true;
  }

  /** What is known of the connection; null before the first. */
  get connection(): Connection | null {
    return this.#http1?.connection ?? null;
  }

  /**
   * Always to the same origin. `close` of the answer leaves the connection to the next request.
   * @throws as `Http1Connection.send` and `Line.connect`
   */
  async send(
    url: URL,
    request: {
      readonly method: string;
      readonly headers: readonly HeaderField[];
      readonly body: string | null;
      readonly signal: AbortSignal;
      readonly watch?: ConnectWatch | undefined;
    },
  ): Promise<HttpAnswer> {
    if (!this.#http1?.usable) {
      this.close();
      const connection = await this.line.connect(url, { signal: request.signal, watch: request.watch });
      // A long poll is silent for as long as the poll's own timeout allows.
      this.#http1 = new Http1Connection(url.origin, connection, {
        keepAliveMs: KEEP_ALIVE_MS,
        headersTimeoutMs: 0,
      });
    }
    const http1 = this.#http1;
    try {
      const answer = await http1.send(url, request);
      request.watch?.passed('answer');
      return { ...answer, close: answer.discard };
    } catch (error) {
      http1.close();
      throw error;
    }
  }

  close(): void {
    this.#http1?.close();
    this.#http1 = null;
  }
}
