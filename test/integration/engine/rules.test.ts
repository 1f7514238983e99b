import { createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StartState } from '@shared/ipc';
import type { RuleDraft, RuleView } from '@shared/rule';
import { LOCAL_SOURCE_ID } from '@shared/source';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/main/engine/engine-api';
import { eventually } from '../../support/eventually';
import { draft, EngineFixture } from './engine-fixture';
import { EventServer } from './event-server';

const SECRET = 'canary-77c1-19be';

let app: EngineFixture;
let engine: Engine;
let server: EventServer;
let orders: string;

beforeEach(async () => {
  server = await EventServer.listen();
  app = await EngineFixture.create();
  engine = await app.start();
  orders = await engine.calls['sources.add'](draft(server.url, { name: 'Orders' }));
  await eventually(() => expect(server.connections).toBe(1));
});
afterEach(async () => {
  await app.dispose();
  await server.close();
});

const state = async (): Promise<StartState> => engine.calls['app.start'](undefined);
const items = async (): Promise<StartState['inbox']['items']> => (await state()).inbox.items;
const failed = (message: string): void =>
  server.write(`event: order.failed\ndata: {"message":"${message}"}\n\n`);

function ruleDraft(parts: Partial<RuleDraft> = {}): RuleDraft {
  return {
    name: 'Failures',
    enabled: true,
    when: { kind: 'event', query: 'type:order.failed', sources: [] },
    then: [{ do: 'inbox', level: 'error', priority: 'high' }],
    cooldownSeconds: 0,
    groupSeconds: 0,
    always: false,
    secret: null,
    ...parts,
  };
}

async function add(parts: Partial<RuleDraft> = {}): Promise<string> {
  return engine.calls['rules.add'](ruleDraft(parts));
}

async function view(id: string): Promise<RuleView> {
  const found = (await state()).rules.rules.find((each) => each.id === id);
  if (!found) throw new Error('there is no such rule');
  return found;
}

/** The hub with the app's own source on it. */
async function startLocal(): Promise<void> {
  await engine.calls['hub.startDemo'](undefined);
  for (const { id, rate, burst, payloadBytes } of (await state()).hub.scenes) {
    engine.calls['hub.scene']({ id, running: false, pace: { rate, burst, payloadBytes } });
  }
  await eventually(async () => {
    const local = (await state()).sources.find(({ config }) => config.id === LOCAL_SOURCE_ID);
    expect(local?.state.phase).toBe('open');
  });
}

interface Hook {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that takes webhooks. */
class HookServer {
  readonly hooks: Hook[] = [];
  status = 204;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const pieces: Buffer[] = [];
      request.on('data', (piece: Buffer) => pieces.push(piece));
      request.on('end', () => {
        this.hooks.push({ headers: request.headers, body: Buffer.concat(pieces).toString() });
        response.writeHead(this.status).end();
      });
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((listening) => this.#server.listen(0, '127.0.0.1', listening));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hook`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((closed) => this.#server.close(closed));
  }
}

describe('rules over real streams', () => {
  it('put what passes their query into the inbox, with the way back to the event', async () => {
    const id = await add();
    failed('Card declined');
    await eventually(async () => {
      expect(await items()).toMatchObject([
        {
          title: 'order.failed event from Orders',
          body: 'Card declined',
          level: 'error',
          priority: 'high',
          sourceId: orders,
          rule: { id, name: 'Failures' },
          count: 1,
        },
      ]);
    });
    const [item] = await items();
    expect(await engine.calls['events.detail'](item!.seq!)).toMatchObject({ type: 'order.failed' });
    expect(await view(id)).toMatchObject({ firedToday: 1, heldBack: 0, problem: null });
    await eventually(() => expect(app.of('rules').at(-1)?.rules[0]?.firedToday).toBe(1));
  });

  it('go on after a restart, but not those that are switched off or removed', async () => {
    await add();
    const off = await add({ name: 'Off' });
    engine.calls['rules.enable']({ id: off, enabled: false });
    const gone = await add({ name: 'Gone' });
    engine.calls['rules.remove'](gone);
    engine = await app.start();
    expect((await state()).rules.rules.map(({ name, enabled }) => [name, enabled])).toEqual([
      ['Failures', true],
      ['Off', false],
    ]);
    await eventually(() => expect(server.connections).toBe(1));
    const before = (await items()).length;
    failed('x');
    await eventually(async () => expect(await items()).toHaveLength(before + 1));
    expect((await items())[0]!.rule!.name).toBe('Failures');
  });

  it('know after a restart how often they acted today', async () => {
    const id = await add();
    failed('a');
    failed('b');
    await eventually(async () => expect((await view(id)).firedToday).toBe(2));
    const { lastFired } = await view(id);
    engine = await app.start();
    expect(await view(id)).toMatchObject({ firedToday: 2, lastFired });
    await eventually(() => expect(server.connections).toBe(1));
    failed('c');
    await eventually(async () => expect((await view(id)).firedToday).toBe(3));
  });

  it('come back when they are restored, with how often they acted', async () => {
    const id = await add();
    failed('before');
    await eventually(async () => expect((await view(id)).firedToday).toBe(1));
    engine.calls['rules.remove'](id);
    expect((await state()).rules.rules).toEqual([]);
    engine.calls['rules.restore'](id);
    expect((await view(id)).firedToday).toBe(1);
    failed('x');
    await eventually(async () => expect(await items()).toHaveLength(2));
    expect(() => engine.calls['rules.restore'](id)).toThrow('cannot be brought back');
  });

  it('act when a connection breaks, and when it is back', async () => {
    await add({ when: { kind: 'connection', sources: [orders], becomes: ['waiting', 'open'] } });
    const { port } = server;
    await server.close();
    await eventually(async () => {
      expect((await items())[0]).toMatchObject({ title: 'Orders lost its connection', seq: null });
    });
    expect((await items())[0]!.body).toMatch(/\S/u);
    server = await EventServer.listen(port);
    engine.calls['sources.retryNow'](orders);
    await eventually(async () => expect((await items())[0]!.title).toBe('Orders is connected'));
  });

  it('act on silence once, and again after the next event', async () => {
    await add({ when: { kind: 'silence', sources: [orders], longerThan: 1 } });
    failed('first');
    await eventually(async () => expect((await items())[0]?.title).toBe('Orders is silent'), {
      timeoutMs: 6_000,
    });
    expect(await items()).toHaveLength(1);
  });

  it('act on an event that breaks the schema of its source, and lead to it', async () => {
    const when: RuleDraft['when'] = { kind: 'shape', sources: [orders], turns: ['violation'] };
    await add({ when });
    await engine.calls['shapes.attach']({
      sourceId: orders,
      type: 'order.paid',
      name: 'order.json',
      text: JSON.stringify({ type: 'object', properties: { total: { type: 'number' } } }),
    });
    server.write('event: order.paid\ndata: {"total":"12"}\n\n');
    await eventually(async () =>
      expect(await items()).toMatchObject([{ title: 'order.paid breaks its schema', sourceId: orders }]),
    );
    const [item] = await items();
    expect(item!.body).toContain('/total');
    expect(await engine.calls['events.detail'](item!.seq!)).toMatchObject({ data: '{"total":"12"}' });
    expect(await engine.calls['rules.test'](ruleDraft({ when }))).toMatchObject({
      matches: 1,
      alerts: 1,
      examples: [{ seq: item!.seq, sourceId: orders, text: 'order.paid breaks its schema' }],
      problem: null,
    });
  });

  it('mute: what they mute raises nothing, is no notification, and is still received', async () => {
    await add();
    await add({
      name: 'Hush',
      when: { kind: 'event', query: 'data.tenant:test', sources: [] },
      then: [{ do: 'mute' }],
    });
    server.write('event: order.failed\ndata: {"data":{"tenant":"test"}}\n\n');
    server.write('event: notification\ndata: {"title":"Hidden","data":{"tenant":"test"}}\n\n');
    server.write('event: notification\ndata: {"title":"Shown"}\n\n');
    await eventually(async () => expect((await items()).map(({ title }) => title)).toEqual(['Shown']));
    expect((await state()).sources[0]!.counters.events).toBe(3);
  });
});

describe('webhooks of rules', () => {
  let hooks: HookServer;
  let url: string;

  beforeEach(async () => {
    hooks = new HookServer();
    url = await hooks.listen();
  });
  afterEach(() => hooks.close());

  it('have their secret back when the rule that let it go is brought back', async () => {
    const signed = { then: [{ do: 'webhook', url, signed: true } as const] };
    const id = await add({ ...signed, secret: SECRET });
    const plain = { then: [{ do: 'webhook', url, signed: false } as const] };
    expect(await engine.calls['rules.update']({ id, draft: ruleDraft({ name: 'Quiet', ...plain }) })).toBe(
      true,
    );
    expect(await view(id)).toMatchObject({ name: 'Quiet', hasSecret: false });
    await engine.calls['rules.enable']({ id, enabled: false });
    await engine.calls['rules.restore'](id);
    expect(await view(id)).toMatchObject({
      name: 'Failures',
      hasSecret: true,
      enabled: false,
      problem: null,
    });
    await expect((async () => engine.calls['rules.restore'](id))()).rejects.toThrow('any more');
    expect(await engine.calls['rules.update']({ id, draft: ruleDraft(signed) })).toBe(false);
  });

  it('carry the alert, signed so that who knows the secret can tell', async () => {
    await add({ then: [{ do: 'webhook', url, signed: true }], secret: SECRET });
    failed('Card declined');
    await eventually(() => expect(hooks.hooks).toHaveLength(1));
    const { headers, body } = hooks.hooks[0]!;
    expect(JSON.parse(body)).toMatchObject({
      streamgauge: 'alert',
      version: 1,
      rule: { name: 'Failures' },
      title: 'order.failed event from Orders',
      body: 'Card declined',
      count: 1,
    });
    const signed = `${String(headers['x-streamgauge-timestamp'])}.${body}`;
    expect(headers['x-streamgauge-signature']).toBe(
      `v1=${createHmac('sha256', SECRET).update(signed).digest('hex')}`,
    );
    expect(JSON.stringify([await state(), app.pushes])).not.toContain(SECRET);
  });

  it('that are refused are the problem of their rule, until one is taken', async () => {
    const id = await add({ then: [{ do: 'webhook', url, signed: false }] });
    hooks.status = 403;
    failed('a');
    await eventually(async () => {
      expect((await view(id)).problem).toMatchObject({
        code: 'webhook-refused',
        message: expect.stringContaining('403 Forbidden') as string,
      });
    });
    hooks.status = 204;
    failed('b');
    await eventually(async () => expect((await view(id)).problem).toBeNull());
  });

  it('can be tried with what is in the editor, and say what fails', async () => {
    const trial = ruleDraft({
      then: [
        { do: 'webhook', url, signed: true },
        { do: 'inbox', level: 'info', priority: 'low' },
      ],
    });
    const argument = { id: null, draft: { ...trial, secret: SECRET } };
    expect(await engine.calls['rules.tryActions'](argument)).toEqual([]);
    expect(JSON.parse(hooks.hooks[0]!.body)).toMatchObject({ title: 'Test of Failures', event: null });
    expect(await items()).toMatchObject([{ title: 'Test of Failures', level: 'info', seq: null }]);
    expect(await engine.calls['rules.tryActions']({ id: null, draft: trial })).toMatchObject([
      { code: 'secret-missing' },
    ]);
    hooks.status = 410;
    expect(await engine.calls['rules.tryActions'](argument)).toMatchObject([
      { message: expect.stringContaining('410 Gone') as string },
    ]);
    expect((await state()).rules.rules).toEqual([]);
  });
});

describe('rules and the local hub', () => {
  it('publish their alerts there, and never act on one', async () => {
    await startLocal();
    await add({
      name: 'Echo',
      when: { kind: 'event', query: '*', sources: [] },
      then: [
        { do: 'publish', channel: 'alerts', type: 'alert' },
        { do: 'inbox', level: 'warning', priority: 'normal' },
      ],
    });
    const before = (await items()).length;
    failed('once');
    const local = async (): Promise<number> =>
      (await state()).sources.find(({ config }) => config.id === LOCAL_SOURCE_ID)!.counters.events;
    const had = await local();
    await eventually(async () => expect(await local()).toBeGreaterThan(had));
    // A loop would have gone round by the time that a second event has.
    failed('twice');
    await eventually(async () => expect(await items()).toHaveLength(before + 2));
    const [item] = await items();
    const { count } = item!;
    expect(count).toBe(1);
    await eventually(async () => expect(await local()).toBe(had + 2));
    expect(await items()).toHaveLength(before + 2);
  });

  it('say so when it does not run', async () => {
    const id = await add({ then: [{ do: 'publish', channel: 'alerts', type: 'alert' }] });
    failed('x');
    await eventually(async () => {
      expect((await view(id)).problem).toMatchObject({ code: 'hub-stopped' });
    });
  });

  it('play a recording, which fires rules but does not play itself again', async () => {
    await startLocal();
    const lines = [0, 1, 2].map((n) =>
      JSON.stringify({
        t: n * 5,
        channel: 'orders',
        event: 'order.failed',
        data: `{"message":"played ${n}"}`,
      }),
    );
    const path = join(app.dataPath, 'past.ndjson');
    const header = { streamgauge: 'recording', version: 1, name: 'Past', recordedAt: Date.now() };
    await writeFile(path, [JSON.stringify(header), ...lines, ''].join('\n'));
    const recording = await engine.importRecording(path);
    await add({
      then: [
        { do: 'play', recording, speed: 'max' },
        { do: 'inbox', level: 'warning', priority: 'normal' },
      ],
    });
    const before = (await items()).length;
    failed('real');
    await eventually(async () => expect(await items()).toHaveLength(before + 4));
    await eventually(async () => expect((await state()).recordings.play.phase).toBe('idle'));
    expect((await items()).slice(0, 4).map(({ body }) => body)).toEqual([
      'played 2',
      'played 1',
      'played 0',
      'real',
    ]);
  });

  it('say when the recording that they play is gone', async () => {
    const id = await add({ then: [{ do: 'play', recording: 'none', speed: '1' }] });
    await eventually(async () =>
      expect((await view(id)).problem).toMatchObject({ code: 'no-such-recording' }),
    );
  });
});

describe('what rules leave behind', () => {
  it('is a line of JSON in a log that only its owner can read', async () => {
    await add({ then: [{ do: 'log', file: 'failures.ndjson' }] });
    failed('Card declined');
    const path = join(app.dataPath, 'logs', 'alerts', 'failures.ndjson');
    await eventually(async () => {
      expect(JSON.parse(await readFile(path, 'utf8'))).toMatchObject({
        rule: { name: 'Failures' },
        body: 'Card declined',
      });
    });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });
});

describe('the last hour', () => {
  it('tells what a rule would have done, and nothing is done', async () => {
    failed('one');
    failed('two');
    server.write('data: fine\n\n');
    await eventually(async () => expect((await state()).sources[0]!.counters.events).toBe(3));
    const result = await engine.calls['rules.test'](ruleDraft({ cooldownSeconds: 3_600 }));
    expect(result).toMatchObject({
      matches: 2,
      alerts: 1,
      problem: null,
      examples: [{ text: 'order.failed: two', sourceId: orders }, { text: 'order.failed: one' }],
    });
    expect(result.lookedMs).toBeGreaterThan(3_599_000);
    expect(
      await engine.calls['rules.test'](
        ruleDraft({ when: { kind: 'connection', sources: [], becomes: ['open'] } }),
      ),
    ).toMatchObject({ matches: 1, examples: [{ text: 'Orders is connected' }] });
    expect(await items()).toEqual([]);
  });

  it('is found by the name of a source, and says what cannot be read', async () => {
    failed('one');
    await eventually(async () => expect((await state()).sources[0]!.counters.events).toBe(1));
    const ask = (query: string): Promise<unknown> =>
      Promise.resolve(engine.calls['rules.test'](ruleDraft({ when: { kind: 'event', query, sources: [] } })));
    expect(await ask('source:Orders')).toMatchObject({ matches: 1 });
    expect(await ask('a:(b')).toMatchObject({ problem: { code: 'bad-query' } });
  });
});

describe('rules as a file', () => {
  it('hold no secret, and come in switched off with ids of their own', async () => {
    const id = await add({
      then: [{ do: 'webhook', url: 'https://hooks.example/a', signed: true }],
      secret: SECRET,
    });
    const path = join(app.dataPath, 'shared.json');
    await engine.exportRules(path);
    expect(await readFile(path, 'utf8')).not.toContain(SECRET);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await engine.importRules(path)).toEqual({ added: 1, problems: [] });
    const { rules } = (await state()).rules;
    expect(rules).toMatchObject([
      { id, enabled: true, hasSecret: true },
      { name: 'Failures', enabled: false, hasSecret: false, problem: { code: 'secret-missing' } },
    ]);
    expect(rules[1]!.id).not.toBe(id);
  });

  it('say what could not be used, and where', async () => {
    const path = join(app.dataPath, 'mixed.json');
    const good = { name: 'Good', when: { kind: 'loss' }, then: [{ do: 'desktop' }] };
    const bad = { name: 'Bad', when: { kind: 'rate', direction: 'up' }, then: [] };
    await writeFile(path, JSON.stringify({ streamgauge: 'rules', version: 1, rules: [good, bad] }));
    expect(await engine.importRules(path)).toEqual({
      added: 1,
      problems: ['Rule 2 (Bad) was left out: when.direction has a value that is not possible.'],
    });
    await writeFile(path, 'no');
    await expect(engine.importRules(path)).rejects.toThrow('mixed.json is not complete JSON.');
  });
});
