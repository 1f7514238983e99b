/** An SSE server that numbers its events, keeps them all, and goes on where `Last-Event-ID` says, more or less well. */
import http, { type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** An event as it is sent. */
export interface NumberedEvent {
  /** 1, 2, 3… */
  readonly number: number;
  /** Null to send none. */
  readonly id: string | null;
  readonly data: string;
}

export interface NumberedServerOptions {
  /** Any free one when left out. */
  readonly port?: number;
  /** The id of an event; default its number. */
  readonly idOf?: (number: number) => string | null;
  /** What an event says; default its number. May have line breaks. */
  readonly dataOf?: (number: number) => string;
  /**
   * What a client is sent first that comes with an id (`''`: without); default all after that id, everything without one.
   */
  readonly replay?: (lastEventId: string, log: readonly NumberedEvent[]) => readonly NumberedEvent[];
  /** Default LF. */
  readonly lineEnd?: '\n' | '\r\n' | '\r';
}

export interface NumberedServer {
  readonly port: number;
  readonly url: string;
  /** All that was published, in order. */
  readonly log: readonly NumberedEvent[];
  /** `Last-Event-ID` of every request, null where there was none. */
  readonly asked: readonly (string | null)[];
  /** Streams that are open. */
  readonly open: number;
  /** Publishes so many more events, default one. */
  publish(count?: number): void;
  /** Sends bytes to every open stream as they are. */
  send(bytes: string): void;
  /** Ends every open stream: properly, or with a reset. */
  cut(ending?: 'fin' | 'rst'): void;
  close(): Promise<void>;
}

/** Starts on a free port of 127.0.0.1. */
export async function startNumberedServer(options: NumberedServerOptions = {}): Promise<NumberedServer> {
  const { idOf = String, dataOf = String, lineEnd = '\n', replay = allAfter } = options;
  const log: NumberedEvent[] = [];
  const asked: (string | null)[] = [];
  const streams = new Set<ServerResponse>();
  const sockets = new Set<Socket>();
  const frame = ({ id, data }: NumberedEvent): string => {
    const lines = data.split('\n').map((line) => `data: ${line}`);
    if (id !== null) lines.unshift(`id: ${id}`);
    return [...lines, '', ''].join(lineEnd);
  };
  const server = http.createServer((req, res) => {
    const field = req.headers['last-event-id'];
    // Node reads header bytes as Latin-1.
    const id = typeof field === 'string' ? Buffer.from(field, 'latin1').toString('utf8') : null;
    asked.push(id);
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    res.write(
      `:${lineEnd}${lineEnd}${replay(id ?? '', log)
        .map(frame)
        .join('')}`,
    );
    streams.add(res);
    res.once('close', () => streams.delete(res));
    res.on('error', () => undefined);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const send = (bytes: string): void => {
    for (const stream of streams) stream.write(bytes);
  };
  return {
    port,
    url: `http://127.0.0.1:${port}/stream`,
    log,
    asked,
    get open() {
      return streams.size;
    },
    publish(count = 1) {
      const start = log.length;
      for (let number = start + 1; number <= start + count; number++) {
        log.push({ number, id: idOf(number), data: dataOf(number) });
      }
      send(log.slice(start).map(frame).join(''));
    },
    send,
    cut(ending = 'fin') {
      for (const stream of streams) {
        if (ending === 'fin') stream.end();
        else stream.socket?.resetAndDestroy();
      }
      streams.clear();
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function allAfter(lastEventId: string, log: readonly NumberedEvent[]): readonly NumberedEvent[] {
  if (lastEventId === '') return log;
  const at = log.findIndex(({ id }) => id === lastEventId);
  return log.slice(at + 1);
}
