/** A server that sends any bytes, for streams that no well-behaved server would send. */
import net from 'node:net';

/** One request as it came in. */
export interface RawRequest {
  readonly line: string;
  /** Names in lower case; values as latin1. */
  readonly headers: Readonly<Record<string, string>>;
  readonly socket: net.Socket;
}

export interface RawSseServer {
  readonly port: number;
  readonly url: string;
  readonly requests: readonly RawRequest[];
  close(): Promise<void>;
}

/** Head of a usual event-stream answer that ends with the connection. */
export const STREAM_HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n';

/** Starts on any free port of 127.0.0.1 (or a given one); `answer` gets every request, numbered from 1. */
export async function startRawSseServer(
  answer: (request: RawRequest, number: number) => void,
  port = 0,
): Promise<RawSseServer> {
  const requests: RawRequest[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let head = '';
    const onData = (chunk: Buffer): void => {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end === -1) return;
      socket.off('data', onData);
      socket.resume();
      const [line = '', ...fields] = head.slice(0, end).split('\r\n');
      const headers = Object.fromEntries(
        fields.map((field) => {
          const colon = field.indexOf(':');
          return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
        }),
      );
      const request = { line, headers, socket };
      requests.push(request);
      answer(request, requests.length);
    };
    socket.on('data', onData);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as net.AddressInfo).port;
  return {
    port: bound,
    url: `http://127.0.0.1:${bound}/stream`,
    requests,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
