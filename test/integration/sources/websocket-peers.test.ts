import { afterEach, describe, expect, it } from 'vitest';
import { createHub, type Hub } from '../../../src/main/hub/hub';
import { presetProtocol } from '../../../src/main/sources/mapping/presets';
import { eventually } from '../../support/eventually';
import { startNchanWebSocket, type NchanWebSocket } from '../../support/nchan-websocket';
import { runWebSocket, type WebSocketRun } from '../../support/websocket-run';

let hub: Hub | undefined;
let nchan: NchanWebSocket | undefined;
const runs: WebSocketRun[] = [];
afterEach(async () => {
  for (const run of runs.splice(0)) await run.stop();
  await hub?.stop();
  await nchan?.close();
  hub = nchan = undefined;
});

function open(...args: Parameters<typeof runWebSocket>): WebSocketRun {
  const run = runWebSocket(...args);
  runs.push(run);
  return run;
}
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, i) => String(from + i));
const messages = ({ events }: WebSocketRun): string[] =>
  events.filter(({ type }) => type === 'message').map(({ data }) => data);

describe.each(['auto', 'hub'] as const)('our hub, with the preset %s', (preset) => {
  const options = { protocol: presetProtocol(preset) };

  it('brings events in order with the hub’s types, channels and ids', async () => {
    hub = createHub();
    const { url } = await hub.start();
    const run = open(`${url}/events?channel=a`, options);
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
    const first = open(`${url}/events?channel=a`, options);
    await eventually(() => expect(first.events[0]?.type).toBe('connected'));
    for (let i = 0; i < 100; i++) hub.publish({ channel: 'a', data: String(i) });
    await eventually(() => expect(messages(first).length).toBeGreaterThan(0));
    await first.stop();
    for (let i = 100; i < 200; i++) hub.publish({ channel: 'a', data: String(i) });
    const { lastEventId } = first.events.at(-1)!;
    const second = open(`${url}/events?channel=a`, options, { lastEventId });
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
      openMessage: '{"op":"subscribe","channels":["first"],"ref":"after {{lastEventId}}"}',
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
  it('brings messages with their ids, and goes on after a break without a loss', async () => {
    nchan = await startNchanWebSocket();
    const url = nchan.subscriberUrl('a');
    const options = { protocol: presetProtocol('nchan') };
    const first = open(url, options);
    await eventually(() => expect(first.via()?.protocol).toBe('WebSocket, ws+meta.nchan'));
    for (let i = 0; i < 20; i++) await nchan.publish('a', `{"n":${i}}\n\nmore`);
    await eventually(() => expect(first.data).toHaveLength(20));
    expect(first.events[3]).toMatchObject({
      data: '{"n":3}\n\nmore',
      id: expect.stringMatching(/^\d+:\d+$/u) as string,
    });
    await first.stop();
    for (let i = 20; i < 40; i++) await nchan.publish('a', `{"n":${i}}\n\nmore`);
    const second = open(url, options, { lastEventId: first.events.at(-1)!.lastEventId });
    await eventually(() =>
      expect([...first.data, ...second.data]).toEqual(numbers(0, 40).map((n) => `{"n":${n}}\n\nmore`)),
    );
  });

  it('brings plain messages without its subprotocol', async () => {
    nchan = await startNchanWebSocket();
    const run = open(nchan.subscriberUrl('b'), { protocol: presetProtocol('plain') });
    await eventually(() => expect(run.via()).not.toBeNull());
    await nchan.publish('b', 'as it is');
    await eventually(() => expect(run.data).toEqual(['as it is']));
    expect(run.events[0]).toMatchObject({ id: null, type: 'message' });
  });

  it('answers pings, whose round trip is told', async () => {
    nchan = await startNchanWebSocket();
    const latencies: number[] = [];
    const run = open(nchan.subscriberUrl('c'), { pingIntervalMs: 30, onLatency: (ms) => latencies.push(ms) });
    await eventually(() => expect(latencies.length).toBeGreaterThanOrEqual(5));
    expect(Math.min(...latencies)).toBeGreaterThan(0);
    expect(run.via()).not.toBeNull();
  });
});
