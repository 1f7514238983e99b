import { EMPTY_FILTER } from '@shared/feed';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DEFAULT_SOURCE_OPTIONS } from '@shared/source-options';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Engine } from '../../../src/main/engine/engine-api';
import { sessionOnlyCipher } from '../../../src/main/settings/secret-cipher';
import { eventually } from '../../support/eventually';
import { draft, EngineFixture } from './engine-fixture';
import { EventServer } from './event-server';

const CANARY = 'canary-1f00-33ab';

let app: EngineFixture;
let engine: Engine;
let server: EventServer;

beforeEach(async () => {
  server = await EventServer.listen();
  app = await EngineFixture.create();
  engine = await app.start();
});
afterEach(async () => {
  delete process.env['STREAMGAUGE_TEST_KEY'];
  await app.dispose();
  await server.close();
});

async function source(): Promise<Awaited<ReturnType<Engine['calls']['app.start']>>['sources'][number]> {
  const { sources } = await engine.calls['app.start'](undefined);
  return sources[0]!;
}

async function connections(count: number): Promise<void> {
  await eventually(() => expect(server.connections).toBe(count));
}

const key = (value: string): { name: string; value: string; secret: boolean; enabled: boolean } => ({
  name: 'X-Api-Key',
  value,
  secret: true,
  enabled: true,
});

function environments(chosen: string | null, token: string): void {
  engine.calls['environments.save']({
    chosen,
    environments: [{ id: 'e1', name: 'Staging', variables: [{ name: 'token', value: token, secret: true }] }],
    processNames: ['STREAMGAUGE_TEST_KEY'],
  });
}

describe('variables', () => {
  it('of the chosen environment are sent, also after a restart, and never shown', async () => {
    environments('e1', CANARY);
    await engine.calls['sources.add'](draft(server.url, { headers: [key('{{token}}')] }));
    await connections(1);
    expect(server.requests[0]!.headers['x-api-key']).toBe(CANARY);
    engine = await app.start();
    await eventually(() => expect(server.requests).toHaveLength(2));
    expect(server.requests[1]!.headers['x-api-key']).toBe(CANARY);
    const start = await engine.calls['app.start'](undefined);
    expect(start.environments).toMatchObject({ chosen: 'e1', processNames: ['STREAMGAUGE_TEST_KEY'] });
    expect(JSON.stringify([start, app.pushes])).not.toContain(CANARY);
  });

  it('that nobody has set hold the source with a sentence, until they are set', async () => {
    await engine.calls['sources.add'](draft(server.url, { headers: [key('{{token}}')] }));
    await eventually(async () => {
      expect((await source()).state).toMatchObject({
        phase: 'stopped',
        needsCredentials: true,
        reason: { code: 'variable', message: 'orders was not connected. The variable {{token}} is not set.' },
      });
    });
    expect(
      await engine.calls['sources.test']({ id: null, draft: draft(`${server.url}?{{nobody}}`) }),
    ).toEqual({
      ok: false,
      sentence: 'orders was not connected. The variable {{nobody}} is not set.',
      hint: expect.any(String),
    });
    const { id } = (await source()).config;
    expect(() => engine.calls['sources.resumeFrom']({ id, lastEventId: '1' })).toThrow(
      '{{token}} is not set',
    );
    expect(() => engine.asCode(id, 'curl', true)).toThrow('{{token}} is not set');
    expect(server.requests).toEqual([]);
    environments('e1', 'first');
    await connections(1);
    expect(app.of('environments')).toMatchObject([{ chosen: 'e1' }]);
    await eventually(async () => expect((await source()).state.phase).toBe('open'));
  });

  it('with another value reconnect the sources that use them, and no others', async () => {
    environments('e1', 'first');
    await engine.calls['sources.add'](draft(server.url, { headers: [key('{{token}}')] }));
    await engine.calls['sources.add'](draft(`${server.url}?other`, { name: 'other' }));
    await connections(2);
    environments('e1', 'second');
    await eventually(() => expect(server.requests).toHaveLength(3));
    expect(server.requests[2]!.headers['x-api-key']).toBe('second');
    await connections(2);
    environments(null, 'second');
    await connections(1);
    expect((await source()).state.phase).toBe('stopped');
  });

  it('of the process are those the person let in', async () => {
    process.env['STREAMGAUGE_TEST_KEY'] = CANARY;
    environments(null, 'x');
    await engine.calls['sources.add'](draft(`${server.url}?{{env.STREAMGAUGE_TEST_KEY}}`));
    await connections(1);
    expect(server.requests[0]!.url).toBe(`/events?${CANARY}`);
    await engine.calls['sources.add'](draft(`${server.url}?{{env.PATH}}`, { name: 'path' }));
    const { sources } = await engine.calls['app.start'](undefined);
    expect(sources[1]!.state).toMatchObject({ phase: 'stopped', reason: { code: 'variable' } });
  });

  it('in the host bind a source to a server', async () => {
    engine.calls['environments.save']({
      chosen: 'e1',
      environments: [
        {
          id: 'e1',
          name: 'A',
          variables: [{ name: 'at', value: `127.0.0.1:${server.port}`, secret: false }],
        },
      ],
      processNames: [],
    });
    await engine.calls['sources.add'](draft('http://{{at}}/events'));
    await connections(1);
  });
});

describe('options', () => {
  it('reach the wire: method, body and sign-in', async () => {
    await engine.calls['sources.add'](
      draft(server.url, {
        options: {
          ...DEFAULT_SOURCE_OPTIONS,
          method: 'POST',
          body: '{"stream":true}',
          signIn: { kind: 'basic', username: 'ada' },
        },
        secrets: { password: CANARY },
      }),
    );
    await connections(1);
    expect(server.requests[0]).toMatchObject({
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`ada:${CANARY}`).toString('base64')}`,
      },
    });
    expect((await source()).config).toMatchObject({
      options: { method: 'POST' },
      secrets: { password: { mask: '••••33ab', missing: false } },
    });
  });

  it('whose secrets are gone hold the source, by their names', async () => {
    await app.dispose();
    app = await EngineFixture.create(sessionOnlyCipher('no key store is unlocked.'));
    engine = await app.start();
    const basic = { ...DEFAULT_SOURCE_OPTIONS, signIn: { kind: 'basic', username: 'ada' } } as const;
    await engine.calls['sources.add'](draft(server.url, { options: basic, secrets: { password: CANARY } }));
    await connections(1);
    engine = await app.start();
    expect((await source()).state).toMatchObject({
      phase: 'stopped',
      reason: { message: 'orders needs the password again, so it was not connected.' },
    });
  });
});

describe('a position', () => {
  it('survives a restart of the app, and goes with the address', async () => {
    const id = await engine.calls['sources.add'](draft(server.url));
    await connections(1);
    server.write('id: 812\ndata: a\n\n');
    await eventually(async () => expect((await source()).lastEventId).toBe('812'));
    engine = await app.start();
    await eventually(() => expect(server.requests).toHaveLength(2));
    expect(server.requests[1]!.headers['last-event-id']).toBe('812');

    await engine.calls['sources.update']({ id, draft: draft(`${server.url}?other`) });
    await eventually(() => expect(server.requests).toHaveLength(3));
    expect(server.requests[2]!.headers['last-event-id']).toBeUndefined();
    engine = await app.start();
    await eventually(() => expect(server.requests).toHaveLength(4));
    expect(server.requests[3]!.headers['last-event-id']).toBeUndefined();
    expect(await readFile(join(app.dataPath, 'resume-points.json'), 'utf8')).not.toContain('812');
  });

  it('is on disk a few seconds later, whatever happens to the app then', async () => {
    await engine.calls['sources.add'](draft(server.url));
    await connections(1);
    const file = join(app.dataPath, 'resume-points.json');
    let n = 0;
    const writing = setInterval(() => server.write(`id: n-${++n}\ndata: a\n\n`), 20);
    try {
      await eventually(async () => expect(await readFile(file, 'utf8')).toMatch(/"n-\d+"/u), {
        timeoutMs: 8_000,
      });
      // Written now and then, not with every event.
      const { ctimeMs } = await stat(file);
      const before = n;
      await eventually(() => expect(n).toBeGreaterThan(before + 50));
      expect((await stat(file)).ctimeMs).toBe(ctimeMs);
    } finally {
      clearInterval(writing);
    }
  });

  it('comes back with a removed source', async () => {
    const id = await engine.calls['sources.add'](draft(server.url));
    await connections(1);
    server.write('id: 7\ndata: a\n\n');
    await eventually(async () => expect((await source()).lastEventId).toBe('7'));
    engine.calls['sources.remove']({ id, history: false });
    await connections(0);
    engine.calls['sources.restore'](id);
    await eventually(() => expect(server.requests).toHaveLength(2));
    expect(server.requests[1]!.headers['last-event-id']).toBe('7');
  });

  it('is the one a person chooses', async () => {
    const id = await engine.calls['sources.add'](draft(server.url));
    await connections(1);
    engine.calls['sources.resumeFrom']({ id, lastEventId: '500' });
    await eventually(() => expect(server.requests).toHaveLength(2));
    expect(server.requests[1]!.headers['last-event-id']).toBe('500');
    expect(() => engine.calls['sources.resumeFrom']({ id: 'nobody', lastEventId: '1' })).toThrow(
      'not in the list',
    );
  });
});

describe('a message', () => {
  it('goes out over the WebSocket of a source, and over nothing else', async () => {
    const received: string[] = [];
    const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    sockets.on('connection', (socket) => socket.on('message', (data) => received.push(String(data))));
    try {
      await once(sockets, 'listening');
      const { port } = sockets.address() as AddressInfo;
      const urls = { websocket: `ws://127.0.0.1:${port}/` };
      const options = { ...DEFAULT_SOURCE_OPTIONS, urls };
      const id = await engine.calls['sources.add'](
        draft(server.url, { transports: ['sse', 'websocket'], options }),
      );
      await connections(1);
      expect(() => engine.calls['sources.send']({ id, text: 'early' })).toThrow(/Nothing can be sent/u);
      engine.calls['sources.switchTransport']({ id, transport: 'websocket' });
      await eventually(async () => expect((await source()).canSend).toBe(true));
      engine.calls['sources.send']({ id, text: 'hello' });
      await eventually(() => expect(received).toEqual(['hello']));
      // It has its row among what came.
      const { events } = await engine.calls['history.count']({ ...EMPTY_FILTER, query: 'kind:sent hello' });
      expect(events).toBe(1);
      expect(() => engine.calls['sources.switchTransport']({ id, transport: 'polling' })).toThrow(
        'not set up to use polling',
      );
    } finally {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
    }
  });
});

describe('copying as curl', () => {
  it('shows no secret unless it is asked for, and goes on from the last event', async () => {
    environments('e1', CANARY);
    const id = await engine.calls['sources.add'](
      draft(`${server.url}?{{token}}`, { headers: [key(`${CANARY}-header`)] }),
    );
    await connections(1);
    server.write('id: 7\ndata: a\n\n');
    await eventually(async () => expect((await source()).lastEventId).toBe('7'));
    const shown = engine.asCode(id, 'curl', false);
    expect(shown).not.toContain(CANARY);
    expect(shown).toContain(`"$X_API_KEY"`);
    expect(shown).toContain(`"$token"`);
    expect(shown).toContain('Last-Event-ID: 7');
    const whole = engine.asCode(id, 'curl', true);
    expect(whole).toContain(`${CANARY}-header`);
    expect(whole).toContain(`?${CANARY}`);
  });
});
