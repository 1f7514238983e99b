import { createServer, type Server } from 'node:net';
import type { AddressInfo } from 'node:net';
import { EMPTY_FILTER } from '@shared/feed';
import { LOCAL_SOURCE_ID, type SourceSnapshot } from '@shared/source';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/main/engine/engine-api';
import { eventually } from '../../support/eventually';
import { FakeFeedPort } from '../../unit/main/history/fake-feed-port';
import { EngineFixture } from './engine-fixture';

let app: EngineFixture;

beforeEach(async () => {
  app = await EngineFixture.create();
});
afterEach(() => app.dispose());

async function startState(engine: Engine): Promise<Awaited<ReturnType<Engine['calls']['app.start']>>> {
  return engine.calls['app.start'](undefined);
}

async function local(engine: Engine): Promise<SourceSnapshot> {
  const { sources } = await startState(engine);
  const source = sources.find(({ config }) => config.local);
  if (!source) throw new Error('there is no local source');
  return source;
}

async function hubPort(engine: Engine): Promise<number> {
  const { state } = (await startState(engine)).hub;
  if (state.phase !== 'running') throw new Error(`the hub is ${state.phase}`);
  return state.port;
}

async function isLive(engine: Engine): Promise<void> {
  const { state, counters, config } = await local(engine);
  expect(state.phase).toBe('open');
  expect(new URL(config.url).port).toBe(String(await hubPort(engine)));
  expect(counters.events).toBeGreaterThan(5);
}

describe('the local demo', () => {
  it('fills the window: events, channels, notifications, rates and clients', async () => {
    const engine = await app.start();
    const port = new FakeFeedPort();
    engine.openFeed(port);
    port.request({ kind: 'view', view: 1, filter: EMPTY_FILTER });
    port.request({ kind: 'follow', rows: 30 });

    expect(await engine.calls['hub.startDemo'](undefined)).toBe(LOCAL_SOURCE_ID);
    await eventually(
      () => {
        expect(port.last.end).toBeGreaterThan(30);
        expect(port.last.tail).toHaveLength(30);
        expect(new Set(port.last.tail.map((row) => row.channel)).size).toBeGreaterThan(2);
        const channels = new Set(app.of('rates').flatMap((rates) => rates.channels.map((c) => c.channel)));
        expect(channels.size).toBeGreaterThan(5);
        expect(app.of('rates').at(-1)?.sources[0]).toMatchObject({ sourceId: LOCAL_SOURCE_ID });
        expect(app.of('inbox').at(-1)?.unread).toBeGreaterThan(0);
        expect(app.of('sources').at(-1)?.[0]).toMatchObject({
          config: { name: 'local demo', local: true },
          state: { phase: 'open' },
        });
        expect(app.of('hub').at(-1)).toMatchObject({
          state: { phase: 'running' },
          clients: [{ transport: 'sse' }],
        });
        expect(
          app
            .of('hub')
            .at(-1)
            ?.scenes.every((scene) => scene.running),
        ).toBe(true);
      },
      { timeoutMs: 10_000 },
    );

    const [row] = port.last.tail;
    const detail = await engine.calls['events.detail'](row!.seq);
    expect(Buffer.from(detail!.raw).toString()).toContain(detail!.data.split('\n')[0]);
    expect(app.of('inbox').at(-1)?.items[0]?.title).toMatch(/\S/u);
  });

  it('comes back after a restart as it was left', async () => {
    let engine = await app.start();
    await engine.calls['hub.startDemo'](undefined);
    engine.calls['hub.scene']({ id: 'logs', running: false, pace: { rate: 2, burst: 1, payloadBytes: 0 } });
    engine.calls['hub.scene']({ id: 'counter', running: true, pace: { rate: 7, burst: 1, payloadBytes: 0 } });

    engine = await app.start();
    await eventually(() => isLive(engine), { timeoutMs: 10_000 });
    const { scenes } = (await startState(engine)).hub;
    expect(scenes.find(({ id }) => id === 'logs')).toMatchObject({ running: false, rate: 2 });
    expect(scenes.find(({ id }) => id === 'counter')).toMatchObject({ running: true, rate: 7 });

    await engine.calls['hub.stop'](undefined);
    engine = await app.start();
    expect((await startState(engine)).hub.state.phase).toBe('stopped');
    expect(await local(engine)).toMatchObject({ config: { enabled: false }, state: { phase: 'paused' } });
  });

  it('pauses with the hub, and follows it to its new port', async () => {
    const engine = await app.start();
    await engine.calls['hub.startDemo'](undefined);
    await eventually(() => isLive(engine));
    await engine.calls['hub.stop'](undefined);
    expect(await local(engine)).toMatchObject({ config: { enabled: false }, state: { phase: 'paused' } });

    const taken = await occupied();
    await taken.close();
    const settings = engine.settings();
    engine.calls['settings.save']({ ...settings, hub: { ...settings.hub, port: taken.port } });
    await engine.calls['hub.start'](undefined);
    expect(await hubPort(engine)).toBe(taken.port);
    await eventually(() => isLive(engine), { timeoutMs: 10_000 });

    await engine.calls['hub.stop'](undefined);
    await engine.calls['sources.resume'](LOCAL_SOURCE_ID);
    await eventually(() => isLive(engine), { timeoutMs: 10_000 });
  });

  it('can be started again after its source was removed, and then the undo changes nothing', async () => {
    const engine = await app.start();
    await engine.calls['hub.startDemo'](undefined);
    engine.calls['sources.remove']({ id: LOCAL_SOURCE_ID, history: false });
    expect((await startState(engine)).sources).toEqual([]);
    await engine.calls['hub.startDemo'](undefined);
    await eventually(() => isLive(engine));
    expect(() => engine.calls['sources.restore'](LOCAL_SOURCE_ID)).toThrow('not kept any more');
    expect((await startState(engine)).sources).toHaveLength(1);
  });
});

describe('a hub that cannot start', () => {
  it('says why, in the call and in its state, and starts once it can', async () => {
    const taken = await occupied();
    const engine = await app.start();
    const settings = engine.settings();
    engine.calls['settings.save']({ ...settings, hub: { ...settings.hub, port: taken.port } });
    await expect(engine.calls['hub.start'](undefined)).rejects.toMatchObject({
      code: 'port-in-use',
      message: expect.stringContaining(String(taken.port)) as string,
    });
    expect((await startState(engine)).hub.state).toMatchObject({
      phase: 'failed',
      reason: { code: 'port-in-use' },
    });
    expect(() => engine.calls['hub.publish']({ channel: 'a', data: 'x' })).toThrow('not running');

    await taken.close();
    await engine.calls['hub.start'](undefined);
    expect(await hubPort(engine)).toBe(taken.port);
    expect(engine.calls['hub.publish']({ channel: 'a', data: 'x' })).toMatchObject({ clients: 0 });
  });

  it('does not keep the app from starting: a notice says so until it runs', async () => {
    let engine = await app.start();
    const taken = await occupied();
    const settings = engine.settings();
    engine.calls['settings.save']({
      ...settings,
      hub: { ...settings.hub, port: taken.port, autoStart: true },
    });
    engine = await app.start();
    await eventually(async () => {
      expect((await startState(engine)).notices).toMatchObject([
        { id: 'hub-not-started', code: 'hub-not-started' },
      ]);
    });
    await taken.close();
    await engine.calls['hub.start'](undefined);
    expect((await startState(engine)).notices).toEqual([]);
  });
});

async function occupied(): Promise<{ port: number; close(): Promise<void> }> {
  const server: Server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return { port, close: () => new Promise((closed) => server.close(() => closed())) };
}
