import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from 'vite';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { ClientCounters } from '../../../src/main/hub/clients';
import type { HubOptions } from '../../../src/main/hub/options';
import { eventually } from '../../support/eventually';
import { holdSocket } from './support/held-socket';
import { useHubs } from './support/hubs';
import { openSocket } from './support/open-socket';
import { openStream, type OpenStream } from './support/open-stream';

const startHub = useHubs();
const MIB = 1024 * 1024;

let built: string;
const children: ChildProcessWithoutNullStreams[] = [];
beforeAll(async () => {
  built = mkdtempSync(join(tmpdir(), 'streamgauge-storm-'));
  await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: { '@shared': resolve(__dirname, '../../../src/shared') } },
    ssr: { noExternal: true },
    build: {
      ssr: resolve(__dirname, 'support/storm-hub.ts'),
      outDir: built,
      target: 'node18.15',
      rolldownOptions: { output: { format: 'cjs', entryFileNames: 'storm-hub.cjs' } },
    },
  });
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(built, { recursive: true, force: true }));

interface Storm {
  readonly before: number;
  readonly most: number;
  readonly queued: number;
  readonly counters: ClientCounters;
}

/** A hub in its own process that publishes on request. */
async function startStorm(
  options: HubOptions,
): Promise<{ port: number; publish(perSecond: number, events: number, bytes: number): Promise<Storm> }> {
  const child = spawn(process.execPath, [join(built, 'storm-hub.cjs'), JSON.stringify(options)]);
  children.push(child);
  child.stderr.pipe(process.stderr);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const next = <T>(): Promise<T> =>
    eventually(
      () => {
        const line = lines.shift();
        if (line === undefined) throw new Error('The hub has said nothing yet.');
        return JSON.parse(line) as T;
      },
      { timeoutMs: 20_000 },
    );
  const { port } = await next<{ port: number }>();
  return {
    port,
    publish(perSecond, events, bytes) {
      child.stdin.write(`publish ${perSecond} ${events} ${bytes}\n`);
      return next<Storm>();
    },
  };
}

const numbers = (data: readonly string[]): number[] => data.map((text) => Number(text.split(' ')[0]));

describe('readers that have stopped, at 5,000 events a second', () => {
  it('H9, B12: are cut, cost no memory, and the others lose nothing', async () => {
    const EVENTS = 25_000;
    const hub = await startStorm({
      heartbeatMs: 0,
      drainTimeoutMs: 2_000,
      history: { events: 2_000, bytes: 8 * MIB },
    });
    // Fills the log, so that what is measured afterwards is what readers cost.
    await hub.publish(20_000, 4_000, 1_024);
    const path = '/events?channel=storm';
    const healthy = await openStream(hub.port, path, { keepRaw: false });
    const healthySocket = await openSocket(hub.port, path);
    await healthySocket.first('connected');
    const request = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${hub.port}\r\n`;
    const upgrade =
      'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n';
    for (const head of [request, request + upgrade]) {
      for (let i = 0; i < 10; i++) {
        const reader = await holdSocket(hub.port, `${head}\r\n`);
        await eventually(() => expect(reader.received()).toContain('connected'));
        reader.socket.pause();
      }
    }
    const storm = await hub.publish(5_000, EVENTS, 1_024);
    const all = Array.from({ length: EVENTS }, (_, i) => i);
    await eventually(() => expect(healthy.published()).toHaveLength(EVENTS), { timeoutMs: 10_000 });
    await eventually(() => expect(healthySocket.published()).toHaveLength(EVENTS), { timeoutMs: 10_000 });
    expect(numbers(healthy.published())).toEqual(all);
    expect(numbers(healthySocket.published())).toEqual(all);
    expect(storm.counters.closed['too-slow']).toBe(20);
    expect(storm.counters.closed['client-left']).toBe(0);
    expect(storm.queued).toBeLessThan(MIB);
    // 25 MB went to each of 22 clients: half a gigabyte, if it had been kept.
    expect((storm.most - storm.before) / MIB).toBeLessThan(60);
    healthy.close();
    healthySocket.close();
  });
});

describe('more clients than there is room for', () => {
  it('B13: of 300 at once 256 are served, the rest is told to come back, and each who leaves makes room', async () => {
    const { hub, port } = await startHub();
    const streams = await Promise.all(
      Array.from({ length: 300 }, () => openStream(port, '/events?channel=a', { keepRaw: false })),
    );
    const typeOf = (stream: OpenStream): string | undefined => stream.events[0]?.type;
    await eventually(() => expect(streams.every((stream) => typeOf(stream) !== undefined)).toBe(true));
    const served = streams.filter((stream) => typeOf(stream) === 'connected');
    const busy = streams.filter((stream) => typeOf(stream) === 'hub.busy');
    expect([served.length, busy.length]).toEqual([256, 44]);
    expect(new Set(busy.map(({ retries }) => retries[0])).size).toBeGreaterThan(30);
    await eventually(() => expect(busy.every((stream) => stream.ended())).toBe(true));
    hub.publish({ channel: 'a', data: 'all' });
    await eventually(() => expect(served.every((stream) => stream.published().length === 1)).toBe(true));
    for (const stream of served) stream.close();
    const since = performance.now();
    await eventually(async () => {
      const stream = await openStream(port);
      await stream.first('connected');
      stream.close();
    });
    expect(performance.now() - since).toBeLessThan(1_000);
  });

  it('B13: a storm of connects and leaves ends with nobody counted, and an event still arrives at once', async () => {
    const { hub, port } = await startHub();
    const healthy = await openStream(port, '/events?channel=a');
    await healthy.first('connected');
    const head = `GET /events HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
    for (let round = 0; round < 20; round++) {
      const clients = await Promise.all(Array.from({ length: 100 }, () => holdSocket(port, head)));
      if (round % 4 === 0) hub.publish({ channel: 'a', data: `round ${round}` });
      for (const { socket } of clients) {
        if (round % 2 === 0) socket.destroy();
        else socket.resetAndDestroy();
      }
    }
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(1));
    hub.publish({ channel: 'a', data: 'after' });
    await eventually(() => expect(healthy.published()).toHaveLength(6));
    const { opened, closed } = hub.counters();
    expect(closed['client-left']).toBe(opened - 1);
    healthy.close();
  });
});

describe('clients that vanish', () => {
  it('B21: half of 256 in the middle of a broadcast: the others get all of it, nothing is left behind', async () => {
    const trouble: unknown[] = [];
    const { hub, port } = await startHub({ onError: (error) => trouble.push(error) });
    const head = `GET /events?channel=b HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`;
    const leaving = await Promise.all(Array.from({ length: 128 }, () => holdSocket(port, head)));
    const staying = await Promise.all(
      Array.from({ length: 128 }, () => openStream(port, '/events?channel=b', { keepRaw: false })),
    );
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(256));
    const EVENTS = 200;
    const filler = 'x'.repeat(1_000);
    for (let i = 0; i < EVENTS; i++) {
      hub.publish({ channel: 'b', data: `${i} ${filler}` });
      const socket = leaving[i]?.socket;
      if (i % 2 === 0) socket?.resetAndDestroy();
      else socket?.destroy();
      if (i % 10 === 9) await new Promise((turn) => setImmediate(turn));
    }
    const all = Array.from({ length: EVENTS }, (_, i) => i);
    await eventually(() =>
      expect(staying.every((stream) => stream.published().length === EVENTS)).toBe(true),
    );
    for (const stream of staying) expect(numbers(stream.published())).toEqual(all);
    await eventually(() => expect(hub.snapshot().clients).toHaveLength(128));
    expect(hub.snapshot().clients.every(({ queuedBytes }) => queuedBytes === 0)).toBe(true);
    expect(hub.counters().closed['client-left']).toBe(128);
    for (const stream of staying) stream.close();
    await eventually(() => expect(hub.snapshot().clients).toEqual([]));
    expect(trouble).toEqual([]);
  });
});
