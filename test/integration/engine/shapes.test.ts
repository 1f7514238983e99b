import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EMPTY_FILTER } from '@shared/feed';
import type { SourceShapes } from '@shared/shape';
import type { Engine } from '../../../src/main/engine/engine-api';
import { eventually } from '../../support/eventually';
import { startRawSseServer, STREAM_HEAD, type RawSseServer } from '../../support/raw-sse-server';
import { draft, EngineFixture } from './engine-fixture';

const SCHEMA = {
  type: 'object',
  required: ['id'],
  properties: { id: { type: 'string' }, total: { type: 'number' } },
};

let fixture: EngineFixture;
let engine: Engine;
let server: RawSseServer;
let stream: { write(text: string): void } | null;
let id: string;

beforeEach(async () => {
  stream = null;
  server = await startRawSseServer(({ socket }) => {
    socket.write(STREAM_HEAD);
    stream = socket;
  });
  fixture = await EngineFixture.create();
  engine = await fixture.start();
  id = await engine.calls['sources.add'](draft(server.url));
  await eventually(() => expect(stream).not.toBeNull());
});
afterEach(async () => {
  await fixture.dispose();
  await server.close();
});

const frame = (type: string, payload: unknown): string =>
  `event: ${type}\n${JSON.stringify(payload, null, 1)
    .split('\n')
    .map((line) => `data: ${line}\n`)
    .join('')}\n`;
const send = (type: string, ...payloads: readonly unknown[]): void =>
  stream!.write(payloads.map((payload) => frame(type, payload)).join(''));
const shapes = async (): Promise<SourceShapes> => engine.calls['shapes.of'](id);
const attach = async (schema: unknown, type = ''): Promise<number | null> =>
  engine.calls['shapes.attach']({ sourceId: id, type, name: 'order.json', text: JSON.stringify(schema) });

describe('shapes of a real stream', () => {
  it('are learnt, pushed, and written as TypeScript', async () => {
    send('order.paid', ...Array.from({ length: 50 }, (_, i) => ({ id: `A-${i}`, total: i + 0.5 })));
    await eventually(async () => expect((await shapes()).types[0]?.looked).toBe(50));
    const [type] = (await shapes()).types;
    expect(type!.fields.map(({ path, seen }) => `${path} ${seen}`)).toEqual([' 50', 'id 50', 'total 50']);
    await eventually(() =>
      expect(fixture.of('shapes').at(-1)?.sources).toEqual([
        { sourceId: id, types: 1, findings: 0, schema: null },
      ]),
    );
    expect(await engine.calls['shapes.typescript'](id)).toContain('export type OrdersEvent =');
  });

  it('make violations rows of the stream, which queries find', async () => {
    await attach(SCHEMA);
    send('order.paid', { id: 'A-1', total: 1 }, { id: 'A-2', total: '12' }, { id: 'A-3', total: '12' });
    await eventually(async () => expect((await shapes()).findings[0]?.count).toBe(2));
    const [finding] = (await shapes()).findings;
    const broken = await engine.calls['events.detail'](finding!.seq);
    expect(broken?.data).toContain('A-3');
    const row = await eventually(async () => {
      const details = await Promise.all(
        [1, 2, 3, 4, 5, 6].map(async (seq) => engine.calls['events.detail'](seq)),
      );
      return details.find((detail) => detail?.kind === 'finding') ?? expect.fail('no row');
    });
    expect(row).toMatchObject({
      data: 'order.paid: /total must be number (was string "12").',
      level: 'warning',
      sourceId: id,
    });
    const found = await engine.calls['history.count']({ ...EMPTY_FILTER, query: 'kind:finding' });
    expect(found.events).toBe(1);
  });

  it('tell rules of what breaks a schema', async () => {
    await engine.calls['rules.add']({
      name: 'Broken orders',
      enabled: true,
      when: { kind: 'shape', sources: [], turns: ['violation'] },
      then: [{ do: 'inbox', level: 'warning', priority: 'normal' }],
      cooldownSeconds: 0,
      groupSeconds: 0,
      always: false,
      secret: null,
    });
    await attach(SCHEMA, 'order.paid');
    send('order.paid', {});
    await eventually(async () =>
      expect((await engine.calls['app.start'](undefined)).rules.rules[0]?.firedToday).toBe(1),
    );
  });

  it('are kept over restarts, with the schema, until that is detached', async () => {
    await attach(SCHEMA);
    send('order.paid', { id: 'A-1', total: '1' }, { id: 'A-2' });
    await eventually(async () => expect((await shapes()).types[0]?.looked).toBe(2));
    await fixture.start().then((again) => (engine = again));
    const kept = await shapes();
    expect(kept.types[0]).toMatchObject({ type: 'order.paid', looked: 2 });
    expect(kept.schema).toMatchObject({ name: 'order.json', kind: 'json-schema' });
    expect(kept.findings).toMatchObject([{ turn: 'violation', path: '/total' }]);
    const file = JSON.parse(await readFile(join(fixture.dataPath, 'schemas.json'), 'utf8')) as {
      schemas: unknown[];
    };
    expect(file.schemas).toHaveLength(1);
    await engine.calls['shapes.detach'](id);
    expect((await shapes()).schema).toBeNull();
    expect((await shapes()).findings).toEqual([]);
  });

  it('come back after a detaching, an accepting and a forgetting, also for the next start', async () => {
    expect(await attach(SCHEMA)).toBeNull();
    send('order.paid', { id: 'A-1', total: 1 }, { id: 'A-2', total: '2' });
    await eventually(async () => expect((await shapes()).schema).toMatchObject({ checked: 2, broken: 1 }));
    const before = await shapes();

    const detached = await engine.calls['shapes.detach'](id);
    expect(detached).toMatchObject({ name: 'order.json' });
    expect(await engine.calls['shapes.undo'](detached!.token)).toBe(true);
    const accepted = await engine.calls['shapes.accept']({ sourceId: id, finding: before.findings[0]!.id });
    expect(await engine.calls['shapes.undo'](accepted)).toBe(true);
    const forgotten = await engine.calls['shapes.forget']({ sourceId: id, type: null });
    expect((await shapes()).types).toEqual([]);
    expect(await engine.calls['shapes.undo'](forgotten)).toBe(true);
    expect(await engine.calls['shapes.undo'](forgotten)).toBe(false);
    expect(await shapes()).toEqual(before);

    await fixture.start().then((again) => (engine = again));
    expect(await shapes()).toMatchObject({
      schema: { name: 'order.json' },
      findings: [{ turn: 'violation', path: '/total' }],
      types: [{ looked: 2 }],
    });
  });

  it('have the schema again that another took the place of', async () => {
    await attach(SCHEMA);
    const token = await attach({ type: 'array' });
    expect(await engine.calls['shapes.undo'](token!)).toBe(true);
    send('order.paid', { id: 'A-1', total: 1 });
    await eventually(async () => expect((await shapes()).schema).toMatchObject({ checked: 1, broken: 0 }));
  });

  it('refuse a schema that is none, and keep the one that was there', async () => {
    await attach(SCHEMA);
    await expect((async () => attach({ type: 'nothing' }))()).rejects.toThrow(
      'order.json cannot be used: at /type must be equal to one of the allowed values',
    );
    expect((await shapes()).schema).toMatchObject({ types: [''] });
    const elsewhere = { sourceId: 'gone', type: '', name: 'a', text: '{"type":"object"}' };
    await expect((async () => engine.calls['shapes.attach'](elsewhere))()).rejects.toThrow(
      'not there any more',
    );
  });
});
