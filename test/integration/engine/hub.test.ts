import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { faultsSchema, type HubSnapshot } from '@shared/hub';
import type { Engine } from '../../../src/main/engine/engine-api';
import { eventually } from '../../support/eventually';
import { openStream } from '../hub/support/open-stream';
import { EngineFixture } from './engine-fixture';

let app: EngineFixture;
let engine: Engine;

beforeEach(async () => {
  app = await EngineFixture.create();
  engine = await app.start();
});
afterEach(() => app.dispose());

type State = Awaited<ReturnType<Engine['calls']['app.start']>>;
const state = async (): Promise<State> => engine.calls['app.start'](undefined);
const hub = async (): Promise<HubSnapshot> => (await state()).hub;

async function port(): Promise<number> {
  const { state: now } = await hub();
  if (now.phase !== 'running') throw new Error(`the hub is ${now.phase}`);
  return now.port;
}

describe('the hub of the app', () => {
  it('H5: makes tokens that are shown once, keeps only what does not let anybody in, and revokes them', async () => {
    const { id, token } = await engine.calls['hub.createToken']({
      name: 'web-dev',
      scopes: ['subscribe'],
      channels: ['**'],
    });
    expect((await hub()).tokens).toMatchObject([
      { id, name: 'web-dev', scopes: ['subscribe'], lastUsedAt: null },
    ]);
    expect(JSON.stringify(await state())).not.toContain(token);
    engine = await app.start();
    expect(await readFile(join(app.dataPath, 'hub-tokens.json'), 'utf8')).not.toContain(token);

    await engine.calls['hub.access']('all');
    await engine.calls['hub.start'](undefined);
    const headers = { Authorization: `Bearer ${token}` };
    const stream = await openStream(await port(), '/events', { headers });
    await stream.first('connected');
    expect((await hub()).tokens[0]?.lastUsedAt).not.toBeNull();
    await engine.calls['hub.revokeToken'](id);
    await eventually(() => expect(stream.ended()).toBe(true));
    expect((await openStream(await port(), '/events', { headers })).status).toBe(401);
    expect((await hub()).tokens).toEqual([]);
  });

  it('D2: its own source still gets in when everybody has to show a token', async () => {
    await engine.calls['hub.access']('all');
    await engine.calls['hub.startDemo'](undefined);
    await eventually(
      async () => expect((await state()).sources[0]).toMatchObject({ state: { phase: 'open' } }),
      { timeoutMs: 10_000 },
    );
    expect((await hub()).clients[0]?.user).toBe('this window');
    expect((await openStream(await port())).status).toBe(401);
    for (const name of ['sources.json', 'settings.json']) {
      const text = await eventually(() => readFile(join(app.dataPath, name), 'utf8'));
      expect(text).not.toContain('app_');
    }
  });

  it('sets faults, tells which, cuts connections, and sends everybody away', async () => {
    await engine.calls['hub.start'](undefined);
    const faults = v.parse(faultsSchema, { delay: { on: true, ms: 5, jitterMs: 0 } });
    await engine.calls['hub.faults']({ clientId: null, faults });
    expect((await hub()).faults.delay).toEqual({ on: true, ms: 5, jitterMs: 0 });
    const one = await openStream(await port());
    const two = await openStream(await port());
    await one.first('connected');
    const [client] = (await hub()).clients;
    await engine.calls['hub.faults']({
      clientId: client!.id,
      faults: v.parse(faultsSchema, { stall: { on: true } }),
    });
    expect((await hub()).clients[0]?.faults).toEqual(['stall']);
    await engine.calls['hub.dropNow'](undefined);
    await eventually(() => expect([one.cut(), two.cut()]).toEqual([true, true]));
    const three = await openStream(await port());
    await three.first('connected');
    await engine.calls['hub.disconnectAll'](undefined);
    await eventually(() => expect([three.ended(), three.cut()]).toEqual([true, false]));
  });

  it('C5: keeps its log over a restart of the app when it is told to', async () => {
    const { settings } = await state();
    await engine.calls['settings.save']({ ...settings, hub: { ...settings.hub, persist: true } });
    await engine.calls['hub.start'](undefined);
    expect((await hub()).history.persisted).toBe(true);
    const { id } = await engine.calls['hub.publish']({ channel: 'a', data: '1' });
    await engine.calls['hub.publish']({ channel: 'a', data: '2' });
    engine = await app.start();
    await engine.calls['hub.start'](undefined);
    const stream = await openStream(await port(), '/events', { headers: { 'Last-Event-ID': id! } });
    await eventually(() => expect(stream.published()).toEqual(['2']));
    stream.close();
  });

  it('B2: lets pages of an origin in that was allowed, from its next start on', async () => {
    const origin = 'http://localhost:5173';
    const { settings } = await state();
    await engine.calls['settings.save']({ ...settings, hub: { ...settings.hub, allowedOrigins: [origin] } });
    await engine.calls['hub.start'](undefined);
    const allowed = await openStream(await port(), '/events', { headers: { Origin: origin } });
    expect([allowed.status, allowed.headers['access-control-allow-origin']]).toEqual([200, origin]);
    const other = await openStream(await port(), '/events', { headers: { Origin: 'https://evil.test' } });
    expect(other.status).toBe(403);
    allowed.close();
  });

  it('bounds its log as the settings say', async () => {
    const { settings } = await state();
    await engine.calls['settings.save']({ ...settings, hub: { ...settings.hub, historyEvents: 2 } });
    await engine.calls['hub.start'](undefined);
    for (let i = 0; i < 5; i++) await engine.calls['hub.publish']({ channel: 'a', data: i });
    expect((await hub()).history).toMatchObject({ events: 2, limit: 2 });
  });
});

describe('recordings', () => {
  it('record what the hub publishes and play it again', async () => {
    await engine.calls['hub.start'](undefined);
    await engine.calls['recordings.start'](undefined);
    for (const data of ['1', '2', '3'])
      await engine.calls['hub.publish']({ channel: 'orders/eu', event: 'paid', data });
    expect((await state()).recordings.record).toMatchObject({ phase: 'recording', events: 3 });
    await engine.calls['recordings.stop'](undefined);
    const [recording] = (await state()).recordings.recordings;
    expect(recording).toMatchObject({ events: 3 });
    const stream = await openStream(await port());
    await stream.first('connected');
    await engine.calls['recordings.play']({ id: recording!.id, speed: 'max' });
    await eventually(() => expect(stream.published()).toEqual(['1', '2', '3']));
    expect(stream.events.at(-1)).toMatchObject({ type: 'paid', channel: 'orders/eu' });
    stream.close();
    await engine.calls['recordings.rename']({ id: recording!.id, name: 'orders of today' });
    await engine.calls['recordings.remove'](recording!.id);
    expect((await state()).recordings.recordings).toEqual([]);
    await engine.calls['recordings.restore'](recording!.id);
    expect((await state()).recordings.recordings).toMatchObject([{ name: 'orders of today' }]);
    await eventually(() => expect(app.of('recordings').length).toBeGreaterThan(1));
  });

  it('record once what comes through the source that follows the hub', async () => {
    await engine.calls['hub.startDemo'](undefined);
    await eventually(
      async () => expect((await state()).sources[0]).toMatchObject({ state: { phase: 'open' } }),
      { timeoutMs: 10_000 },
    );
    for (const { id, rate, burst, payloadBytes } of (await hub()).scenes) {
      await engine.calls['hub.scene']({ id, running: false, pace: { rate, burst, payloadBytes } });
    }
    await engine.calls['recordings.start'](undefined);
    await engine.calls['hub.publish']({ channel: 'mine', data: 'once' });
    await eventually(async () => expect((await state()).recordings.record).toMatchObject({ events: 1 }));
    await engine.calls['recordings.stop'](undefined);
    expect((await state()).recordings.recordings).toMatchObject([{ events: 1 }]);
  });

  it('read a file from elsewhere, and say what is wrong with one that is none', async () => {
    const file = join(app.dataPath, 'capture.sse');
    await writeFile(file, 'event: greeting\ndata: hello\n\ndata: again\n\n');
    const id = await engine.importRecording(file);
    expect((await state()).recordings.recordings).toMatchObject([{ id, events: 2 }]);
    await expect(engine.importRecording(join(app.dataPath, 'nothing'))).rejects.toMatchObject({
      code: 'recording-unreadable',
    });
  });
});
