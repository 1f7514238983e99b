import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EventSource } from 'eventsource';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { types } from '../../../src/headless/types';
import { asyncApiDocument } from '../../../src/main/hub/streams/asyncapi';
import { defineStream } from '../../../src/main/hub/streams/define-stream';
import { eventually } from '../../support/eventually';
import { faultsOf, load } from './types/compile';
import { startStreamServer, type StreamServer } from './types/stream-server';

const FIXTURES = resolve(__dirname, 'types');

const userSchema = v.object({ id: v.number(), name: v.string() });
const streams = [
  defineStream({
    name: 'CommentStream',
    channel: 'CommentStream:item:{itemId}',
    title: 'Comments',
    events: {
      CommentAdded: v.object({
        id: v.number(),
        text: v.string(),
        by: userSchema,
        mood: v.optional(v.picklist(['good', 'bad'])),
        reply: v.nullable(v.number()),
      }),
      'comment.removed': v.object({ id: v.number() }),
      Note: v.string(),
    },
  }),
  defineStream({
    name: 'NotificationStream',
    channel: 'NotificationStream:user:{userId}',
    events: {
      CommentAdded: v.object({ item: v.number() }),
      Tree: { type: 'object', properties: { kids: { type: 'array', items: { $ref: '#' } } } },
    },
  }),
];

interface Seen {
  readonly handler: string;
  readonly value: unknown;
}

/** Handlers that write down what they get. */
function recorder(): {
  seen: Seen[];
  handlers: Record<string, (value?: unknown) => void>;
  of(handler: string): unknown[];
} {
  const seen: Seen[] = [];
  const handlers = new Proxy({} as Record<string, (value?: unknown) => void>, {
    get: (_, handler) => (value?: unknown) => void seen.push({ handler: String(handler), value }),
  });
  return {
    seen,
    handlers,
    of: (handler) => seen.filter((one) => one.handler === handler).map(({ value }) => value),
  };
}

type Subscribe = (...args: unknown[]) => { readonly url: string; close(): void };

let folder: string;
let server: StreamServer;
const subscriptions: { close(): void }[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'types-'));
  server = await startStreamServer();
});
afterEach(async () => {
  for (const subscription of subscriptions.splice(0)) subscription.close();
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function run(from: string, out?: string, signal = new AbortController().signal): Promise<Run> {
  let stdout = '';
  let stderr = '';
  const code = await types(
    { from, ...(out !== undefined && { out }) },
    { stdout: async (text) => void (stdout += text), stderr: (text) => void (stderr += text), signal },
  );
  return { code, stdout, stderr };
}

/** Generates from a document, which has to work. */
async function generate(document: unknown): Promise<string> {
  const file = join(folder, 'document');
  await writeFile(file, typeof document === 'string' ? document : JSON.stringify(document));
  const { code, stdout, stderr } = await run(file);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return stdout;
}

async function written(source: string): Promise<string> {
  const file = join(folder, 'generated.ts');
  await writeFile(file, source);
  return file;
}

function subscribe(
  source: string,
  name: string,
  ...args: unknown[]
): { readonly url: string; close(): void } {
  const subscription = (load(folder, source)[name] as Subscribe)(...args);
  subscriptions.push(subscription);
  return subscription;
}

function ownDocument(): unknown {
  return asyncApiDocument({ version: '1.0.0', url: server.url, streams });
}

/** A document of version 3 with one channel whose event has this schema. */
function withSchema(payload: unknown, more: object = {}): unknown {
  return {
    asyncapi: '3.0.0',
    info: { title: 'Test', version: '1' },
    channels: { c: { address: '/c', messages: { Data: { payload } } } },
    ...more,
  };
}

describe('streamgauge types', () => {
  it('E1: writes a file from an address that compiles under strict, with the types of browsers and without', async () => {
    server.answer('/asyncapi.json', 200, 'application/json', JSON.stringify(ownDocument()));
    const out = join(folder, 'generated.ts');
    const { code, stderr, stdout } = await run(`${server.url}/asyncapi.json?secret=1`, out);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(stderr).toBe(`Wrote 2 streams and 5 types of events to ${out}.\n`);

    const use = join(folder, 'use.ts');
    await writeFile(use, await readFile(join(FIXTURES, 'use.txt'), 'utf8'));
    expect(faultsOf([out], { dom: false })).toEqual([]);
    expect(faultsOf([out, use], { dom: true })).toEqual([]);
  });

  it('E1, D6: receives typed events from a real server, and hears of reconnects, gaps and what is unknown', async () => {
    const { seen, handlers, of } = recorder();
    const options = { EventSource, otherTypes: ['later'] };
    const { url } = subscribe(
      await generate(ownDocument()),
      'subscribeToCommentStream',
      { itemId: 7 },
      handlers,
      options,
    );
    expect(url).toBe(`${server.url}/events?channel=CommentStream%3Aitem%3A7`);
    await eventually(() => expect(of('onOpen')).toHaveLength(1));

    const comment = { id: 1, text: 'hi\nthere', by: { id: 2, name: 'Ada' }, reply: null };
    server.send(
      'item:7',
      `channel: CommentStream:item:7\nid: e.1\nevent: CommentAdded\ndata: ${JSON.stringify(comment)}\n\n`,
      'id: e.2\nevent: comment.removed\ndata: {"id":1}\n\n',
      'id: e.3\nevent: Note\ndata: "12"\n\n',
      'id: e.4\ndata: no type\n\n',
      'id: e.5\nevent: later\ndata: x\n\n',
      'id: e.6\nevent: CommentAdded\ndata: {broken\n\n',
      'id: e.7\nevent: gap\ndata: {"requested":"e.0","oldest":"e.1","missed":3,"missedMax":3,"reason":"evicted","policy":"skip"}\n\n',
      'event: initial_state\ndata: {"count":3}\n\n',
      'event: error\ndata: {"code":"x","message":"It went wrong."}\n\n',
    );
    const channel = 'CommentStream:item:7';
    await eventually(() => expect(of('onError')).toHaveLength(2));
    expect(of('onCommentAdded')).toEqual([{ type: 'CommentAdded', data: comment, id: 'e.1', channel }]);
    expect(of('onCommentRemoved')).toEqual([
      { type: 'comment.removed', data: { id: 1 }, id: 'e.2', channel },
    ]);
    expect(of('onNote')).toEqual([{ type: 'Note', data: '"12"', id: 'e.3', channel }]);
    expect(of('onEvent')).toHaveLength(3);
    expect(of('onUnknown')).toEqual([
      { type: 'message', data: 'no type', id: 'e.4' },
      { type: 'later', data: 'x', id: 'e.5' },
    ]);
    expect(of('onGap')).toEqual([
      { requested: 'e.0', oldest: 'e.1', missed: 3, missedMax: 3, reason: 'evicted', policy: 'skip' },
    ]);
    expect(of('onState')).toEqual([{ count: 3 }]);
    expect(of('onError')).toEqual([
      { kind: 'bad-data', message: 'The data of CommentAdded is not JSON.', data: '{broken', goesOn: true },
      {
        kind: 'server',
        message: 'It went wrong.',
        data: '{"code":"x","message":"It went wrong."}',
        goesOn: true,
      },
    ]);

    server.open[0]!.end();
    await eventually(() => expect(of('onReconnect')).toHaveLength(1));
    expect(of('onError').at(-1)).toMatchObject({ kind: 'connection', goesOn: true });
    expect(server.resumedFrom).toEqual(['', 'e.7']);

    subscriptions[0]!.close();
    const before = seen.length;
    await eventually(() => expect(server.open).toHaveLength(0));
    expect(seen).toHaveLength(before);
  });

  it('E3: follows channels of several streams from one client, each with its own form of the same event', async () => {
    const source = await generate(ownDocument());
    const [comments, notifications] = [recorder(), recorder()];
    subscribe(source, 'subscribeToCommentStream', { itemId: 7 }, comments.handlers, { EventSource });
    subscribe(source, 'subscribeToNotificationStream', { userId: 42 }, notifications.handlers, {
      EventSource,
    });
    await eventually(() => expect(server.open).toHaveLength(2));
    server.send('CommentStream:item:7', 'event: CommentAdded\ndata: {"id":1}\n\n');
    server.send('NotificationStream:user:42', 'event: CommentAdded\ndata: {"item":7}\n\n');
    await eventually(() =>
      expect([comments.of('onCommentAdded'), notifications.of('onCommentAdded')]).toMatchObject([
        [{ data: { id: 1 } }],
        [{ data: { item: 7 } }],
      ]),
    );
    expect(comments.of('onEvent')).toHaveLength(1);
  });

  it('tells that a refused connection does not come back, and refuses parameters that name another channel', async () => {
    server.answer('/events', 401, 'application/problem+json', '{}');
    const source = await generate(ownDocument());
    const { handlers, of } = recorder();
    subscribe(source, 'subscribeToCommentStream', { itemId: 7 }, handlers, {
      EventSource,
      accessToken: 'a&b',
      lastEventId: 'e.1',
      query: { heartbeat: 'event' },
    });
    await eventually(() =>
      expect(of('onError')).toMatchObject([{ kind: 'connection', goesOn: false, status: 401 }]),
    );
    expect(server.targets).toEqual([
      '/events?channel=CommentStream%3Aitem%3A7&lastEventId=e.1&access_token=a%26b&heartbeat=event',
    ]);
    for (const itemId of ['', '7,CommentStream:item:8', '7:8', '7/8']) {
      expect(() => subscribe(source, 'subscribeToCommentStream', { itemId }, {}, { EventSource })).toThrow(
        'itemId',
      );
    }
    expect(() => subscribe(source, 'subscribeToCommentStream', { itemId: 7 }, {})).toThrow(
      'There is no EventSource here.',
    );
  });

  it('E1: reads foreign documents of version 2 and 3, in YAML, whose channels are paths', async () => {
    for (const version of ['2', '3']) {
      const document = (await readFile(join(FIXTURES, `foreign-${version}.yaml`), 'utf8')).replaceAll(
        'HOST',
        new URL(server.url).host,
      );
      const source = await generate(document);
      expect(faultsOf([await written(source)], { dom: false })).toEqual([]);
      const { handlers, of } = recorder();
      const name = version === '2' ? 'subscribeToWeatherCityReadings' : 'subscribeToReadings';
      const { url } = subscribe(source, name, { city: 'São Paulo/1' }, handlers, { EventSource });
      expect(url).toBe(`${server.url}/v1/weather/S%C3%A3o%20Paulo%2F1/readings`);
      await eventually(() => expect(of('onOpen')).toHaveLength(1));
      server.send('/weather/', 'data: {"celsius":21.5}\n\n', 'event: Reading\ndata: {"celsius":22}\n\n');
      await eventually(() =>
        expect(of('onReading')).toMatchObject([
          { type: 'Reading', data: { celsius: 21.5 } },
          { data: { celsius: 22 } },
        ]),
      );
      expect(source).toContain('celsius: number;\n  kind?: "air" | "water";');
      subscriptions.at(-1)!.close();
    }
  });

  it('makes nothing of a hostile document but names and text', async () => {
    const evil =
      '*/ globalThis.pwned = 1; /* `${globalThis.pwned = 1}` \' " \\ \u2028 globalThis.pwned = 1 \u202e // @ts-nocheck';
    const names = [
      evil,
      'class',
      '__proto__',
      'constructor',
      '1st',
      '',
      'Type',
      'type',
      'Subscription',
      'Record',
      'onError',
      '💥',
    ];
    const properties = Object.fromEntries(
      names.map((name) => [name, { description: evil, enum: [evil, 1] }]),
    );
    const schema = {
      title: evil,
      description: evil,
      type: 'object',
      required: names,
      properties: { ...properties, ['__proto__']: { type: 'string' } },
    };
    const messages = Object.fromEntries(
      names.map((name) => [
        `m${name}`,
        {
          name,
          description: evil,
          payload: {
            $ref: `#/components/schemas/${encodeURIComponent(evil.replaceAll('~', '~0').replaceAll('/', '~1'))}`,
          },
        },
      ]),
    );
    const channels = Object.fromEntries(
      names.map((name) => [
        `c${name}`,
        { address: `/{${evil.replaceAll(/[{}]/gu, '')}}/${evil}/{__proto__}`, description: evil, messages },
      ]),
    );
    const source = await generate({
      asyncapi: '3.0.0',
      info: { title: evil, version: evil },
      servers: { [evil]: { host: 'x', protocol: 'http', pathname: evil, 'x-channel-parameter': evil } },
      channels,
      components: { schemas: { [evil]: schema, Plain: { const: evil } } },
    });
    expect(faultsOf([await written(source)], { dom: true })).toEqual([]);
    const generated = load(folder, source);
    expect(Object.keys(generated).filter((name) => !/^subscribeTo\w+$/u.test(name))).toEqual([]);
    expect(globalThis).not.toHaveProperty('pwned');
    // eslint-disable-next-line no-control-regex -- what must not be in the file
    expect(source).not.toMatch(/[\u0000-\u0009\u2028\u202e]/u);
    // Nothing in it has switched the compiler off.
    const wrong = await written(`${source}\nexport const wrong: number = 'x';\n`);
    expect(faultsOf([wrong], { dom: false })).toEqual([
      expect.stringContaining("'string' is not assignable"),
    ]);
  });

  it.each([
    [
      'objects with required and optional members',
      {
        type: 'object',
        required: ['a', 'c'],
        properties: { a: { type: 'string' }, 'b-c': { type: 'integer' } },
      },
      'interface Data {\n  a: string;\n  "b-c"?: number;\n  c: unknown;\n}',
    ],
    [
      'lists of a choice',
      { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'null' }] } },
      'type Data = (string | null)[];',
    ],
    [
      'tuples',
      { type: 'array', prefixItems: [{ type: 'string' }, { type: 'number' }], items: false, minItems: 1 },
      'type Data = [string, number?];',
    ],
    [
      'tuples of older drafts',
      { type: 'array', items: [{ type: 'string' }], minItems: 1, additionalItems: { type: 'boolean' } },
      'type Data = [string, ...boolean[]];',
    ],
    [
      'enums of anything',
      { enum: ['a', 1, null, true, { x: [1] }] },
      'type Data = "a" | 1 | null | true | { x: [1] };',
    ],
    ['const', { const: 'x' }, 'type Data = "x";'],
    ['several types', { type: ['string', 'null', 'integer'] }, 'type Data = string | null | number;'],
    ['nullable', { type: 'string', nullable: true }, 'type Data = string | null;'],
    [
      'maps',
      { type: 'object', additionalProperties: { type: 'number' } },
      'interface Data {\n  [key: string]: number;\n}',
    ],
    [
      'patterns of names',
      {
        patternProperties: { '^x': { type: 'number' }, '^y': { type: 'string' } },
        additionalProperties: false,
      },
      '[key: string]: number | string;',
    ],
    [
      'open objects',
      { properties: { a: { type: 'string' } }, additionalProperties: true },
      '  a?: string;\n  [key: string]: unknown;',
    ],
    [
      'allOf with a choice',
      {
        allOf: [
          { type: 'object', properties: { a: {} } },
          { oneOf: [{ type: 'string' }, { type: 'number' }] },
        ],
      },
      '} & (string | number);',
    ],
    [
      'members beside a choice',
      { type: 'object', properties: { a: { const: 1 } }, oneOf: [{ required: ['b'] }, { required: ['c'] }] },
      'type Data = {\n  a?: 1;\n} & ({\n  b: unknown;\n} | {\n  c: unknown;\n});',
    ],
    [
      'itself',
      { type: 'object', properties: { next: { $ref: '#' }, all: { type: 'array', items: { $ref: '#' } } } },
      'interface Data {\n  next?: Data;\n  all?: Data[];\n}',
    ],
    [
      'definitions of its own',
      {
        $ref: '#/$defs/A',
        $defs: {
          A: { type: 'object', properties: { b: { $ref: '#/$defs/B' } } },
          B: { anyOf: [{ $ref: '#/$defs/A' }, { type: 'null' }] },
        },
      },
      'type B = Data | null;',
    ],
    [
      'a circle without end',
      {
        $ref: '#/$defs/A',
        $defs: {
          A: { anyOf: [{ $ref: '#/$defs/B' }, { type: 'null' }] },
          B: { anyOf: [{ $ref: '#/$defs/A' }, { type: 'string' }] },
        },
      },
      '/* circular: Data */',
    ],
    [
      'a reference to itself alone',
      { $ref: '#/$defs/A', $defs: { A: { $ref: '#/$defs/A' } } },
      'type Data = unknown',
    ],
    [
      'a reference to elsewhere',
      { properties: { a: { $ref: 'https://example.com/*/x' } } },
      'a?: unknown /* cannot be resolved: https://example.com/*\\/x */;',
    ],
    ['negation alone', { not: { type: 'string' } }, 'type Data = unknown /* only says not */;'],
    ['a type that there is not', { type: 'date' }, 'type Data = unknown /* type "date" */;'],
    [
      'another schema language',
      { schemaFormat: 'application/vnd.apache.avro;version=1.9.0', schema: { type: 'record' } },
      'readonly data: unknown;',
    ],
    ['everything', true, 'type Data = unknown;'],
    ['nothing', false, 'type Data = never;'],
  ])('E1: turns %s into TypeScript that compiles', async (_, schema, expected) => {
    const source = await generate(withSchema(schema));
    expect(source.split('/** What an `EventSource`')[0]).toContain(expected);
    expect(faultsOf([await written(source)], { dom: false })).toEqual([]);
  });

  it('keeps its bounds: long chains of references, deep nesting, many channels', async () => {
    const chain = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, i) => [
        `S${i}`,
        { anyOf: [{ $ref: `#/components/schemas/S${i + 1}` }, { type: 'null' }] },
      ]),
    );
    const source = await generate(
      withSchema({ $ref: '#/components/schemas/S0' }, { components: { schemas: chain } }),
    );
    expect(source).toContain('type S4999 = unknown');
    let deep: unknown = { type: 'string' };
    for (let i = 0; i < 45; i++) deep = { type: 'array', items: deep };
    expect(await generate(withSchema(deep))).toContain('nested too deep');
    const channels = Object.fromEntries(Array.from({ length: 1_001 }, (_, i) => [`c${i}`, {}]));
    const file = join(folder, 'many.json');
    await writeFile(file, JSON.stringify({ asyncapi: '3.0.0', channels }));
    expect(await run(file)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('more than 1000 channels') as string,
    });
  });

  it.each([
    ['an OpenAPI document', '{"openapi":"3.1.0"}', 'It is an OpenAPI document.'],
    ['AsyncAPI of another version', '{"asyncapi":"1.2.0"}', 'not an AsyncAPI document of version 2 or 3'],
    ['a page', '<!doctype html><p>: [', 'neither JSON nor YAML'],
    ['nothing', '', 'not an AsyncAPI document'],
    ['more than it reads', 'x'.repeat(8 * 1024 * 1024 + 1), 'larger than 8 MiB'],
  ])('says what is wrong with %s, and writes nothing', async (_, text, sentence) => {
    const file = join(folder, 'document.json');
    await writeFile(file, text);
    const out = join(folder, 'out.ts');
    const { code, stderr, stdout } = await run(file, out);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(`streamgauge: ${file}`);
    expect(stderr).toContain(sentence);
    await expect(readFile(out)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('says why an address does not give it, without its query, and by its exit code', async () => {
    server.answer('/401', 401, 'text/plain', '');
    server.answer('/500', 500, 'text/plain', '');
    server.answer('/large', 200, 'text/plain', 'x'.repeat(8 * 1024 * 1024 + 1));
    const asked = (path: string): Promise<Run> => run(`${server.url}${path}?token=secret`);
    const answers = [
      await asked('/401'),
      await asked('/500'),
      await asked('/large'),
      await run('http://127.0.0.1:1/a?token=secret'),
      await run(join(folder, 'none.json')),
    ];
    expect(answers.map(({ code }) => code)).toEqual([4, 3, 1, 3, 1]);
    expect(answers.map(({ stderr }) => stderr).join('')).not.toContain('secret');
    expect(answers[1]!.stderr).toBe(`streamgauge: ${server.url}/500 answers 500.\n`);
    expect(answers[4]!.stderr).toContain('none.json cannot be read (ENOENT).');
  });

  it('ends when it is told to while an address says nothing', async () => {
    const abort = new AbortController();
    const running = run(`${server.url}/events`, undefined, abort.signal);
    await eventually(() => expect(server.open).toHaveLength(1));
    abort.abort();
    expect(await running).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('interrupted') as string,
    });
  });

  it('says when the file cannot be written', async () => {
    const file = join(folder, 'document.json');
    await writeFile(file, JSON.stringify(ownDocument()));
    const out = join(folder, 'no', 'such', 'folder.ts');
    expect(await run(file, out)).toMatchObject({
      code: 1,
      stderr: `streamgauge: ${out} cannot be written (ENOENT).\n`,
    });
  });
});
