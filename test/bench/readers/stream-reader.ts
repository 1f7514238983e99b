import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Tally } from './tally';

export interface ReaderAddress {
  readonly port: number;
  readonly path: string;
}

/** Bytes read at once. */
const READ_BYTES = 256 * 1024;

/**
 * One buffer for all sockets: libuv fills it and hands it over in one go, except on Windows, where a read is begun
 * long before it ends.
 */
const shared = Buffer.allocUnsafeSlow(READ_BYTES);
const readBuffer = (): Buffer => (process.platform === 'win32' ? Buffer.allocUnsafeSlow(READ_BYTES) : shared);

/** Opens a stream on a bare socket: all it does with what comes is to tally it. Resolves when the head has come. */
export function openStream(
  address: ReaderAddress,
  protocol: 'sse' | 'websocket',
  client: number,
  tally: Tally,
  onClose: () => void,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    let head: string | null = '';
    const socket = connect({
      port: address.port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: readBuffer(),
        callback(length, buffer) {
          const chunk = (buffer as Buffer).subarray(0, length);
          if (head === null) {
            tally.take(client, chunk);
            return true;
          }
          head += chunk.toString('latin1');
          const end = head.indexOf('\r\n\r\n');
          if (end < 0) return true;
          const status = head.slice(0, head.indexOf('\r\n'));
          if (!`${status} `.startsWith(protocol === 'sse' ? 'HTTP/1.1 200 ' : 'HTTP/1.1 101 ')) {
            reject(new Error(`The server answers ${status}.`));
            socket.destroy();
            return true;
          }
          const rest = Buffer.from(head.slice(end + 4), 'latin1');
          head = null;
          if (rest.length > 0) tally.take(client, rest);
          resolve(socket);
          return true;
        },
      },
    });
    socket.once('connect', () => socket.write(requestHead(address, protocol)));
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('The server closed the connection before it answered.'));
      onClose();
    });
  });
}

function requestHead({ port, path }: ReaderAddress, protocol: 'sse' | 'websocket'): string {
  const common = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
  if (protocol === 'sse') return `${common}Accept: text/event-stream\r\n\r\n`;
  const key = randomBytes(16).toString('base64');
  return `${common}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${key}\r\n\r\n`;
}
