import { connect, type Socket } from 'node:net';

/** A connection of which a test decides every byte, and which it holds for as long as it likes. */
export interface HeldSocket {
  readonly socket: Socket;
  /** What has come so far, a character a byte. */
  received(): string;
  closed(): boolean;
  /** ms from the connection to its end, null while it is open. */
  lasted(): number | null;
}

/** Connects, sends `bytes` when there are any, and goes on reading. A reset counts as an end. */
export function holdSocket(port: number, bytes?: string | Buffer): Promise<HeldSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    const chunks: Buffer[] = [];
    let since = 0;
    let lasted: number | null = null;
    socket.once('error', reject);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('close', () => (lasted = performance.now() - since));
    socket.once('connect', () => {
      since = performance.now();
      socket.off('error', reject);
      socket.on('error', () => undefined);
      if (bytes !== undefined) socket.write(bytes);
      resolve({
        socket,
        received: () => Buffer.concat(chunks).toString('latin1'),
        closed: () => lasted !== null,
        lasted: () => lasted,
      });
    });
  });
}
