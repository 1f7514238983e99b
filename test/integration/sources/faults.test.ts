/** What single faults of a network do to a source, and that it finds out. */
import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { DEFAULT_SOURCE_OPTIONS } from '@shared/source-options';
import { createHub, type Hub } from '../../../src/main/hub/hub';
import { DEFAULT_LADDER } from '../../../src/main/sources/ladder';
import { eventually } from '../../support/eventually';
import { startFaultProxy, type Fault, type FaultProxy } from '../../support/fault-proxy';
import { startGate } from '../../support/gate';
import { startNumberedServer, type NumberedServer } from '../../support/numbered-server';
import { watchSource, type WatchedSource } from '../../support/watched-source';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const FAST = { backoff: { floorMs: 1, capMs: 20 } };

async function proxyTo(port: number, plan?: (number: number) => Fault): Promise<FaultProxy> {
  const proxy = await startFaultProxy(port, plan && { plan });
  closing.push(() => proxy.close());
  return proxy;
}

function watch(...[url, part, , more]: Parameters<typeof watchSource>): WatchedSource {
  const watched = watchSource(url, part, () => 0, { ...FAST, ...more });
  closing.push(() => watched.close());
  return watched;
}

const dataOf = (watched: WatchedSource): string[] =>
  watched
    .events()
    .filter(({ type }) => type === 'message')
    .map(({ data }) => data);

async function startServer(text = (number: number) => `${number} €😀`): Promise<NumberedServer> {
  const server = await startNumberedServer({ dataOf: text, lineEnd: '\r\n' });
  closing.push(() => server.close());
  return server;
}

/** A hub behind a gate, which makes every client look as if it came to the hub itself. */
async function startHub(heartbeatMs: number): Promise<{ hub: Hub; port: number }> {
  const hub = createHub({ heartbeatMs, stopTimeoutMs: 200 });
  const { port } = await hub.start();
  closing.push(() => hub.stop());
  const gate = await startGate(port);
  closing.push(() => gate.close());
  return { hub, port: Number(new URL(gate.url).port) };
}

const isOpen = (watched: WatchedSource): Promise<void> =>
  eventually(() => expect(watched.status().state.phase).toBe('open'));

describe('the fault proxy', () => {
  const SENT = 'x'.repeat(1_000);

  /** Sends 1,000 bytes to whoever connects, and keeps what it is sent. */
  async function startTalker(): Promise<{ port: number; heard: () => string }> {
    let heard = '';
    const sockets = new Set<net.Socket>();
    const server = net.createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.on('data', (bytes) => (heard += bytes.toString()));
      socket.write(SENT);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(resolve));
    });
    return { port: (server.address() as net.AddressInfo).port, heard: () => heard };
  }

  /** A client of a proxy with this fault: what it got, and how its connection ended. */
  async function talkThrough(fault: Fault): Promise<{
    readonly got: () => number;
    readonly end: () => string;
    readonly proxy: FaultProxy;
    readonly heard: () => string;
  }> {
    const talker = await startTalker();
    const proxy = await proxyTo(talker.port, () => fault);
    let got = 0;
    let end = '';
    const socket = net.connect(proxy.port, '127.0.0.1');
    socket.on('data', (bytes) => (got += bytes.length));
    socket.on('end', () => (end = 'fin'));
    socket.on('error', (error: NodeJS.ErrnoException) => (end = error.code ?? 'error'));
    socket.write('hello');
    closing.push(async () => void socket.destroy());
    return { got: () => got, end: () => end, proxy, heard: talker.heard };
  }

  it.each([
    ['fin', 'fin'],
    ['rst', 'ECONNRESET'],
  ] as const)('cuts after exactly so many bytes (%s)', async (ending, seen) => {
    const { got, end, proxy } = await talkThrough({ kind: 'cut', afterBytes: 123, ending });
    await eventually(() => expect(end()).toBe(seen));
    expect(got()).toBe(123);
    expect(proxy.broken).toBe(1);
  });

  it('resets at once', async () => {
    const { got, end } = await talkThrough({ kind: 'reset' });
    await eventually(() => expect(end()).toBe('ECONNRESET'));
    expect(got()).toBe(0);
  });

  it('holds a half-open connection without telling either side, until it is cut', async () => {
    const { got, end, heard, proxy } = await talkThrough({ kind: 'half-open', afterBytes: 400 });
    await eventually(() => expect(got()).toBe(400));
    expect([end(), proxy.open]).toEqual(['', 1]);
    proxy.apply({ kind: 'cut', afterBytes: 0, ending: 'fin' });
    await eventually(() => expect(end()).toBe('fin'));
    expect(got()).toBe(400);
    expect(heard().length).toBeLessThanOrEqual('hello'.length);
  });

  it('swallows all of a blackholed connection', async () => {
    const { got, end, heard, proxy } = await talkThrough({ kind: 'blackhole' });
    await eventually(() => expect(proxy.open).toBe(1));
    proxy.apply({ kind: 'reset' });
    await eventually(() => expect(end()).toBe('ECONNRESET'));
    expect([got(), heard()]).toEqual([0, '']);
  });

  it('holds every piece for as long as the latency, each way', async () => {
    const began = performance.now();
    const { got, heard } = await talkThrough({ kind: 'latency', ms: 80 });
    await eventually(() => expect([got(), heard()]).toEqual([SENT.length, 'hello']));
    expect(performance.now() - began).toBeGreaterThan(75);
  });

  it('lets through so many bytes a second', async () => {
    const began = performance.now();
    const { got } = await talkThrough({ kind: 'throttle', bytesPerSecond: 5_000 });
    await eventually(() => expect(got()).toBe(SENT.length));
    expect(performance.now() - began).toBeGreaterThan(180);
  });

  it('refuses while it does not listen, and listens at the same port again', async () => {
    const { proxy } = await talkThrough({ kind: 'pass' });
    await proxy.refuse();
    const tryOnce = (): Promise<string> =>
      new Promise((resolve) => {
        const socket = net.connect(proxy.port, '127.0.0.1', () => {
          socket.destroy();
          resolve('connected');
        });
        socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? 'error'));
      });
    expect(await tryOnce()).toBe('ECONNREFUSED');
    await proxy.listen();
    expect(await tryOnce()).toBe('connected');
  });
});

describe('a connection that is cut in the middle', () => {
  it.each([
    ['of a character', 'character', 'fin'],
    ['of a character', 'character', 'rst'],
    ['of a line end', 'crlf', 'fin'],
    ['of a line end', 'crlf', 'rst'],
  ] as const)(
    'C5: %s delivers no part of an event, and the event once (%s, %s)',
    async (_, inside, ending) => {
      const server = await startServer();
      // Behind the head of the answer and the first events.
      const proxy = await proxyTo(server.port, (number) =>
        number <= 3 ? { kind: 'cut-inside', inside, afterBytes: 400, ending } : { kind: 'pass' },
      );
      const watched = watch(`${proxy.url}/stream`);
      await isOpen(watched);
      server.publish(60);
      const all = Array.from({ length: 60 }, (__, i) => `${i + 1} €😀`);
      await eventually(() => expect(dataOf(watched)).toEqual(all));
      expect(proxy.broken).toBe(3);
      expect(watched.status().counters).toMatchObject({ invalidUtf8: 0, duplicates: 0, missing: 0 });
    },
  );
});

describe('a line that is only slow', () => {
  it.each([
    { kind: 'latency', ms: 60, jitterMs: 60 },
    { kind: 'throttle', bytesPerSecond: 20_000 },
  ] as const)('C5: is no break ($kind)', async (fault) => {
    const server = await startServer();
    const proxy = await proxyTo(server.port, () => fault);
    const watched = watch(`${proxy.url}/stream`);
    await isOpen(watched);
    server.publish(200);
    await eventually(() => expect(dataOf(watched)).toHaveLength(200));
    expect(dataOf(watched)).toEqual(server.log.map(({ data }) => data));
    expect(watched.status().counters.reconnects).toBe(0);
  });
});

describe('a server that cannot be reached', () => {
  it('A5: is tried until it is there again, and nothing is lost meanwhile', async () => {
    const server = await startServer();
    const proxy = await proxyTo(server.port);
    const watched = watch(`${proxy.url}/stream`);
    await isOpen(watched);
    server.publish(5);
    await eventually(() => expect(dataOf(watched)).toHaveLength(5));
    await proxy.refuse();
    proxy.apply({ kind: 'reset' });
    server.publish(5);
    await eventually(() =>
      expect(
        watched.status().attempts.filter(({ reason }) => reason?.code === 'refused').length,
      ).toBeGreaterThan(3),
    );
    await proxy.listen();
    await eventually(() => expect(dataOf(watched)).toEqual(server.log.map(({ data }) => data)));
    expect(watched.status().counters.reconnects).toBe(1);
  });

  it('A6: that swallows one transport is left for the next within the time to open', async () => {
    const { hub, port } = await startHub(15_000);
    const proxy = await proxyTo(port, (number) => ({ kind: number === 1 ? 'blackhole' : 'pass' }));
    const watched = watch(`${proxy.url}/events?channel=a`, { transports: ['websocket', 'sse'] }, undefined, {
      ladder: { ...DEFAULT_LADDER, openTimeoutMs: 300 },
    });
    await eventually(() => expect(watched.status().state).toMatchObject({ phase: 'open', transport: 'sse' }));
    const [first] = watched.status().attempts;
    expect(first!.reason).toMatchObject({ code: 'open-timeout' });
    expect(first!.endedAt! - first!.startedAt).toBeLessThan(2_000);
    hub.publish({ channel: 'a', data: '1' });
    await eventually(() => expect(dataOf(watched)).toEqual(['1']));
  });
});

describe('a connection that is dead without anyone knowing', () => {
  it('B8: is given up by SSE when the heartbeats stay away, and the stream goes on where it was', async () => {
    const { hub, port } = await startHub(1_150);
    const proxy = await proxyTo(port);
    const watched = watch(`${proxy.url}/events?channel=a`, { transports: ['sse'] }, undefined, {
      liveness: { leastMs: 500, mostMs: 60_000 },
    });
    await isOpen(watched);
    hub.publish({ channel: 'a', data: '1' });
    // The habit is known once there were three pauses between signs of life.
    await eventually(() => expect(watched.status().usualIntervalMs).not.toBeNull(), { timeoutMs: 15_000 });
    const usual = watched.status().usualIntervalMs!;
    expect(usual).toBeGreaterThan(900);
    const droppedAt = Date.now();
    proxy.apply({ kind: 'half-open' });
    for (const data of ['2', '3']) hub.publish({ channel: 'a', data });
    await eventually(() => expect(dataOf(watched)).toEqual(['1', '2', '3']), { timeoutMs: 20_000 });
    expect(Date.now() - droppedAt).toBeLessThan(usual * 6);
    const [first] = watched.status().attempts;
    expect(first!.reason).toMatchObject({ code: 'silent' });
    expect(first!.reason!.message).toMatch(/^orders has been quiet for \d\.\d s, usually 1\.\d s\.$/u);
    await eventually(() =>
      expect(watched.status().attempts.at(-1)!.audit).toMatchObject({ verdict: 'complete', missing: 0 }),
    );
  }, 45_000);

  it('B8: is given up by WebSocket when two pings stay without an answer', async () => {
    const { hub, port } = await startHub(0);
    const proxy = await proxyTo(port);
    const websocket = { ...DEFAULT_SOURCE_OPTIONS.websocket, pingIntervalMs: 200 };
    const watched = watch(`${proxy.url}/events?channel=a`, {
      transports: ['websocket'],
      options: { ...DEFAULT_SOURCE_OPTIONS, websocket },
    });
    await isOpen(watched);
    hub.publish({ channel: 'a', data: '1' });
    await eventually(() => expect(dataOf(watched)).toEqual(['1']));
    proxy.apply({ kind: 'half-open' });
    for (const data of ['2', '3']) hub.publish({ channel: 'a', data });
    await eventually(() => expect(dataOf(watched)).toEqual(['1', '2', '3']), { timeoutMs: 10_000 });
    expect(watched.status().attempts[0]!.reason).toMatchObject({ code: 'silent' });
  });

  it('B8: is given up by WebSocket also when it died before it brought anything', async () => {
    const { hub, port } = await startHub(0);
    const proxy = await proxyTo(port);
    const websocket = { ...DEFAULT_SOURCE_OPTIONS.websocket, pingIntervalMs: 200 };
    const watched = watch(`${proxy.url}/events?channel=a`, {
      transports: ['websocket'],
      options: { ...DEFAULT_SOURCE_OPTIONS, websocket },
    });
    await isOpen(watched);
    proxy.apply({ kind: 'half-open' });
    await eventually(() => expect(watched.status().attempts[0]!.reason).toMatchObject({ code: 'silent' }), {
      timeoutMs: 10_000,
    });
    await isOpen(watched);
    hub.publish({ channel: 'a', data: '1' });
    await eventually(() => expect(dataOf(watched)).toEqual(['1']));
  });
});
