/** A TCP link to a port of this machine that can be cut and mended: one client cut off, the others not. */
import net from 'node:net';

export interface CuttableLink {
  readonly port: number;
  /** Cuts what is connected and every new connection. */
  cut(): void;
  /** What the far end answers is swallowed; what is sent to it still arrives. */
  swallowAnswers(): void;
  mend(): void;
  close(): Promise<void>;
}

export async function cuttableLink(target: number): Promise<CuttableLink> {
  const sockets = new Set<net.Socket>();
  let whole = true;
  let answers = true;
  const server = net.createServer((near) => {
    if (!whole) return near.destroy();
    const far = net.connect(target, '127.0.0.1');
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        sockets.delete(from);
        to.destroy();
      });
    }
    near.pipe(far);
    far.on('data', (chunk: Buffer) => {
      if (answers) near.write(chunk);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const cut = (): void => {
    whole = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as net.AddressInfo).port,
    cut,
    swallowAnswers: () => {
      answers = false;
    },
    mend: () => {
      whole = answers = true;
    },
    async close() {
      cut();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
