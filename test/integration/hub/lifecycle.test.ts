import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { createHub } from '../../../src/main/hub/hub';
import { eventually } from '../../support/eventually';
import { useHubs } from './support/hubs';
import { openSocket } from './support/open-socket';
import { openStream } from './support/open-stream';
import { rawRequest } from './support/raw-request';

const startHub = useHubs();

describe('starting', () => {
  it('listens on 127.0.0.1 only, on a free port by default', async () => {
    const { hub, port, url } = await startHub();
    expect(url).toBe(`http://127.0.0.1:${port}`);
    expect(hub.snapshot().state).toMatchObject({ phase: 'running', port, url });
    const answer = await rawRequest(port, `GET /healthz HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    expect([answer.status, answer.body]).toEqual([200, '{"status":"ok"}\n']);
    const elsewhere = connect(port, '::1').on('error', () => undefined);
    await eventually(() => expect(elsewhere.destroyed).toBe(true));
  });

  it('B22: says which port is taken and takes no other one', async () => {
    const { port } = await startHub();
    const second = createHub({ port });
    await expect(second.start()).rejects.toMatchObject({
      code: 'port-in-use',
      message: `Port ${port} on 127.0.0.1 is already in use.`,
      hint: expect.stringContaining('another port') as string,
    });
    expect(second.snapshot().state).toMatchObject({ phase: 'failed', reason: { code: 'port-in-use' } });
  });

  it('starts on the port once it is free', async () => {
    const { hub, port } = await startHub();
    const second = createHub({ port });
    await expect(second.start()).rejects.toMatchObject({ code: 'port-in-use' });
    await hub.stop();
    expect(await second.start()).toMatchObject({ port });
    await second.stop();
  });

  it('takes starts and stops in any hurry', async () => {
    const hub = createHub({ stopTimeoutMs: 500 });
    const [first, again] = await Promise.all([hub.start(), hub.start()]);
    expect(first).toEqual(again);
    const stopped = hub.stop();
    const restarted = hub.start();
    await stopped;
    const { port } = await restarted;
    const stream = await openStream(port);
    await stream.first('connected');
    await Promise.all([hub.stop(), hub.stop()]);
    expect(hub.snapshot().state).toEqual({ phase: 'stopped' });
  });

  it.each(['0.0.0.0', '::', '192.168.0.1', 'localhost'])('H1: refuses to listen on %s', (host) => {
    expect(() => createHub({ host })).toThrow(expect.objectContaining({ code: 'open-to-network' }) as Error);
  });

  it.each([
    { port: 70_000 },
    { heartbeatMs: -1 },
    { heartbeatMs: 2 ** 31 },
    { history: { events: 0 } },
    { allowedOrigins: ['*'] },
    { allowedOrigins: ['http://localhost:5173/'] },
    { allowedOrigins: ['null'] },
  ])('refuses the option %j', (options) => {
    expect(() => createHub(options)).toThrow(expect.objectContaining({ code: 'bad-option' }) as Error);
  });
});

describe('stopping', () => {
  it('B8: tells every client when to come back, each another time, ends the streams, and frees the port', async () => {
    const { hub, port } = await startHub();
    const streams = await Promise.all(Array.from({ length: 12 }, () => openStream(port)));
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(12));
    hub.publish({ channel: 'a', data: 'last' });
    await hub.stop();
    for (const stream of streams) {
      await eventually(() => expect(stream.ended()).toBe(true));
      expect(stream.cut()).toBe(false);
      expect(stream.published()).toEqual(['last']);
      expect(stream.events.at(-1)!.type).toBe('hub.shutdown');
      expect(stream.retries[0]).toBeGreaterThanOrEqual(1_000);
      expect(JSON.parse(stream.events.at(-1)!.data)).toMatchObject({ retryMs: stream.retries[0] });
    }
    expect(new Set(streams.map(({ retries }) => retries[0])).size).toBeGreaterThan(6);
    expect(hub.snapshot()).toMatchObject({ state: { phase: 'stopped' }, clients: [] });
    expect(hub.counters().closed.shutdown).toBe(12);
    await expect(openStream(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('B8: does not wait for clients that take nothing, nor for idle and half-sent requests', async () => {
    const { hub, port } = await startHub({ stopTimeoutMs: 300 });
    const paused = await openStream(port, '/events', { keepRaw: false });
    await paused.first('connected');
    paused.pause();
    for (let i = 0; i < 4_000; i++) hub.publish({ channel: 'a', data: 'x'.repeat(4_096) });
    const idle = connect(port, '127.0.0.1').on('error', () => undefined);
    const half = connect(port, '127.0.0.1').on('error', () => undefined);
    half.write('POST /events HTTP/1.1\r\nHost: ');
    await eventually(() => expect([idle.readyState, half.readyState]).toEqual(['open', 'open']));
    const before = performance.now();
    await hub.stop();
    expect(performance.now() - before).toBeLessThan(3_000);
    paused.close();
  });

  it('stops the demo scenes', async () => {
    const { hub } = await startHub();
    for (const { id } of hub.snapshot().scenes)
      hub.setScene(id, true, { rate: 50, burst: 1, payloadBytes: 0 });
    await eventually(() => expect(hub.snapshot().published).toBeGreaterThan(20));
    await hub.stop();
    expect(hub.snapshot().scenes.every(({ running }) => !running)).toBe(true);
  });
});

describe('the snapshot', () => {
  it('D1: shows clients with their agent, address, channels and what was sent', async () => {
    const { hub, port } = await startHub({ now: () => 1_000 });
    const stream = await openStream(port, '/events?channel=orders/**,demo/counter', {
      headers: { 'User-Agent': 'curl/8.5.0' },
    });
    await stream.first('connected');
    hub.publish({ channel: 'orders/eu', data: 1 });
    hub.publish({ channel: 'other', data: 1 });
    expect(hub.snapshot()).toMatchObject({
      clients: [
        {
          id: expect.stringMatching(/^[0-9a-f-]{36}$/u) as string,
          transport: 'sse',
          agent: 'curl 8.5.0',
          remoteAddress: '127.0.0.1',
          channels: ['orders/**', 'demo/counter'],
          connectedAt: 1_000,
          sent: 1,
        },
      ],
      channels: [
        { name: 'demo/counter', clients: 1, published: 0 },
        { name: 'orders/eu', clients: 1, published: 1 },
        { name: 'other', clients: 0, published: 1 },
      ],
      published: 2,
      history: { events: 2, limit: 10_000 },
    });
    stream.close();
  });

  it('D1: tells listeners about every change, until they are taken off', async () => {
    const { hub, port } = await startHub();
    let changes = 0;
    const off = hub.onChange(() => {
      changes++;
      throw new Error('A listener may fail without harm.');
    });
    const stream = await openStream(port);
    await stream.first('connected');
    expect(changes).toBe(1);
    hub.publish({ channel: 'a', data: 1 });
    expect(changes).toBe(2);
    stream.close();
    await eventually(() => expect(changes).toBe(3));
    off();
    hub.publish({ channel: 'a', data: 1 });
    expect(changes).toBe(3);
  });

  it('B3: ends one client’s stream, and no other', async () => {
    const { hub, port } = await startHub();
    const first = await openStream(port);
    const greeting = await first.first('connected');
    const second = await openStream(port);
    await second.first('connected');
    hub.disconnect((JSON.parse(greeting.data) as { clientId: string }).clientId);
    hub.disconnect('nobody');
    await eventually(() => expect(first.ended()).toBe(true));
    expect(hub.snapshot().clients).toHaveLength(1);
    expect(second.ended()).toBe(false);
    second.close();
  });
});

describe('inside another server', () => {
  it('D9: answers the requests that are handed to it', async () => {
    const hub = createHub({ heartbeatMs: 0 });
    const server = createServer((req, res) => {
      if (req.url?.startsWith('/events')) hub.handler(req, res);
      else res.end('something else');
    });
    server.timeout = 50;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const stream = await openStream(port, '/events?channel=a');
    await stream.first('connected');
    const other = await openStream(port, '/other');
    await eventually(() => expect(other.raw()).toBe('something else'));
    // The timeout of the other server must not end the stream: it has passed when this connection is closed.
    const idle = connect(port, '127.0.0.1').resume();
    await eventually(() => expect(idle.closed || idle.destroyed).toBe(true));
    hub.publish({ channel: 'a', data: 'mounted' });
    await eventually(() => expect(stream.published()).toEqual(['mounted']));
    await hub.stop();
    await eventually(() => expect(stream.ended()).toBe(true));
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });

  it('D9: takes its WebSockets, and goes the long way through a response that somebody has wrapped', async () => {
    const hub = createHub({ heartbeatMs: 0 });
    const written: string[] = [];
    const server = createServer((req, res) => {
      // As a middleware does that compresses or counts.
      const write = res.write.bind(res);
      res.write = ((chunk: Buffer) => {
        written.push(String(chunk));
        return write(chunk);
      }) as typeof res.write;
      hub.handler(req, res);
    });
    server.on('upgrade', hub.upgradeHandler);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const stream = await openStream(port, '/events');
    const socket = await openSocket(port, '/events');
    await stream.first('connected');
    await socket.first('connected');
    hub.publish({ channel: 'a', data: 'mounted' });
    await eventually(() =>
      expect([stream.published(), socket.published()]).toEqual([['mounted'], ['mounted']]),
    );
    expect(written.join('')).toContain('data: mounted');
    await hub.stop();
    await eventually(() => expect([stream.ended(), socket.closeCode()]).toEqual([true, 1001]));
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });
});
