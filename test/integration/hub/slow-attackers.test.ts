import { connect as connectHttp2 } from 'node:http2';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { createHub, type Hub } from '../../../src/main/hub/hub';
import type { HubOptions } from '../../../src/main/hub/options';
import { eventually } from '../../support/eventually';
import { selfSigned } from './support/certificate';
import { holdSocket, type HeldSocket } from './support/held-socket';
import { openStream } from './support/open-stream';

/** Sockets of one attack. */
const MANY = 200;
/** Past a bound the hub looks once a second; the rest is for a busy machine. */
const SLACK_MS = 5_000;

/** These wait for the real bounds, so they run side by side, each with a hub of its own. */
async function withHub(options: HubOptions, body: (hub: Hub, port: number) => Promise<void>): Promise<void> {
  const hub = createHub({ stopTimeoutMs: 500, heartbeatMs: 0, ...options });
  const { port } = await hub.start();
  try {
    await body(hub, port);
  } finally {
    await hub.stop();
  }
}

const SAMPLE_MS = 200;

/** Publishes to a healthy client until `over`; every event comes, half of them within 100 ms. */
async function expectService(hub: Hub, port: number, over: () => boolean): Promise<void> {
  const stream = await openStream(port, '/events?channel=health');
  await stream.first('connected');
  const latencies: number[] = [];
  while (!over()) {
    const since = performance.now();
    hub.publish({ channel: 'health', data: String(latencies.length) });
    await eventually(() => expect(stream.published()).toHaveLength(latencies.length + 1));
    latencies.push(performance.now() - since);
    const next = since + SAMPLE_MS;
    await eventually(() => expect(performance.now()).toBeGreaterThanOrEqual(next));
  }
  expect(stream.published()).toEqual(latencies.map((_, i) => String(i)));
  const median = latencies.sort((a, b) => a - b)[latencies.length >> 1];
  expect(median).toBeLessThan(100);
  stream.close();
}

/** Each sends one more byte a second. */
function drip(attackers: readonly HeldSocket[]): () => void {
  const timer = setInterval(() => {
    for (const { socket } of attackers) if (socket.writable) socket.write('x');
  }, 1_000);
  return () => clearInterval(timer);
}

const hold = (port: number, bytes?: string): Promise<HeldSocket[]> =>
  Promise.all(Array.from({ length: MANY }, () => holdSocket(port, bytes)));

function expectAllEnded(attackers: readonly HeldSocket[], afterMs: number): void {
  const lasted = attackers.map((attacker) => attacker.lasted() ?? Infinity);
  expect(Math.min(...lasted)).toBeGreaterThan(afterMs - 100);
  expect(Math.max(...lasted)).toBeLessThan(afterMs + SLACK_MS);
}

// Five run at a time: the longest come first.
describe.concurrent('who takes its time', { timeout: 44_000 }, () => {
  it('H7, B11: dripped bodies end after 30 s with 408, and all others are served meanwhile', ({
    expect: sure,
  }) =>
    withHub({}, async (hub, port) => {
      const attackers = await hold(
        port,
        `POST /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{`,
      );
      const stop = drip(attackers);
      await expectService(hub, port, () => attackers.every(({ closed }) => closed()));
      stop();
      expectAllEnded(attackers, 30_000);
      sure(attackers.every(({ received }) => received().startsWith('HTTP/1.1 408 '))).toBe(true);
      sure(hub.snapshot().state.phase).toBe('running');
    }));

  it('H7: HTTP/2 ends a dripped body with 408 and an idle connection after 30 s, and keeps a quiet stream', () => {
    const tls = selfSigned();
    return withHub({ tls }, async (hub, port) => {
      const open = (): ReturnType<typeof connectHttp2> =>
        connectHttp2(`https://127.0.0.1:${port}`, { ca: tls.cert }).on('error', () => undefined);
      const [idle, busy] = [open(), open()];
      const quiet = busy.request({ ':path': '/events' });
      let text = '';
      quiet.on('data', (chunk) => (text += String(chunk)));
      await eventually(() => expect(text).toContain('connected'));
      const body = busy.request(
        { ':path': '/events', ':method': 'POST', 'content-type': 'application/json' },
        { endStream: false },
      );
      let status = 0;
      body.on('error', () => undefined).resume();
      body.on('response', (head) => (status = Number(head[':status'])));
      const timer = setInterval(() => !body.closed && body.write(' '), 1_000);
      await eventually(() => expect(status).toBe(408), { timeoutMs: 36_000 });
      clearInterval(timer);
      await eventually(() => expect(idle.closed).toBe(true));
      hub.publish({ channel: 'a', data: 'after a while' });
      await eventually(() => expect(text).toContain('after a while'));
      busy.destroy();
    });
  });

  it('H7, B11: dripped heads end after 10 s with 408, and all others are served meanwhile', ({
    expect: sure,
  }) =>
    withHub({}, async (hub, port) => {
      const attackers = await hold(port, `GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX: `);
      const stop = drip(attackers);
      await expectService(hub, port, () => attackers.every(({ closed }) => closed()));
      stop();
      expectAllEnded(attackers, 10_000);
      sure(attackers.every(({ received }) => received().startsWith('HTTP/1.1 408 '))).toBe(true);
      sure(hub.counters().opened).toBe(1);
    }));

  it('H7, B11: sockets that say nothing are closed after 10 s', ({ expect: sure }) =>
    withHub({}, async (hub, port) => {
      const attackers = await hold(port);
      await expectService(hub, port, () => attackers.every(({ closed }) => closed()));
      expectAllEnded(attackers, 10_000);
      sure(hub.counters().opened).toBe(1);
    }));

  it('H7, H9, B11: streams that nobody reads are cut after 10 s, the others lose nothing', ({
    expect: sure,
  }) =>
    withHub({ history: { events: 2_000 } }, async (hub, port) => {
      const attackers = await hold(
        port,
        `GET /events?channel=flood HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`,
      );
      await eventually(() => sure(hub.snapshot().clients).toHaveLength(MANY));
      for (const { socket } of attackers) socket.pause();
      const filler = 'x'.repeat(32 * 1024);
      const flood = setInterval(() => hub.publish({ channel: 'flood', data: filler }), 20);
      await expectService(hub, port, () => hub.counters().closed['too-slow'] === MANY);
      clearInterval(flood);
      for (const { socket } of attackers) socket.destroy();
      await eventually(() => sure(hub.snapshot().clients).toEqual([]));
    }));

  it('H7: an idle kept-alive connection is closed after 5 s', () =>
    withHub({}, async (_, port) => {
      const idle = await holdSocket(port, `GET /healthz HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
      await eventually(() => expect(idle.closed()).toBe(true), { timeoutMs: 12_000 });
      expect(idle.received()).toMatch(/^HTTP\/1\.1 200 /u);
      expect(idle.lasted()).toBeGreaterThan(4_500);
    }));

  it('H7: the same bounds hold over TLS: handshake, head, silence', () => {
    const tls = selfSigned();
    return withHub({ tls }, async (_, port) => {
      const handshakes = await Promise.all([holdSocket(port), holdSocket(port, '\x16\x03\x01')]);
      const since = performance.now();
      let dripped: number | null = null;
      const slow = connectTls({ host: '127.0.0.1', port, ca: tls.cert, ALPNProtocols: ['http/1.1'] });
      slow.on('error', () => undefined).resume();
      slow.once('close', () => (dripped = performance.now() - since));
      slow.write('GET /events HTTP/1.1\r\nHost: ');
      const timer = setInterval(() => slow.writable && slow.write('x'), 1_000);
      await eventually(() => expect(dripped).not.toBeNull(), { timeoutMs: 20_000 });
      clearInterval(timer);
      expect(dripped).toBeGreaterThan(9_900);
      await eventually(() => expect(handshakes.every(({ closed }) => closed())).toBe(true));
    });
  });
});
