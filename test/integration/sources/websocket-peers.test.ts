import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHub, type Hub } from '../../../src/main/hub/hub';
import { createLine } from '../../../src/main/sources/line/create-line';
import type { Line } from '../../../src/main/sources/line/line';
import { eventually } from '../../support/eventually';
import { startNchan, type Nchan } from '../../support/nchan';
import { runWebSocket, type WebSocketRun } from '../../support/websocket-run';
import { startGraphqlServer, startPhoenixServer, type WebSocketPeer } from '../../support/websocket-servers';

let hub: Hub | undefined;
let nchan: Nchan | undefined;
let peer: WebSocketPeer | undefined;
const runs: WebSocketRun[] = [];
afterEach(async () => {
  for (const run of runs.splice(0)) await run.stop();
  await hub?.stop();
  await nchan?.close();
  await peer?.close();
  hub = nchan = peer = undefined;
});

function open(...args: Parameters<typeof runWebSocket>): WebSocketRun {
  const run = runWebSocket(...args);
  runs.push(run);
  return run;
}
/** A line whose connections can be cut without a word. */
function cuttable(): { readonly line: Line; cut(): void } {
  const line = createLine();
  const sockets: Socket[] = [];
  return {
    line: {
      ...line,
      async connect(...how) {
        const connection = await line.connect(...how);
        sockets.push(connection.socket);
        return connection;
      },
    },
    cut: () => sockets.forEach((socket) => socket.destroy()),
  };
}
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => String(from + i));
const messages = ({ events }: WebSocketRun): string[] =>
  events.filter(({ type }) => type === 'message').map(({ data }) => data);

describe.each(['auto', 'hub'] as const)('our hub, with the preset %s', (preset) => {
  const setup = { preset };

  it('brings events in order with the hub’s types, channels and ids', async () => {
    hub = createHub();
    const { url } = await hub.start();
    const run = open(`${url}/events?channel=a`, { setup });
    await eventually(() => expect(run.events[0]?.type).toBe('connected'));
    for (let i = 0; i < 500; i++) hub.publish({ channel: 'a', data: String(i) });
    await eventually(() => expect(messages(run)).toEqual(numbers(0, 500)));
    const last = run.events.at(-1)!;
    expect(last).toMatchObject({ type: 'message', channel: 'a' });
    expect(last.id).toBe(last.lastEventId);
    expect(JSON.parse(Buffer.from(last.raw).toString())).toMatchObject({ data: '499' });
    expect(run.via()).toMatchObject({
      status: 101,
      protocol: preset === 'hub' ? 'WebSocket, streamgauge.v1' : 'WebSocket',
      remoteAddress: expect.stringMatching(/^127\.0\.0\.1:\d+$/u) as string,
    });
  });

  it('goes on after a break without a loss or a duplicate', async () => {
    hub = createHub();
    const { url } = await hub.start();
    const cable = cuttable();
    const first = open(`${url}/events?channel=a`, { setup, request: { line: cable.line } });
    await eventually(() => expect(first.events[0]?.type).toBe('connected'));
    for (let i = 0; i < 100; i++) hub.publish({ channel: 'a', data: String(i) });
    await eventually(() => expect(messages(first).length).toBeGreaterThan(0));
    cable.cut();
    expect(await first.failure()).toMatchObject({ code: 'reset', remedy: 'retry' });
    for (let i = 100; i < 200; i++) hub.publish({ channel: 'a', data: String(i) });
    const { lastEventId } = first.events.at(-1)!;
    const second = open(`${url}/events?channel=a`, { setup, request: { lastEventId } });
    for (let i = 200; i < 300; i++) hub.publish({ channel: 'a', data: String(i) });
    await eventually(() => expect([...messages(first), ...messages(second)]).toEqual(numbers(0, 300)));
  });
});

describe('our hub', () => {
  it('takes heartbeats for signs of life that move the position', async () => {
    hub = createHub({ heartbeatMs: 1_000 });
    const { url } = await hub.start();
    const run = open(`${url}/events?channel=a`);
    await eventually(() => expect(run.comments).toContain('heartbeat'));
    expect(run.events.map(({ type }) => type)).toEqual(['connected']);
    expect(run.positions).toHaveLength(run.comments.length);
  });

  it('subscribes with what is sent on open, and with what is sent later', async () => {
    hub = createHub();
    const { url } = await hub.start();
    const run = open(`${url}/events?channel=none`, {
      setup: { openMessage: '{"op":"subscribe","channels":["first"],"ref":"after {{lastEventId}}"}' },
    });
    const answers = (): string[] =>
      run.events.filter(({ type }) => type === 'hub.subscribed').map(({ data }) => data);
    await eventually(() => expect(answers()).toEqual(['{"channels":["none","first"]}']));
    run.send()!('{"op":"subscribe","channels":["second"]}');
    await eventually(() => expect(answers()).toHaveLength(2));
    for (const channel of ['first', 'other', 'second']) hub.publish({ channel, data: channel });
    await eventually(() => expect(messages(run)).toEqual(['first', 'second']));
  });

  it('explains the end when the hub stops', async () => {
    hub = createHub();
    const { url } = await hub.start();
    const run = open(`${url}/events?channel=a`);
    await eventually(() => expect(run.via()).not.toBeNull());
    await hub.stop();
    expect(await run.failure()).toMatchObject({ remedy: 'retry', message: 'orders is going away (1001).' });
  });
});

describe('nginx with nchan', () => {
  it.each(['nchan', 'auto'] as const)(
    'preset %s: brings messages with their ids, and goes on after a cut without a loss or a duplicate',
    async (preset) => {
      nchan = await startNchan();
      const url = nchan.anyUrl('a');
      const cable = cuttable();
      const first = open(url, { setup: { preset }, request: { line: cable.line } });
      await eventually(() => expect(first.via()?.protocol).toBe('WebSocket, ws+meta.nchan'));
      for (let i = 0; i < 20; i++) await nchan.publish('a', `{"n":${i}}\n\nmore`);
      await eventually(() => expect(first.data).toHaveLength(20));
      expect(first.events[3]).toMatchObject({
        data: '{"n":3}\n\nmore',
        id: expect.stringMatching(/^\d+:\d+$/u) as string,
      });
      cable.cut();
      expect(await first.failure()).toMatchObject({ code: 'reset', remedy: 'retry' });
      for (let i = 20; i < 40; i++) await nchan.publish('a', `{"n":${i}}\n\nmore`);
      const { lastEventId } = first.events.at(-1)!;
      const second = open(url, { setup: { preset }, request: { lastEventId } });
      for (let i = 40; i < 50; i++) await nchan.publish('a', `{"n":${i}}\n\nmore`);
      await eventually(() =>
        expect([...first.data, ...second.data]).toEqual(numbers(0, 50).map((n) => `{"n":${n}}\n\nmore`)),
      );
    },
  );

  it('brings plain messages without its subprotocol', async () => {
    nchan = await startNchan();
    const run = open(nchan.anyUrl('b'), { setup: { preset: 'plain' } });
    await eventually(() => expect(run.via()?.protocol).toBe('WebSocket'));
    await nchan.publish('b', 'as it is');
    await eventually(() => expect(run.data).toEqual(['as it is']));
    expect(run.events[0]).toMatchObject({ id: null, type: 'message' });
  });

  it('answers pings, whose round trip is told', async () => {
    nchan = await startNchan();
    const run = open(nchan.anyUrl('c'), { setup: { pingIntervalMs: 30 } });
    await eventually(() => expect(run.roundTrips.length).toBeGreaterThanOrEqual(5));
    expect(Math.min(...run.roundTrips)).toBeGreaterThan(0);
    expect(run.via()).not.toBeNull();
  });
});

describe('a server of graphql-transport-ws', () => {
  const setup = {
    preset: 'graphql-transport-ws',
    operation: 'subscription Orders($room: ID) { order(room: $room) }',
    variables: '{"room": 7}',
  } as const;

  it('brings results as they are, gets its pings answered, and ends the stream for good', async () => {
    const server = await startGraphqlServer();
    peer = server;
    const run = open(server.url, { setup });
    await eventually(() => expect(server.operations).toHaveLength(1));
    expect(server.operations[0]).toEqual({ query: setup.operation, variables: { room: 7 } });
    for (let n = 0; n < 3; n++) server.publish({ order: n });
    await eventually(() => expect(run.data).toEqual([0, 1, 2].map((n) => `{"data":{"order":${n}}}`)));
    expect(run.events[0]).toMatchObject({ type: 'next', id: null });
    expect(run.comments).toEqual(['connection_ack', 'ping']);
    expect(run.via()?.protocol).toBe('WebSocket, graphql-transport-ws');
    server.complete();
    expect(await run.failure()).toMatchObject({
      code: 'no-content',
      remedy: 'stop',
      message: 'orders completed the subscription.',
    });
  });

  it('takes a token in the first message of the person', async () => {
    const server = await startGraphqlServer('t-4711');
    peer = server;
    const refused = open(server.url, { setup });
    expect(await refused.failure()).toMatchObject({ code: 'forbidden', remedy: 'credentials' });
    const openMessage = '{"type":"connection_init","payload":{"token":"t-4711"}}';
    const run = open(server.url, { setup: { ...setup, openMessage } });
    await eventually(() => expect(server.operations).toHaveLength(1));
    server.publish('in');
    await eventually(() => expect(run.data).toEqual(['{"data":"in"}']));
  });

  it('says what is wrong with the operation', async () => {
    const server = await startGraphqlServer();
    peer = server;
    const run = open(server.url, { setup: { ...setup, operation: 'nonsense' } });
    const error = await run.failure();
    expect(error).toMatchObject({
      code: 'refused-subscription',
      remedy: 'stop',
      message: 'orders refused the subscription.',
    });
    expect(error.hint).toContain('Syntax Error: Unexpected Name');
  });

  it('explains the close codes of the protocol', async () => {
    const server = await startGraphqlServer();
    peer = server;
    const run = open(server.url, { setup: { ...setup, openMessage: '{"type":"hello"}' } });
    expect(await run.failure()).toMatchObject({
      code: 'closed',
      remedy: 'stop',
      message: 'orders could not read a message of ours (4400).',
    });
  });
});

describe('a server of Phoenix channels', () => {
  it('is joined, kept from hanging up by heartbeats, and brings what is broadcast', async () => {
    const server = await startPhoenixServer(400);
    peer = server;
    const run = open(server.url, {
      setup: { preset: 'phoenix', topics: ['room:1', 'room:2'] },
      limits: { heartbeatMs: 40 },
    });
    await eventually(() =>
      expect(run.comments).toEqual(expect.arrayContaining(['joined room:1', 'joined room:2'])),
    );
    await eventually(() => expect(server.heartbeats()).toBeGreaterThan(12));
    server.broadcast('room:2', 'new_msg', { body: 'hi' });
    server.broadcast('room:3', 'new_msg', { body: 'not for us' });
    await eventually(() => expect(run.events).toHaveLength(1));
    expect(run.events[0]).toMatchObject({ type: 'new_msg', channel: 'room:2', data: '{"body":"hi"}' });
    expect(run.comments).toContain('heartbeat');
  });

  it('is left for good when it refuses a topic, and tried again when a channel dies', async () => {
    const server = await startPhoenixServer();
    peer = server;
    const refused = await open(server.url, { setup: { preset: 'phoenix', topics: ['private:1'] } }).failure();
    expect(refused).toMatchObject({ code: 'refused-subscription', remedy: 'stop' });
    expect(refused.hint).toContain('unauthorized');
    const run = open(server.url, { setup: { preset: 'phoenix', topics: ['room:1'] } });
    await eventually(() => expect(run.comments).toEqual(['joined room:1']));
    server.crash('room:1');
    expect(await run.failure()).toMatchObject({ code: 'channel-closed', remedy: 'retry' });
  });
});
