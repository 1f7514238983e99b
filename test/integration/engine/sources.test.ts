import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EMPTY_FILTER } from '@shared/feed';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/main/engine/engine-api';
import { sessionOnlyCipher } from '../../../src/main/settings/secret-cipher';
import { eventually } from '../../support/eventually';
import { FakeFeedPort } from '../../unit/main/history/fake-feed-port';
import { draft, EngineFixture } from './engine-fixture';
import { EventServer } from './event-server';

const CANARY = 'canary-77aa-91e3';
const KEY_HEADER = { name: 'X-Api-Key', secret: true, enabled: true };

let app: EngineFixture;
let engine: Engine;
let server: EventServer;

beforeEach(async () => {
  server = await EventServer.listen();
  app = await EngineFixture.create();
  engine = await app.start();
});
afterEach(async () => {
  await app.dispose();
  await server.close();
});

async function sources(): Promise<Awaited<ReturnType<Engine['calls']['app.start']>>['sources']> {
  return (await engine.calls['app.start'](undefined)).sources;
}

async function connected(count = 1): Promise<void> {
  await eventually(() => expect(server.connections).toBe(count));
}

describe('a source', () => {
  it('with a secret header is live, and is live again after a restart', async () => {
    server.requiredKey = CANARY;
    const id = await engine.calls['sources.add'](
      draft(server.url, { headers: [{ ...KEY_HEADER, value: CANARY }] }),
    );
    await connected();
    const port = new FakeFeedPort();
    engine.openFeed(port);
    port.request({ kind: 'view', view: 1, filter: EMPTY_FILTER });
    port.request({ kind: 'follow', rows: 10 });
    server.write('id: 7\nevent: created\ndata: {"n":1}\n\n');
    await eventually(() => expect(port.last.tail).toHaveLength(1));
    const detail = await engine.calls['events.detail'](port.last.tail[0]!.seq);
    expect(detail).toMatchObject({ type: 'created', id: '7', data: '{"n":1}', sourceId: id });
    expect(Buffer.from(detail!.raw).toString()).toBe('id: 7\nevent: created\ndata: {"n":1}\n\n');

    engine = await app.start();
    await connected();
    expect(await sources()).toMatchObject([{ config: { id, name: 'orders' }, state: { phase: 'open' } }]);

    const everything = JSON.stringify([
      app.pushes,
      await engine.calls['app.start'](undefined),
      port.messages,
    ]);
    expect(everything).not.toContain(CANARY);
    for (const entry of await readdir(app.dataPath, { withFileTypes: true })) {
      if (!entry.isFile()) continue;
      expect(await readFile(join(app.dataPath, entry.name), 'latin1')).not.toContain(CANARY);
    }
  });

  it('whose secret was kept for the session only asks for it after a restart', async () => {
    await app.dispose();
    app = await EngineFixture.create(sessionOnlyCipher('no key store is unlocked.'));
    engine = await app.start();
    server.requiredKey = CANARY;
    const secret = { headers: [{ ...KEY_HEADER, value: CANARY }] };
    const id = await engine.calls['sources.add'](draft(server.url, secret));
    await connected();
    engine = await app.start();
    await eventually(async () => {
      expect(await sources()).toMatchObject([
        {
          config: { headers: [{ name: 'X-Api-Key', missing: true, value: '' }] },
          state: { phase: 'stopped', needsCredentials: true },
        },
      ]);
    });
    expect((await engine.calls['app.start'](undefined)).secretsKept).toEqual({
      kept: false,
      reason: 'no key store is unlocked.',
    });
    await engine.calls['sources.update']({ id, draft: draft(server.url, secret) });
    await connected();
  });

  it('never takes its secret to another host', async () => {
    const other = await EventServer.listen();
    try {
      const id = await engine.calls['sources.add'](
        draft(server.url, { headers: [{ ...KEY_HEADER, value: CANARY }] }),
      );
      await connected();
      const moved = draft(other.url, { headers: [KEY_HEADER] });
      expect(() => engine.calls['sources.update']({ id, draft: moved })).toThrow('Enter it again');
      await expect(engine.calls['sources.test']({ id, draft: moved })).rejects.toThrow('Enter it again');
      expect(other.requests).toEqual([]);
      await connected();
    } finally {
      await other.close();
    }
  });

  it('can be tried before it is saved, with its stored secret', async () => {
    server.requiredKey = CANARY;
    const id = await engine.calls['sources.add'](
      draft(server.url, { enabled: false, headers: [{ ...KEY_HEADER, value: CANARY }] }),
    );
    const result = engine.calls['sources.test']({ id, draft: draft(server.url, { headers: [KEY_HEADER] }) });
    await connected();
    server.write('data: hello\n\n');
    expect(await result).toMatchObject({ ok: true });
    expect(await engine.calls['sources.test']({ id: null, draft: draft(server.url) })).toMatchObject({
      ok: false,
    });
    expect(await sources()).toMatchObject([{ state: { phase: 'paused' } }]);
  });

  it('pauses, resumes, goes away and comes back to its place', async () => {
    const ids: string[] = [];
    // Each with an address of its own: sources that send the same share a connection.
    for (const name of ['a', 'b', 'c'])
      ids.push(await engine.calls['sources.add'](draft(`${server.url}?of=${name}`, { name })));
    await connected(3);
    await engine.calls['sources.pause'](ids[1]!);
    await connected(2);
    await engine.calls['sources.resume'](ids[1]!);
    await connected(3);
    engine.calls['sources.remove']({ id: ids[1]!, history: false });
    await connected(2);
    engine.calls['sources.restore'](ids[1]!);
    await connected(3);
    expect((await sources()).map(({ config }) => config.name)).toEqual(['a', 'b', 'c']);
    expect(() => engine.calls['sources.pause']('nobody')).toThrow('not in the list');
  });
});

describe('pushes', () => {
  it('of sources come at most four times a second however fast events come, and stop when they stop', async () => {
    await engine.calls['sources.add'](draft(server.url));
    await connected();
    const writing = setInterval(() => server.write('data: x\n\n'), 2);
    try {
      await eventually(() => expect(app.of('sources').length).toBeGreaterThanOrEqual(8));
    } finally {
      clearInterval(writing);
    }
    const at = app.pushes.filter(({ name }) => name === 'sources').map((push) => push.at);
    const between = at.slice(1).map((time, i) => time - at[i]!);
    expect(Math.min(...between)).toBeGreaterThan(200);

    await eventually(async () => {
      const { events } = (await sources())[0]!.counters;
      expect(app.of('sources').at(-1)?.[0]?.counters.events).toBe(events);
    });
    // Sparklines of 40 s run out before rates fall silent; everything else is quiet at once.
    await eventually(() => {
      const others = app.pushes.filter(({ name }) => name !== 'rates');
      expect(performance.now() - others.at(-1)!.at).toBeGreaterThan(1_500);
    });
  });

  it('tell of one action at once, and not at all of what changes nothing', async () => {
    await engine.calls['sources.add'](draft(server.url, { enabled: false }));
    await eventually(() => expect(app.of('sources')).toHaveLength(1), { timeoutMs: 2_000 });
    engine.calls['inbox.clear']('all');
    engine.calls['inbox.markRead']('all');
    engine.calls['app.dismissNotice']('none');
    engine.calls['settings.save']({ ...engine.settings(), theme: 'dark' });
    expect(app.of('settings')).toMatchObject([{ theme: 'dark' }]);
    await eventually(() => expect(performance.now() - app.pushes.at(-1)!.at).toBeGreaterThan(600));
    expect(app.of('inbox')).toEqual([]);
    expect(app.of('notices')).toEqual([]);
  });
});

describe('without a history on disk', () => {
  it('the newest events are in memory, and Clear empties it', async () => {
    await engine.calls['sources.add'](draft(server.url));
    await connected();
    const port = new FakeFeedPort();
    engine.openFeed(port);
    port.request({ kind: 'view', view: 1, filter: EMPTY_FILTER });
    server.write('data: x\n\n'.repeat(21_000));
    await eventually(() => expect(port.last.end).toBe(21_000));
    await eventually(() => {
      const { first, end, totals } = port.last;
      expect(end - first).toBeLessThanOrEqual(20_000);
      expect(totals.stored).toBe(20_000);
      expect(totals.evicted).toBeGreaterThanOrEqual(1_000);
    });
    await engine.calls['events.clear'](undefined);
    expect(port.messages.at(-1)).toEqual({ kind: 'stale', view: 1 });
    port.request({ kind: 'view', view: 2, filter: EMPTY_FILTER });
    await eventually(() =>
      expect(port.last).toMatchObject({ view: 2, first: 0, end: 0, totals: { stored: 0 } }),
    );
    expect(await engine.calls['events.detail'](2_500)).toBeNull();
  });
});

describe('closing', () => {
  it('takes what was changed to disk, ends every connection and says nothing more', async () => {
    await engine.calls['sources.add'](draft(server.url, { name: 'last moment' }));
    await engine.calls['hub.startDemo'](undefined);
    await connected();
    const started = performance.now();
    await engine.close();
    expect(performance.now() - started).toBeLessThan(3_500);
    await connected(0);
    const count = app.pushes.length;
    engine.calls['settings.save']({ ...engine.settings(), theme: 'light' });
    expect(app.pushes).toHaveLength(count);
    engine = await app.start();
    expect((await sources()).map(({ config }) => config.name)).toEqual(['last moment', 'local demo']);
  });
});
