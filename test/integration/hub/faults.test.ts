import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NO_FAULTS, type Faults } from '@shared/hub';
import { FaultLine, type HalfClosable, type Line } from '../../../src/main/hub/faults/fault-line';
import { FaultSwitch } from '../../../src/main/hub/faults/fault-switch';
import { encodeFrame } from '../../../src/main/hub/frame';
import { eventually } from '../../support/eventually';
import { seededRandom } from '../../unit/main/hub/seeded-random';

/** A response as a line, the way a transport hands it over. */
class ResponseLine implements Line, HalfClosable {
  constructor(readonly res: ServerResponse) {}
  get queuedBytes(): number {
    return this.res.writableLength;
  }
  write(bytes: Buffer): boolean {
    return this.res.write(bytes);
  }
  end(): void {
    this.res.end();
  }
  destroy(): void {
    this.res.destroy();
  }
  halfClose(): void {
    this.res.socket?.end();
  }
  onDrain(listener: () => void): void {
    this.res.on('drain', listener);
  }
}

/** What a raw client has got so far, the chunks of the transfer coding taken apart. */
class RawClient {
  readonly arrivals: { readonly at: number; readonly bytes: number }[] = [];
  ended = false;
  closed = false;
  #received = Buffer.alloc(0);

  private constructor(readonly socket: net.Socket) {
    socket.on('data', (bytes) => {
      this.#received = Buffer.concat([this.#received, bytes]);
      this.arrivals.push({ at: performance.now(), bytes: bytes.length });
    });
    socket.on('end', () => (this.ended = true));
    socket.on('close', () => (this.closed = true));
    socket.on('error', () => undefined);
  }

  static async open(port: number): Promise<RawClient> {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const client = new RawClient(socket);
    await once(socket, 'connect');
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    return client;
  }

  /** The body, UTF-8, as far as it has come. */
  body(): string {
    const head = this.#received.indexOf('\r\n\r\n');
    if (head === -1) return '';
    const parts: Buffer[] = [];
    for (let at = head + 4; ;) {
      const lineEnd = this.#received.indexOf('\r\n', at);
      const size = lineEnd === -1 ? 0 : parseInt(this.#received.toString('latin1', at, lineEnd), 16);
      if (size === 0) break;
      parts.push(this.#received.subarray(lineEnd + 2, lineEnd + 2 + size));
      at = lineEnd + 2 + size + 2;
    }
    return Buffer.concat(parts).toString('utf8');
  }
}

let server: Server;
let port: number;
let faults: FaultSwitch;
let lines: FaultLine[];
let clients: RawClient[];

beforeEach(async () => {
  lines = [];
  clients = [];
  const sockets = new Set<net.Socket>();
  const cut = (): void => {
    for (const line of lines.splice(0)) line.destroy();
  };
  faults = new FaultSwitch({ dropAll: cut, drop: () => undefined, random: seededRandom(2) });
  server = createServer((_, res) => {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' });
    res.flushHeaders();
    const clientId = `c${lines.length}`;
    const line = new FaultLine(new ResponseLine(res), () => faults.for(clientId), {
      random: seededRandom(7),
      counts: faults.counts,
      onChange: (listener) => faults.onChange(listener),
    });
    lines.push(line);
    res.on('close', () => line.destroy());
  });
  server.on('connection', (socket) => {
    if (faults.refuses()) return socket.destroy();
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  port = (server.address() as AddressInfo).port;
});
afterEach(async () => {
  faults.close();
  for (const { socket } of clients) socket.destroy();
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

const set = (some: Partial<Faults>): void => faults.set(null, { ...NO_FAULTS, ...some });
const event = (n: number): string => `id: ${n}\nevent: größe\ndata: {"n":${n}}\n\n`;
const events = (from: number, to: number): string =>
  Array.from({ length: to - from + 1 }, (_, i) => event(from + i)).join('');

async function connect(): Promise<RawClient> {
  const before = lines.length;
  const client = await RawClient.open(port);
  clients.push(client);
  await eventually(() => expect(lines.length).toBe(before + 1));
  return client;
}

function send(from: number, to = from): void {
  for (let n = from; n <= to; n++) {
    const bytes = encodeFrame({ id: `${n}`, event: 'größe', data: `{"n":${n}}` });
    for (const line of lines) line.write(bytes);
  }
}

describe('faults on a real connection', () => {
  it('delay: events come late, all of them and in order', async () => {
    set({ delay: { on: true, ms: 150, jitterMs: 50 } });
    const client = await connect();
    const sentAt = performance.now();
    send(1, 20);
    await eventually(() => expect(client.body()).toBe(events(1, 20)));
    const first = client.arrivals.find(({ bytes }, i) => i > 0 && bytes > 0)!;
    expect(first.at - sentAt).toBeGreaterThanOrEqual(99);
  });

  it('buffer: nothing until enough has gathered, then all in one go', async () => {
    set({ buffer: { on: true, kibibytes: 1 } });
    const client = await connect();
    const count = Math.ceil(1_024 / Buffer.byteLength(event(10)));
    send(10, 10 + count - 2);
    expect(lines[0]!.heldBytes).toBe(Buffer.byteLength(events(10, 10 + count - 2)));
    set({});
    await eventually(() => expect(client.body()).toBe(events(10, 10 + count - 2)));
    set({ buffer: { on: true, kibibytes: 1 } });
    const before = client.arrivals.length;
    send(100, 199);
    await eventually(() => expect(client.body().length).toBeGreaterThan(events(10, 10 + count).length));
    expect(client.arrivals.length - before).toBeLessThan(12);
    lines[0]!.end();
    await eventually(() => expect(client.body()).toBe(events(10, 10 + count - 2) + events(100, 199)));
  });

  it('stall: one connection stays open and silent while others go on; what was held comes when it is over', async () => {
    const [client, other] = [await connect(), await connect()];
    send(1);
    await eventually(() => expect(client.body()).toBe(event(1)));
    faults.set('c0', { ...NO_FAULTS, stall: { on: true } });
    for (let n = 2; n <= 5; n++) {
      send(n);
      await eventually(() => expect(other.body()).toBe(events(1, n)));
    }
    expect(client.body()).toBe(event(1));
    expect([client.ended, client.closed]).toEqual([false, false]);
    faults.set('c0', NO_FAULTS);
    await eventually(() => expect(client.body()).toBe(events(1, 5)));
  });

  it('split: frames come in pieces, inside characters too, and make the same text', async () => {
    set({ split: { on: true } });
    const client = await connect();
    send(1, 40);
    await eventually(() => expect(client.body()).toBe(events(1, 40)));
    expect(client.arrivals.length).toBeGreaterThan(20);
    expect(faults.counts.struck.split).toBe(40);
  });

  it('corrupt: the changed byte reaches one client, and the others get what was sent', async () => {
    const [bad, good] = [await connect(), await connect()];
    const shared = encodeFrame({ id: '1', event: 'größe', data: '{"n":1}' });
    set({ corrupt: { on: true, percent: 100 } });
    lines[0]!.write(shared);
    set({});
    lines[1]!.write(shared);
    await eventually(() => expect(good.body()).toBe(event(1)));
    await eventually(() => expect(bad.body()).not.toBe(''));
    expect(bad.body()).not.toBe(event(1));
  });

  it('half-close: the client sees an end inside a frame, and can still send', async () => {
    const client = await connect();
    send(1);
    set({ halfClose: { on: true, percent: 100 } });
    send(2, 9);
    await eventually(() => expect(client.ended).toBe(true));
    expect(client.body().startsWith(event(1))).toBe(true);
    expect(events(1, 2).startsWith(client.body())).toBe(true);
    expect(client.body()).not.toBe(events(1, 2));
    expect(client.closed).toBe(false);
    await new Promise<void>((done, fail) =>
      client.socket.write('more', (error) => (error ? fail(error) : done())),
    );
    client.socket.end();
    await eventually(() => expect(client.closed).toBe(true));
  });

  it('drop: every connection is cut, without an end', async () => {
    const [a, b] = [await connect(), await connect()];
    send(1);
    set({ drop: { on: true, everySeconds: 1 } });
    await eventually(() => expect([a.closed || a.ended, b.closed || b.ended]).toEqual([true, true]));
    expect(a.body()).toBe(event(1));
    expect(faults.counts.struck.drop).toBeGreaterThanOrEqual(1);
  });

  it('refuse: new connections get no answer, open ones go on', async () => {
    const open = await connect();
    set({ refuse: { on: true } });
    const refused = await RawClient.open(port).catch(() => null);
    if (refused) {
      clients.push(refused);
      await eventually(() => expect(refused.ended || refused.closed).toBe(true));
      expect(refused.arrivals).toEqual([]);
    }
    send(1);
    await eventually(() => expect(open.body()).toBe(event(1)));
    set({});
    await connect();
  });

  it('a client that leaves while much is held leaves nothing behind', async () => {
    set({ delay: { on: true, ms: 60_000, jitterMs: 0 } });
    const client = await connect();
    send(1, 100);
    const [line] = lines;
    expect(line!.heldBytes).toBeGreaterThan(2_000);
    client.socket.destroy();
    await eventually(() => expect(line!.heldBytes).toBe(0));
    expect(faults.counts.lost).toBe(100);
  });
});
