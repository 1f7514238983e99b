import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StartState } from '@shared/ipc';
import type { RuleDraft } from '@shared/rule';
import type { Engine } from '../../../src/main/engine/engine-api';
import { eventually } from '../../support/eventually';
import { draft, EngineFixture } from './engine-fixture';
import { EventServer } from './event-server';

const CANARY = 'canary-5d1e-90aa';
const KEY = { name: 'X-Api-Key', secret: true, enabled: true };

let here: EngineFixture;
let there: EngineFixture;
let server: EventServer;
let engine: Engine;

beforeEach(async () => {
  server = await EventServer.listen();
  here = await EngineFixture.create();
  there = await EngineFixture.create();
  engine = await here.start();
});
afterEach(async () => {
  await Promise.all([here.dispose(), there.dispose()]);
  await server.close();
});

const state = async (of: Engine = engine): Promise<StartState> => of.calls['app.start'](undefined);
const file = (name = 'configuration.json'): string => join(here.dataPath, name);
const phase = async (name: string, of: Engine = engine): Promise<string | undefined> =>
  (await state(of)).sources.find(({ config }) => config.name === name)?.state.phase;

/** One source with a secret header, one environment with a secret, a saved query and another theme. */
async function setUp(): Promise<string> {
  server.requiredKey = CANARY;
  const id = await engine.calls['sources.add'](
    draft(`${server.url}?token=${CANARY}`, { name: 'orders', headers: [{ ...KEY, value: CANARY }] }),
  );
  await engine.calls['environments.save']({
    chosen: 'staging',
    environments: [
      {
        id: 'staging',
        name: 'Staging',
        variables: [
          { name: 'host', value: 'eu.example', secret: false },
          { name: 'token', value: CANARY, secret: true },
        ],
      },
    ],
    processNames: ['HOME'],
  });
  const { settings } = await state();
  await engine.calls['settings.save']({
    ...settings,
    theme: 'dark',
    savedQueries: [{ name: 'Failures', query: 'level:error' }],
  });
  await engine.calls['rules.add'](alarm('https://hooks.example/a', id));
  await eventually(async () => expect(await phase('orders')).toBe('open'));
  return id;
}

/** A rule on a source that signs its webhook. */
const alarm = (url: string, sourceId: string): RuleDraft => ({
  name: 'Alarm',
  enabled: true,
  when: { kind: 'event', query: 'level:error', sources: [sourceId] },
  then: [{ do: 'webhook', url, signed: true }],
  cooldownSeconds: 10,
  groupSeconds: 0,
  always: false,
  secret: CANARY,
});

describe('the configuration as a file', () => {
  it('holds everything but secrets, and only its owner can read it', async () => {
    await setUp();
    await engine.exportConfiguration(file());
    const text = await readFile(file(), 'utf8');
    expect(text).not.toContain(CANARY);
    expect(text).not.toMatch(/blob/iu);
    expect(text).not.toContain('HOME');
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(JSON.parse(text)).toMatchObject({
      format: 'streamgauge-configuration',
      version: 1,
      app: '0.0.0',
      settings: { theme: 'dark', savedQueries: [{ name: 'Failures' }] },
      sources: [
        { name: 'orders', url: `${server.url}?token=`, headers: [{ name: 'X-Api-Key', secret: true }] },
      ],
      environments: { chosen: 'staging', environments: [{ name: 'Staging' }] },
      rules: [{ name: 'Alarm', then: [{ do: 'webhook', signed: true }] }],
    });
  });

  it('shows what it would change, and makes it so elsewhere, where secrets have to be entered', async () => {
    await setUp();
    await engine.exportConfiguration(file());
    const other = await there.start();
    const preview = await other.openConfiguration(file());
    expect(preview.changes.merge).toMatchObject({
      settings: ['theme'],
      queries: { added: ['Failures'] },
      sources: { added: ['orders'] },
      environments: { added: ['Staging'] },
      rules: { added: ['Alarm'] },
      secretsNeeded: ['orders', 'Staging', 'Alarm'],
    });
    expect((await state(other)).settings.theme).toBe('system');

    await other.calls['configuration.import']({ token: preview.token, mode: 'merge', connect: true });
    const after = await state(other);
    expect(after.settings).toMatchObject({ theme: 'dark', savedQueries: [{ name: 'Failures' }] });
    expect(after.environments).toMatchObject({ chosen: 'staging', processNames: [] });
    expect(after.sources[0]!.config.headers).toMatchObject([{ name: 'X-Api-Key', missing: true }]);
    expect(after.rules.rules).toMatchObject([
      { name: 'Alarm', enabled: true, hasSecret: false, problem: { code: 'secret-missing' } },
    ]);
    // Without the token of its address it would only be refused.
    expect(await phase('orders', other)).toBe('paused');
  });

  it('keeps the connection and the secrets of a source that it does not change', async () => {
    await setUp();
    await engine.exportConfiguration(file());
    const connections = server.requests.length;
    const { token, changes } = await engine.openConfiguration(file());
    expect(changes.replace).toMatchObject({ settings: [], secretsNeeded: [] });
    await engine.calls['configuration.import']({ token, mode: 'replace', connect: false });
    expect(await phase('orders')).toBe('open');
    expect(server.requests.length).toBe(connections);
    expect((await state()).environments.environments[0]!.variables[1]).toMatchObject({ missing: false });
  });

  it('switches a rule off that would do something else, and takes its secret from another address', async () => {
    await setUp();
    await engine.exportConfiguration(file());
    const text = await readFile(file(), 'utf8');
    await writeFile(file('evil.json'), text.replace('https://hooks.example/a', 'https://evil.example/a'));
    const { token } = await engine.openConfiguration(file('evil.json'));
    await engine.calls['configuration.import']({ token, mode: 'merge', connect: false });
    expect((await state()).rules.rules).toMatchObject([{ name: 'Alarm', enabled: false, hasSecret: false }]);
    await engine.calls['configuration.undo'](undefined);
    expect((await state()).rules.rules).toMatchObject([{ name: 'Alarm', enabled: true, hasSecret: true }]);
  });

  it('never sends a stored secret to another place that the file names', async () => {
    await setUp();
    await engine.exportConfiguration(file());
    const evil = await EventServer.listen();
    try {
      const text = await readFile(file(), 'utf8');
      await writeFile(file('evil.json'), text.replaceAll(server.url, evil.url));
      const { token } = await engine.openConfiguration(file('evil.json'));
      await engine.calls['configuration.import']({ token, mode: 'merge', connect: true });
      await eventually(async () => expect(await phase('orders')).toBe('stopped'));
      expect(evil.requests).toEqual([]);
    } finally {
      await evil.close();
    }
  });

  it('brings new sources paused, unless they are to connect', async () => {
    await engine.calls['sources.add'](draft(server.url, { name: 'plain' }));
    await engine.exportConfiguration(file());
    const other = await there.start();
    const first = await other.openConfiguration(file());
    await other.calls['configuration.import']({ token: first.token, mode: 'merge', connect: false });
    expect(await phase('plain', other)).toBe('paused');
    expect(other.calls['configuration.undo'](undefined)).toBe(true);
    expect((await state(other)).sources).toEqual([]);
    const second = await other.openConfiguration(file());
    await other.calls['configuration.import']({ token: second.token, mode: 'merge', connect: true });
    await eventually(async () => expect(await phase('plain', other)).toBe('open'));
  });

  it('replaces everything, and undo brings it back with its secrets, connected', async () => {
    await setUp();
    const other = await there.start();
    await other.calls['sources.add'](draft(server.url, { name: 'theirs', enabled: false }));
    await other.exportConfiguration(file());
    const { token, changes } = await engine.openConfiguration(file());
    expect(changes.merge.sources).toEqual({ added: ['theirs'], changed: [], removed: [] });
    expect(changes.replace.sources).toEqual({ added: ['theirs'], changed: [], removed: ['orders'] });
    await engine.calls['configuration.import']({ token, mode: 'replace', connect: false });
    expect((await state()).sources.map(({ config }) => config.name)).toEqual(['theirs']);
    expect((await state()).settings.theme).toBe('system');

    expect(engine.calls['configuration.undo'](undefined)).toBe(true);
    expect((await state()).sources.map(({ config }) => config.name)).toEqual(['orders']);
    expect((await state()).settings.theme).toBe('dark');
    await eventually(async () => expect(await phase('orders')).toBe('open'));
    expect(engine.calls['configuration.undo'](undefined)).toBe(false);
  });

  it('never lowers the bounds of the history, which would delete events', async () => {
    await engine.exportConfiguration(file());
    const text = JSON.parse(await readFile(file(), 'utf8')) as { settings: { history: object } };
    text.settings.history = { megabytes: 16, events: 10, days: 1 };
    await writeFile(file(), JSON.stringify(text));
    const { token } = await engine.openConfiguration(file());
    await engine.calls['configuration.import']({ token, mode: 'replace', connect: false });
    expect((await state()).settings.history).toEqual({ megabytes: 2_000, events: 0, days: 30 });
  });

  it('says what it cannot use, and takes the rest', async () => {
    const document = {
      format: 'streamgauge-configuration',
      version: 1,
      settings: { theme: 'dark', rowHeight: 99 },
      sources: [{ name: 'no address' }, { name: 'good', url: server.url, enabled: false }],
      environments: 'none',
    };
    await writeFile(file(), JSON.stringify(document));
    const { token, problems } = await engine.openConfiguration(file());
    expect(problems.join(' ')).toMatch(/rowHeight.*Source 1 \(no address\) was left out/u);
    await engine.calls['configuration.import']({ token, mode: 'merge', connect: false });
    const after = await state();
    expect(after.settings).toMatchObject({ theme: 'dark', rowHeight: 24 });
    expect(after.sources.map(({ config }) => config.name)).toEqual(['good']);
  });

  it.each([
    ['no JSON', 'not-a-configuration', '{'],
    ['something else', 'not-a-configuration', '{"sources":[]}'],
    ['written by a newer app', 'newer-configuration', '{"format":"streamgauge-configuration","version":2}'],
  ])('is refused with a sentence when it is %s', async (_, code, text) => {
    await writeFile(file(), text);
    await expect(engine.openConfiguration(file())).rejects.toMatchObject({ code });
  });
});

describe('the proxy of the app', () => {
  let proxy: Server;
  let asked: string[];
  beforeEach(async () => {
    asked = [];
    proxy = createServer((request, response) => {
      asked.push(request.url ?? '');
      response.writeHead(502).end();
    });
    proxy.on('connect', (request, socket) => {
      asked.push(request.url ?? '');
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
    });
    await new Promise<void>((listening) => proxy.listen(0, '127.0.0.1', listening));
  });
  afterEach(() => proxy.close());

  it('is the way of sources that have none of their own, from the moment it is set', async () => {
    await engine.calls['sources.add'](draft(server.url, { name: 'orders' }));
    await eventually(async () => expect(await phase('orders')).toBe('open'));
    const { settings } = await state();
    const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    await engine.calls['settings.save']({ ...settings, proxy: { kind: 'manual', url, except: '' } });
    await eventually(() => expect(asked.join()).toContain(new URL(server.url).host));
    await engine.calls['settings.save']({ ...settings, proxy: { kind: 'none', url, except: '' } });
    await eventually(async () => expect(await phase('orders')).toBe('open'));
  });
});

describe('an import', () => {
  it('can be taken back in every window, and then no more', async () => {
    const told: unknown[] = [];
    engine.onPush(({ name, value }) => name === 'configuration' && told.push(value));
    expect((await state()).configuration).toEqual({ undoable: false });
    await engine.exportConfiguration(file());
    const { token } = await engine.openConfiguration(file());
    await engine.calls['configuration.import']({ token, mode: 'merge', connect: false });
    expect((await state()).configuration).toEqual({ undoable: true });
    await engine.calls['configuration.undo'](undefined);
    expect((await state()).configuration).toEqual({ undoable: false });
    expect(told).toEqual([{ undoable: true }, { undoable: false }]);
  });
});

describe('a source that runs once', () => {
  it('connects now, and does not connect by itself afterwards', async () => {
    const id = await engine.calls['sources.add'](draft(server.url, { name: 'asked', enabled: false }));
    expect(await phase('asked')).toBe('paused');
    engine.calls['sources.runOnce'](id);
    await eventually(async () => expect(await phase('asked')).toBe('open'));
    engine = await here.start();
    expect(await phase('asked')).toBe('paused');
  });

  it('goes on when something else changes, is asked again by a retry, and stays one that does not connect by itself', async () => {
    const id = await engine.calls['sources.add'](draft(server.url, { name: 'asked', enabled: false }));
    engine.calls['sources.runOnce'](id);
    await eventually(async () => expect(await phase('asked')).toBe('open'));
    await engine.calls['sources.update']({
      id,
      draft: draft(server.url, { name: 'renamed', enabled: false }),
    });
    expect(await phase('renamed')).toBe('open');
    await engine.calls['sources.retryNow'](id);
    await eventually(async () => expect(await phase('renamed')).toBe('open'));
    expect((await state()).sources.find(({ config }) => config.id === id)!.config.enabled).toBe(false);
    await engine.calls['sources.pause'](id);
    expect(await phase('renamed')).toBe('paused');
  });
});
