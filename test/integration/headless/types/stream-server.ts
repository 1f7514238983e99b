import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A `node:http` server that speaks the hub's frames, and serves documents. */
export interface StreamServer {
  readonly url: string;
  /** Targets of the requests so far. */
  readonly targets: readonly string[];
  /** `Last-Event-ID` of each request for a stream; `''` for none. */
  readonly resumedFrom: readonly string[];
  /** Streams that are open. */
  readonly open: readonly ServerResponse[];
  /** What a path answers instead of a stream. */
  answer(path: string, status: number, type: string, body: string): void;
  /** Writes frames to the streams whose target has this in it. */
  send(part: string, ...frames: string[]): void;
  close(): Promise<void>;
}

export async function startStreamServer(): Promise<StreamServer> {
  const documents = new Map<string, { status: number; type: string; body: string }>();
  const targets: string[] = [];
  const resumedFrom: string[] = [];
  const open: { target: string; res: ServerResponse }[] = [];
  const server = createServer((req, res) => {
    const target = req.url ?? '';
    targets.push(target);
    const document = documents.get(target.split('?')[0]!);
    if (document) {
      res.writeHead(document.status, { 'content-type': document.type }).end(document.body);
      return;
    }
    resumedFrom.push(String(req.headers['last-event-id'] ?? ''));
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    res.write('retry: 20\nevent: connected\ndata: {"clientId":"c"}\n\n');
    const stream = { target, res };
    open.push(stream);
    res.on('close', () => open.splice(open.indexOf(stream), 1));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    targets,
    resumedFrom,
    get open() {
      return open.map(({ res }) => res);
    },
    answer: (path, status, type, body) => void documents.set(path, { status, type, body }),
    send(part, ...frames) {
      for (const { target, res } of open)
        if (decodeURIComponent(target).includes(part)) res.write(frames.join(''));
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
