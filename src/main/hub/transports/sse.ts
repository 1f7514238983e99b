import { ServerResponse, type IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { Batch } from '../batch';
import { aheadFrame } from '../batch';
import { decodeFrame, dataText, encodeComment, encodeFrame } from '../frame';
import type { LogEntry } from '../log';
import { busyNotice } from '../overload';
import { COMMON_HEADERS } from '../respond';
import type { Notice } from '../sink';
import { ClientSink, type SinkFaults } from './client-sink';
import type { StreamRequest, TransportContext } from './context';

export const SSE_HEADERS = {
  ...COMMON_HEADERS,
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-store, no-transform',
  // nginx would collect events before it hands them on.
  'x-accel-buffering': 'no',
};

const HEARTBEAT_COMMENT = encodeComment('heartbeat');
const CRLF = Buffer.from('\r\n');

/** An event stream as the WHATWG HTML standard, section 9.2, has it. */
export function serveEventStream(
  req: IncomingMessage,
  res: ServerResponse,
  request: StreamRequest,
  context: TransportContext,
): void {
  const { clients, options, faults } = context;
  const { visitor, heartbeat } = request;
  // A stream may be silent for as long as it likes; another server that we are mounted in may have set a timeout.
  req.socket.setTimeout(0);
  if (req.httpVersionMajor === 1) req.socket.setNoDelay(true);
  res.writeHead(200, SSE_HEADERS);
  const sink = new SseSink(res, {
    heartbeat,
    now: options.now,
    stopTimeoutMs: options.stopTimeoutMs,
    faults: { clientId: visitor.id, faults, random: options.random },
  });
  // Overload is told inside a stream: after any status but 200 a browser's EventSource gives up for good, while
  // after a 200 that ends it comes back when `retry` says.
  const closing = !context.accepting() || request.tooFastSeconds > 0;
  if (closing) clients.countRefusal();
  const refusal = closing ? 'connections' : clients.refusal(visitor);
  if (refusal !== null) {
    sink.tell(busyNotice(refusal, options.random));
    sink.end();
    return;
  }
  const connection = clients.connect({ ...visitor, transport: 'sse', sink });
  sink.onDrain(() => connection.drained());
  res.on('close', () => connection.close('client-left'));
}

interface SseSinkOptions {
  readonly heartbeat: 'comment' | 'event';
  readonly now: () => number;
  readonly stopTimeoutMs: number;
  readonly faults: SinkFaults;
}

/**
 * Writes an event stream. On HTTP/1.1 with chunked coding it puts whole chunks on the socket itself, which costs about a
 * third less than `res.write` and lets one buffer serve every client; elsewhere (HTTP/1.0, HTTP/2, a response that
 * somebody has wrapped) it uses `res.write`.
 */
class SseSink extends ClientSink {
  readonly #res: ServerResponse;
  readonly #options: SseSinkOptions;
  /** The socket, when whole chunks go there. */
  readonly #socket: Socket | null;

  constructor(res: ServerResponse, options: SseSinkOptions) {
    super(options.faults);
    this.#res = res;
    this.#options = options;
    // A write to a socket that has just broken: `close` follows and cleans up.
    res.on('error', () => undefined);
    res.flushHeaders();
    const plain = res.write === ServerResponse.prototype.write && res.chunkedEncoding;
    // Without a socket the response waits behind another one on the same connection.
    this.#socket = plain && res.socket && !res.hasHeader('content-encoding') ? res.socket : null;
    (this.#socket ?? res).on('drain', () => this.socketDrained());
  }

  protected writeBatch(batch: Batch): boolean {
    if (!this.#socket) return this.#res.write(batch.bytes('stream'));
    return this.#socket.write(batch.bytes('chunk'));
  }

  protected writeBytes(bytes: Buffer): boolean {
    if (!this.#socket) return this.#res.write(bytes);
    const head = Buffer.from(`${bytes.length.toString(16)}\r\n`, 'latin1');
    return this.#socket.write(Buffer.concat([head, bytes, CRLF]));
  }

  protected entryBytes({ frame }: LogEntry, withId: boolean): Buffer {
    if (withId) return frame;
    const { id: _, ...rest } = decodeFrame(frame);
    return encodeFrame(rest);
  }

  protected aheadBytes(entry: LogEntry): Buffer {
    return aheadFrame(entry);
  }

  protected noticeBytes({ ref: _, ...notice }: Notice): Buffer {
    return encodeFrame({ ...notice, data: dataText(notice.data) });
  }

  protected beatBytes(position: string): Buffer {
    if (this.#options.heartbeat === 'comment') return HEARTBEAT_COMMENT;
    const time = new Date(this.#options.now()).toISOString();
    return this.noticeBytes({ event: 'heartbeat', id: position, data: { time } });
  }

  protected socketBytes(): number {
    return this.#socket ? this.#socket.writableLength : this.#res.writableLength;
  }

  protected halfClose(): void {
    (this.#socket ?? this.#res.socket)?.end();
  }

  protected endSocket(): void {
    const { socket } = this.#res;
    const cut = setTimeout(() => this.#res.destroy(), this.#options.stopTimeoutMs);
    cut.unref();
    this.#res.once('close', () => clearTimeout(cut));
    // An idle kept-alive connection would hold up a graceful stop. An HTTP/2 session has other streams and stays.
    const alone = this.#res.req.httpVersionMajor === 1;
    this.#res.end(() => alone && socket?.destroySoon());
  }

  protected cutSocket(): void {
    this.#res.destroy();
  }
}
