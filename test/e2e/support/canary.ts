import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A listener that nothing may ever reach. */
export interface Canary {
  /** TCP, and UDP on `udpPort`. */
  readonly port: number;
  readonly udpPort: number;
  /** Connections and datagrams so far. */
  hits(): number;
  close(): void;
}

/** Opens a canary on 127.0.0.1. It counts the connection itself: nothing needs to be said on it. */
export async function openCanary(): Promise<Canary> {
  let hits = 0;
  const sockets = new Set<Socket>();
  const tcp = createServer((socket) => {
    hits++;
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.end('HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\ncontent-length: 0\r\n\r\n');
  });
  const udp = createSocket('udp4', () => hits++);
  tcp.listen(0, '127.0.0.1');
  udp.bind(0, '127.0.0.1');
  await Promise.all([once(tcp, 'listening'), once(udp, 'listening')]);
  return {
    port: (tcp.address() as AddressInfo).port,
    udpPort: udp.address().port,
    hits: () => hits,
    close() {
      tcp.close();
      udp.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
