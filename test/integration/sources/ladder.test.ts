import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TRANSPORTS } from '@shared/connection';
import { createHub, type Hub } from '../../../src/main/hub/hub';
import { DEFAULT_LADDER } from '../../../src/main/sources/ladder';
import { eventually } from '../../support/eventually';
import { startGate, type Gate } from '../../support/gate';
import { watchSource, type WatchedSource } from '../../support/watched-source';

/** As by default, but in time for a test. */
const FAST = { ...DEFAULT_LADDER, openTimeoutMs: 500, climbMs: { first: 200, most: 200 } };

let hub: Hub;
let port: number;
let gate: Gate;
let source: WatchedSource | null = null;

beforeEach(async () => {
  hub = createHub();
  ({ port } = await hub.start());
  gate = await startGate(port);
});
afterEach(async () => {
  await source?.close();
  source = null;
  await gate.close();
  await hub.stop();
});

function follow(ladder = FAST): WatchedSource {
  source = watchSource(`${gate.url}/events?channel=a`, { transports: [...TRANSPORTS] }, () => 0, { ladder });
  return source;
}

const dataOf = ({ events }: WatchedSource): string[] =>
  events()
    .filter(({ type }) => type === 'message')
    .map(({ data }) => data);

const isCarriedBy = (watched: WatchedSource, transport: string): Promise<void> =>
  eventually(() => {
    const { state } = watched.status();
    expect(state.phase === 'open' ? state.transport : state.phase).toBe(transport);
  });

describe('a source that may use every transport', () => {
  it('A6: is followed by WebSocket when that works', async () => {
    const watched = follow();
    await isCarriedBy(watched, 'websocket');
    hub.publish({ channel: 'a', data: '1' });
    await eventually(() => expect(dataOf(watched)).toEqual(['1']));
    expect(watched.events().at(-1)?.transport).toBe('websocket');
    expect(gate.seen).toEqual({ websocket: 1, sse: 0, polling: 0 });
  });

  it.each(['refuse', 'hang'] as const)('A6: falls to SSE when WebSockets %s, and says why', async (fate) => {
    gate.fates.websocket = fate;
    const watched = follow({ ...FAST, climbMs: { first: 60_000, most: 60_000 } });
    await isCarriedBy(watched, 'sse');
    const [first] = watched.status().ladder;
    expect(first).toMatchObject({ transport: 'websocket', state: 'failed' });
    expect(first!.reason!.message).toMatch(fate === 'hang' ? /within 0\.5 s/u : /404/u);
    expect(watched.status().attempts.map(({ transport }) => transport)).toEqual(['websocket', 'sse']);
    hub.publish({ channel: 'a', data: '1' });
    await eventually(() => expect(dataOf(watched)).toEqual(['1']));
  });

  it('A6: falls to polling when nothing else gets through', async () => {
    gate.fates.websocket = 'refuse';
    gate.fates.sse = 'page';
    const watched = follow({ ...FAST, climbMs: { first: 60_000, most: 60_000 } });
    await isCarriedBy(watched, 'polling');
    for (let i = 0; i < 5; i++) hub.publish({ channel: 'a', data: String(i) });
    await eventually(() => expect(dataOf(watched)).toEqual(['0', '1', '2', '3', '4']));
    expect(watched.status().ladder.map(({ state }) => state)).toEqual(['failed', 'failed', 'carrying']);
  });

  it('A7: climbs back while events flow, with none missing and none twice, and polls no more', async () => {
    gate.fates.websocket = gate.fates.sse = 'refuse';
    const watched = follow();
    await isCarriedBy(watched, 'polling');
    let published = 0;
    const publisher = setInterval(() => hub.publish({ channel: 'a', data: String(published++) }), 2);
    try {
      await eventually(() => expect(dataOf(watched).length).toBeGreaterThan(50));
      gate.fates.sse = 'pass';
      await isCarriedBy(watched, 'sse');
      gate.fates.websocket = 'pass';
      await isCarriedBy(watched, 'websocket');
      const polls = gate.seen.polling;
      const then = published;
      await eventually(() => expect(dataOf(watched).length).toBeGreaterThan(then + 50));
      expect(gate.seen.polling).toBe(polls);
    } finally {
      clearInterval(publisher);
    }
    await eventually(() => expect(dataOf(watched)).toHaveLength(published));
    expect(dataOf(watched)).toEqual(Array.from({ length: published }, (_, i) => String(i)));
    expect(watched.all.some(({ kind }) => kind === 'gap')).toBe(false);
    expect(watched.status().ladder.map(({ state }) => state)).toEqual(['carrying', 'untried', 'untried']);
  });

  it('A6: says when all have failed, waits, and goes on as soon as one works', async () => {
    gate.fates.websocket = gate.fates.sse = gate.fates.polling = 'page';
    const watched = follow();
    await eventually(() =>
      expect(watched.status().state).toMatchObject({
        phase: 'waiting',
        transport: 'websocket',
        reason: {
          code: 'all-transports-failed',
          message: 'orders cannot be followed by WebSocket, SSE, or polling.',
        },
      }),
    );
    gate.fates.polling = 'pass';
    watched.registry.retryNow('under-test');
    await isCarriedBy(watched, 'polling');
  });

  it('A5: goes back to the same transport after a short break, and resumes', async () => {
    const watched = follow();
    await isCarriedBy(watched, 'websocket');
    hub.publish({ channel: 'a', data: '1' });
    await eventually(() => expect(dataOf(watched)).toEqual(['1']));
    gate.cut();
    hub.publish({ channel: 'a', data: '2' });
    await eventually(() => expect(dataOf(watched)).toEqual(['1', '2']));
    await isCarriedBy(watched, 'websocket');
    expect(gate.seen.sse).toBe(0);
  });

  it('A6: falls when a transport opens and then brings nothing, though it answers pings', async () => {
    const mute = new WebSocketServer({ noServer: true });
    // Event streams get the hub's answer, WebSockets one that never says anything.
    const server = http.createServer((req, res) => {
      http.get({ port, path: req.url, headers: { ...req.headers, host: `127.0.0.1:${port}` } }, (answer) => {
        res.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(res);
      });
    });
    server.on('upgrade', (req, socket, head) => mute.handleUpgrade(req, socket, head, () => undefined));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events?channel=a`;
    source = watchSource(url, { transports: [...TRANSPORTS] }, () => 0, {
      ladder: { ...FAST, muteMs: 1_000 },
    });
    await isCarriedBy(source, 'websocket');
    await isCarriedBy(source, 'sse');
    expect(source.status().ladder[0]).toMatchObject({ reason: { code: 'mute' } });
    expect(source.status().ladder[0]!.reason!.message).toMatch(
      /^orders opened by WebSocket, and nothing came for 1\.\d s\.$/u,
    );
    // It is tried again, and is no better: the stream stays where it is.
    await eventually(() => expect(source!.status().attempts.length).toBeGreaterThanOrEqual(4), {
      timeoutMs: 10_000,
    });
    expect(source.status().state).toMatchObject({ phase: 'open', transport: 'sse' });
    await source.close();
    server.closeAllConnections();
    for (const client of mute.clients) client.terminate();
    await new Promise((resolve) => server.close(resolve));
  });

  it('goes over to the transport that a person chooses, and stays there', async () => {
    const watched = follow();
    await isCarriedBy(watched, 'websocket');
    watched.registry.switchTransport('under-test', 'polling');
    await isCarriedBy(watched, 'polling');
    hub.publish({ channel: 'a', data: '1' });
    await eventually(() => expect(dataOf(watched)).toEqual(['1']));
    expect(watched.status().climbAt).toBeNull();
    watched.registry.retryNow('under-test');
    await isCarriedBy(watched, 'websocket');
  });

  it('does not go over to a transport that the source does not use', () => {
    source = watchSource(`${gate.url}/events`, { transports: ['sse'] });
    expect(() => source!.registry.switchTransport('under-test', 'polling')).toThrow(
      'orders is not set up to use polling.',
    );
  });

  it('goes on after an id that a person chooses', async () => {
    for (const data of ['1', '2', '3']) hub.publish({ channel: 'a', data });
    const watched = follow();
    await isCarriedBy(watched, 'websocket');
    hub.publish({ channel: 'a', data: '4' });
    await eventually(() => expect(dataOf(watched)).toEqual(['4']));
    const [epoch] = watched.events().at(-1)!.lastEventId.split('.');
    watched.registry.resumeFrom('under-test', `${epoch}.1`);
    await eventually(() => expect(dataOf(watched)).toEqual(['4', '2', '3', '4']));
  });

  it('A6: falls when the handshake of a WebSocket is refused as forbidden, and stops when the next rung is as well', async () => {
    let allowed = true;
    const server = http.createServer((_, res) => {
      if (!allowed) return void res.writeHead(403).end();
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    });
    server.on('upgrade', (_, socket) => socket.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
    source = watchSource(url, { transports: [...TRANSPORTS] }, () => 0, { ladder: FAST });
    await isCarriedBy(source, 'sse');
    allowed = false;
    source.registry.retryNow('under-test');
    await eventually(() =>
      expect(source!.status().state).toMatchObject({ phase: 'stopped', needsCredentials: true }),
    );
    await source.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
