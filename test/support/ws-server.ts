/** A WebSocket server that sends any bytes, for handshakes and frames that no well-behaved server would send. */
import { createHash } from 'node:crypto';
import net from 'node:net';

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** One connection whose request has come in. */
export interface WsPeer {
  readonly socket: net.Socket;
  /** The request line. */
  readonly line: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** All bytes that came after the request. */
  received(): Buffer;
  /** The answer that a good server gives, with more fields, and frames in the same packet. */
  accept(fields?: readonly string[], ...frames: Buffer[]): void;
  send(...frames: Buffer[]): void;
}

export interface WsServer {
  readonly port: number;
  readonly url: string;
  readonly peers: readonly WsPeer[];
  close(): Promise<void>;
}

/** Starts on a free port of 127.0.0.1; `answer` gets every request, numbered from 1. */
export async function startWsServer(answer: (peer: WsPeer, number: number) => void): Promise<WsServer> {
  const peers: WsPeer[] = [];
  const sockets = new Set<net.Socket>();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
    let bytes = Buffer.alloc(0);
    let end = -1;
    socket.on('data', (chunk) => {
      bytes = Buffer.concat([bytes, chunk]);
      if (end !== -1) return;
      end = bytes.indexOf('\r\n\r\n');
      if (end === -1) return;
      const [line = '', ...fields] = bytes.subarray(0, end).toString('latin1').split('\r\n');
      const headers = Object.fromEntries(
        fields.map((field) => {
          const colon = field.indexOf(':');
          return [field.slice(0, colon).toLowerCase(), field.slice(colon + 1).trim()];
        }),
      );
      const send = (...frames: Buffer[]): void => void socket.write(Buffer.concat(frames));
      const peer: WsPeer = {
        socket,
        line,
        headers,
        received: () => bytes.subarray(end + 4),
        accept(extra = [], ...frames) {
          const head = [
            'HTTP/1.1 101 Switching Protocols',
            'Upgrade: websocket',
            'Connection: Upgrade',
            `Sec-WebSocket-Accept: ${acceptFor(headers['sec-websocket-key'] ?? '')}`,
            ...extra,
          ];
          send(Buffer.from(`${head.join('\r\n')}\r\n\r\n`), ...frames);
        },
        send,
      };
      peers.push(peer);
      answer(peer, peers.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as net.AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/stream`,
    peers,
    close() {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

export function acceptFor(key: string): string {
  return createHash('sha1')
    .update(key + GUID)
    .digest('base64');
}

export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** One unmasked frame (RFC 6455 §5.2). `first` replaces the first byte: flags and opcode. */
export function frame(
  opcode: number,
  payload: Buffer | string = '',
  { fin = true, first }: { fin?: boolean; first?: number } = {},
): Buffer {
  const body = Buffer.from(payload as string, 'utf8');
  const { length } = body;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = first ?? (fin ? 0x80 : 0) | opcode;
  if (head.length === 2) head[1] = length;
  else if (head.length === 4) {
    head[1] = 126;
    head.writeUInt16BE(length, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(length), 2);
  }
  return Buffer.concat([head, body]);
}

export const text = (payload: string): Buffer => frame(OPCODE.text, payload);

export function closeFrame(code: number, reason: string | Buffer = ''): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code);
  return frame(OPCODE.close, Buffer.concat([head, Buffer.from(reason as string, 'utf8')]));
}

/** The frames of a client, unmasked. */
export function clientFrames(bytes: Buffer): { opcode: number; payload: Buffer }[] {
  const frames: { opcode: number; payload: Buffer }[] = [];
  for (let at = 0; at + 6 <= bytes.length;) {
    const short = bytes[at + 1]! & 0x7f;
    const extra = short === 126 ? 2 : short === 127 ? 8 : 0;
    const length =
      extra === 2 ? bytes.readUInt16BE(at + 2) : extra === 8 ? Number(bytes.readBigUInt64BE(at + 2)) : short;
    const mask = at + 2 + extra;
    const start = mask + 4;
    if (start + length > bytes.length) break;
    const payload = Buffer.from(bytes.subarray(start, start + length));
    for (let i = 0; i < length; i++) payload[i]! ^= bytes[mask + (i % 4)]!;
    frames.push({ opcode: bytes[at]! & 0x0f, payload });
    at = start + length;
  }
  return frames;
}
