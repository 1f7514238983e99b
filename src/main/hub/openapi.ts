import type { AccessMode } from '@shared/hub';
import * as part from './openapi-parts';

export interface OpenApiOptions {
  /** Where the hub is reached: `http://127.0.0.1:4870`, with a path when it is mounted below one. */
  readonly url: string;
  /** Of what is described, for `info.version`. */
  readonly version: string;
  /** Who has to say who they are. */
  readonly access: AccessMode;
  /** Whether `GET /metrics` answers; default yes. */
  readonly metrics?: boolean;
}

type Json = Record<string, unknown>;

/** Describes the HTTP part of the hub as an OpenAPI 3.1 document. The channels are in the AsyncAPI document. */
export function openApiDocument({ url, version, access, metrics = true }: OpenApiOptions): Json {
  const readers = access === 'all' ? { security: part.ANY_CREDENTIALS } : {};
  const publishers = access === 'open' ? {} : { security: part.ANY_CREDENTIALS };
  const stream = (id: string, summary: string): Json => ({ ...follow(id, summary), ...readers });
  const headers = (id: string): Json => ({
    operationId: id,
    tags: ['events'],
    summary: 'The headers of the stream.',
    parameters: part.references('parameters', ['channel']),
    responses: { 200: { description: 'As for GET, without a body.' }, ...part.refusals(400, 401, 403) },
    ...readers,
  });
  const publishing = (id: string): Json => ({ ...publish(id), ...publishers });

  return {
    openapi: '3.1.0',
    jsonSchemaDialect: 'https://spec.openapis.org/oas/3.1/dialect/base',
    info: {
      title: 'Streamgauge hub',
      version,
      summary: 'An event-stream server.',
      description:
        'One address for three transports: an event stream (`Accept: text/event-stream`), long polling ' +
        '(`Accept: application/json`) and WebSocket (an upgrade). Refusals are problem details (RFC 9457).',
    },
    servers: [{ url: url.replace(/\/+$/u, '') }],
    tags: [
      { name: 'events', description: 'Reading and publishing.' },
      { name: 'access', description: 'Who may.' },
      { name: 'operation', description: 'For whoever runs the hub.' },
    ],
    paths: {
      '/events': {
        get: stream('followEvents', 'Follows channels, or polls them.'),
        head: headers('headEvents'),
        post: publishing('publishEvents'),
      },
      '/publish': { post: publishing('publishAlias') },
      '/poll': { get: { ...poll('pollEvents'), ...readers } },
      '/ws': { get: { ...webSocket(), ...readers } },
      '/sse/{streamType}/{channel}': {
        parameters: [
          part.path('streamType', 'The first level of the channel.', 'CommentStream'),
          part.path('channel', 'What follows it; may hold percent-encoded separators.', 'item:7'),
        ],
        get: {
          operationId: 'followStream',
          tags: ['events'],
          summary: 'Follows one channel: `CommentStream` and `item:7` are `CommentStream:item:7`.',
          parameters: part.references('parameters', [
            'lastEventId',
            'lastEventIdHeader',
            'heartbeat',
            'accessToken',
            'ticket',
          ]),
          responses: { 200: part.EVENT_STREAM, ...part.refusals(400, 401, 403, 404, 429, 503) },
          // A stream may ask even when the hub does not.
          security: access === 'all' ? part.ANY_CREDENTIALS : part.OPTIONAL_CREDENTIALS,
        },
      },
      '/tickets': {
        post: {
          ...tickets(),
          security: access === 'all' ? part.HEADER_CREDENTIALS : part.OPTIONAL_CREDENTIALS,
        },
      },
      '/presence': { get: { ...presence(), ...readers } },
      '/healthz': {
        get: {
          operationId: 'health',
          tags: ['operation'],
          summary: 'Whether the hub takes connections.',
          responses: { 200: part.json('It does.', 'Health'), 503: part.json('It is closing.', 'Health') },
        },
      },
      ...(metrics && { '/metrics': { get: { ...metricsText(), ...readers } } }),
      '/openapi.json': { get: describedBy('openapi', 'This document.') },
      '/asyncapi.json': {
        get: describedBy('asyncapi', 'The channels, their events and the form of their data (AsyncAPI 3.0).'),
      },
    },
    components: part.COMPONENTS,
  };
}

function follow(operationId: string, summary: string): Json {
  return {
    operationId,
    tags: ['events'],
    summary,
    description:
      'With `Accept: application/json` this is `/poll`. A request to upgrade to WebSocket is answered as by `/ws`. Overload and ' +
      'shutdown are told inside a 200 stream (`hub.busy`, `hub.shutdown`) with a `retry:`, because browsers give up on other statuses.',
    parameters: part.references('parameters', [
      'channel',
      'lastEventId',
      'lastEventIdHeader',
      'heartbeat',
      'cursor',
      'client',
      'wait',
      'limit',
      'accessToken',
      'ticket',
    ]),
    responses: {
      200: {
        description: 'The stream, or the answer to a poll.',
        content: { ...part.EVENT_STREAM.content, 'application/json': { schema: part.schema('PollAnswer') } },
      },
      ...part.refusals(400, 401, 403, 406, 429, 503),
    },
  };
}

function poll(operationId: string): Json {
  return {
    operationId,
    tags: ['events'],
    summary: 'Long polling: answers as soon as there is something, or after `wait` with nothing.',
    parameters: part.references('parameters', [
      'channel',
      'cursor',
      'client',
      'wait',
      'limit',
      'accessToken',
      'ticket',
    ]),
    responses: {
      200: {
        description: 'What there is. Ask again at `next`.',
        headers: {
          Link: { description: 'The next poll, as rel="next" (RFC 8288).', schema: { type: 'string' } },
        },
        content: { 'application/json': { schema: part.schema('PollAnswer') } },
      },
      ...part.refusals(400, 401, 403, 429, 503),
    },
  };
}

function webSocket(): Json {
  return {
    operationId: 'openWebSocket',
    tags: ['events'],
    summary: 'Upgrades to WebSocket (RFC 6455).',
    description:
      'Each message is one event as JSON text, `{"channel","id","event","data"}`. OpenAPI cannot describe what follows the upgrade.',
    parameters: part.references('parameters', ['channel', 'lastEventId', 'accessToken', 'ticket']),
    responses: {
      101: { description: 'Switched to WebSocket.' },
      ...part.refusals(400, 401, 403, 426, 429, 503),
    },
  };
}

function publish(operationId: string): Json {
  return {
    operationId,
    tags: ['events'],
    summary: 'Publishes one event, or many as lines of JSON.',
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: part.schema('Publication'),
          example: {
            channel: 'orders/eu/paid',
            event: 'order.paid',
            data: { order: 'EU-20417', total: 129.9 },
          },
        },
        'application/x-ndjson': {
          schema: { type: 'string', description: 'One publication a line.' },
          example: '{"channel":"logs/api","data":"started"}\n{"channel":"logs/api","data":"ready"}\n',
        },
      },
    },
    responses: {
      200: part.json('What became of every line of a bulk.', 'BulkResult'),
      201: part.json('Published.', 'Published'),
      ...part.refusals(400, 401, 403, 409, 413, 415, 429, 503),
    },
  };
}

function tickets(): Json {
  return {
    operationId: 'createTicket',
    tags: ['access'],
    summary: 'A ticket for one connection, for clients that cannot send headers.',
    description: 'It is good once and for a short time, from the address and origin that asked for it.',
    parameters: part.references('parameters', ['channel']),
    responses: { 201: part.json('The ticket.', 'Ticket'), ...part.refusals(400, 401, 403, 429) },
  };
}

function presence(): Json {
  return {
    operationId: 'presence',
    tags: ['events'],
    summary: 'How many follow the channels.',
    parameters: part.references('parameters', ['channelNames']),
    responses: { 200: part.json('Connections by channel.', 'Presence'), ...part.refusals(400, 401, 403) },
  };
}

function metricsText(): Json {
  return {
    operationId: 'metrics',
    tags: ['operation'],
    summary: 'Counters in the text format of Prometheus.',
    responses: {
      200: { description: 'Counters and gauges.', content: { 'text/plain': { schema: { type: 'string' } } } },
      ...part.refusals(401, 403),
    },
  };
}

function describedBy(operationId: string, summary: string): Json {
  return {
    operationId,
    tags: ['operation'],
    summary,
    responses: {
      200: { description: 'The document.', content: { 'application/json': { schema: { type: 'object' } } } },
    },
  };
}
