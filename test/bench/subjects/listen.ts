import type { AddressInfo, Server } from 'node:net';
import { BACKLOG } from './subject';

/** Listens on a free port of 127.0.0.1. */
export async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: '127.0.0.1', port: 0, backlog: BACKLOG }, resolve);
  });
  return (server.address() as AddressInfo).port;
}
