import { STATUS_CODES } from 'node:http';
import { publicationSchema } from '@shared/hub';
import { toJsonSchema } from '@valibot/to-json-schema';
import { TOKEN_COOKIE } from './auth/credentials';

/** Pieces that the OpenAPI document is put together from. */

type Json = Record<string, unknown>;

const text = { type: 'string' };

export function schema(name: keyof typeof SCHEMAS): Json {
  return { $ref: `#/components/schemas/${name}` };
}

export function references(kind: 'parameters', names: readonly (keyof typeof PARAMETERS)[]): Json[] {
  return names.map((name) => ({ $ref: `#/components/${kind}/${name}` }));
}

export function json(description: string, name: keyof typeof SCHEMAS): Json {
  return { description, content: { 'application/json': { schema: schema(name) } } };
}

export function path(name: string, description: string, example: string): Json {
  return { name, in: 'path', required: true, description, schema: text, example };
}

const WHY: Readonly<Record<number, string>> = {
  400: 'The request is not in order; the problem says which part.',
  401: 'It asks who you are.',
  403: 'You may not, or not from this place.',
  404: 'There is nothing there.',
  406: 'The hub has nothing of that type.',
  409: 'The id is taken.',
  413: 'Too large.',
  415: 'A body of this kind is not taken.',
  426: 'This path takes an upgrade to WebSocket.',
  429: 'Too many, too fast.',
  503: 'There is no room, or the hub is closing.',
};

/** Responses with problem details by status. */
export function refusals(...statuses: number[]): Json {
  const responses = statuses.map((status) => {
    const headers =
      status === 429 || status === 503
        ? { 'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 0 } } }
        : status === 401
          ? { 'WWW-Authenticate': { description: 'How to say it (RFC 9110 §11.6.1).', schema: text } }
          : undefined;
    return [
      String(status),
      {
        description: WHY[status] ?? STATUS_CODES[status] ?? '',
        ...(headers && { headers }),
        content: { 'application/problem+json': { schema: schema('Problem') } },
      },
    ];
  });
  return Object.fromEntries(responses) as Json;
}

export const EVENT_STREAM = {
  description: 'Events in the event stream format (WHATWG HTML §9.2), with `channel` as an extra field.',
  content: {
    'text/event-stream': {
      schema: text,
      example:
        'channel: orders/eu/paid\nid: 3f9a1c0b.1041\nevent: order.paid\ndata: {"order":"EU-20417"}\n\n',
    },
  },
};

const CREDENTIALS = [{ bearer: [] }, { cookie: [] }, { accessToken: [] }, { ticket: [] }];
export const ANY_CREDENTIALS = CREDENTIALS;
export const OPTIONAL_CREDENTIALS = [{}, ...CREDENTIALS];
export const HEADER_CREDENTIALS = [{ bearer: [] }, { cookie: [] }];

function query(name: string, description: string, valueSchema: Json, more: Json = {}): Json {
  return { name, in: 'query', required: false, description, schema: valueSchema, ...more };
}

const channelNames = { type: 'array', items: { type: 'string', maxLength: 256 }, maxItems: 100 };

const PARAMETERS = {
  channel: query(
    'channel',
    'Names or patterns, repeated or with commas: `user:*:messages`, `orders/**`. None is `**`.',
    channelNames,
    { style: 'form', explode: true, example: ['orders/**'] },
  ),
  channelNames: query(
    'channel',
    'Names of channels, repeated or with commas; no patterns.',
    { ...channelNames, minItems: 1 },
    { required: true, style: 'form', explode: true, example: ['orders/eu'] },
  ),
  lastEventId: query(
    'lastEventId',
    'The id to go on after, for clients that cannot send the header, which wins. Also `last_event_id`.',
    { type: 'string', maxLength: 256 },
  ),
  lastEventIdHeader: {
    name: 'Last-Event-ID',
    in: 'header',
    required: false,
    description: 'The id to go on after.',
    schema: { type: 'string', maxLength: 256 },
  },
  heartbeat: query(
    'heartbeat',
    'What is sent while nothing happens: a comment, or an event that pages can see.',
    { type: 'string', enum: ['comment', 'event'], default: 'comment' },
  ),
  cursor: query('cursor', 'Polling: the `cursor` of the last answer.', text),
  client: query('client', 'Polling: the `client` of the last answer.', text),
  wait: query('wait', 'Polling: seconds to wait for an event.', {
    type: 'number',
    minimum: 0,
    maximum: 60,
    default: 25,
  }),
  limit: query('limit', 'Polling: events in one answer, about.', {
    type: 'integer',
    minimum: 1,
    maximum: 1_000,
    default: 500,
  }),
  accessToken: query(
    'access_token',
    'A token, for clients that cannot send headers. A ticket is better: it does not outlive a log.',
    text,
  ),
  ticket: query('ticket', 'A ticket from `POST /tickets`.', text),
};

const EVENT_ID = {
  type: ['string', 'null'],
  description: 'Null while the hub cannot reach the others that it shares the log with.',
};

const SCHEMAS = {
  Problem: {
    type: 'object',
    description: 'Problem details (RFC 9457).',
    required: ['type', 'title', 'status', 'detail', 'code'],
    properties: {
      type: { type: 'string', format: 'uri-reference' },
      title: text,
      status: { type: 'integer', minimum: 400, maximum: 599 },
      detail: { ...text, description: 'What happened, in one sentence.' },
      code: { ...text, description: 'Stable, for programs.' },
      hint: { ...text, description: 'What to do.' },
      field: { ...text, description: 'The part of the request that it is about.' },
    },
  },
  Publication: toJsonSchema(publicationSchema, { target: 'draft-2020-12', errorMode: 'ignore' }) as Json,
  Published: {
    type: 'object',
    required: ['id', 'clients'],
    properties: {
      id: EVENT_ID,
      clients: { type: 'integer', minimum: 0, description: 'Connections that it was for, here.' },
    },
  },
  BulkResult: {
    type: 'object',
    required: ['published', 'refused', 'results'],
    properties: {
      published: { type: 'integer', minimum: 0 },
      refused: { type: 'integer', minimum: 0 },
      results: {
        type: 'array',
        description: 'One for every line, in their order: an id, or what was wrong.',
        items: {
          type: 'object',
          required: ['line'],
          properties: {
            line: { type: 'integer', minimum: 1 },
            id: EVENT_ID,
            code: text,
            detail: text,
            field: text,
          },
          oneOf: [{ required: ['id'] }, { required: ['code', 'detail'] }],
        },
      },
    },
  },
  Event: {
    type: 'object',
    required: ['data'],
    properties: {
      id: text,
      channel: text,
      event: { ...text, description: 'The type; `message` when left out.' },
      data: { ...text, description: 'Always text, as in an event stream: JSON data is JSON in a string.' },
      retry: { type: 'integer', minimum: 0, description: 'ms' },
    },
  },
  PollAnswer: {
    type: 'object',
    required: ['events', 'cursor', 'client', 'next'],
    properties: {
      events: { type: 'array', items: { $ref: '#/components/schemas/Event' } },
      cursor: { ...text, description: 'Stands for everything up to here.' },
      client: { ...text, description: 'How the hub knows you again.' },
      next: { ...text, format: 'uri-reference', description: 'The next poll.' },
    },
  },
  Ticket: {
    type: 'object',
    required: ['ticket', 'expiresInSeconds', 'channels'],
    properties: {
      ticket: text,
      expiresInSeconds: { type: 'integer', minimum: 1 },
      channels: { type: 'array', items: text },
    },
  },
  Presence: {
    type: 'object',
    required: ['channels'],
    properties: {
      channels: {
        type: 'array',
        items: {
          type: 'object',
          required: ['name', 'clients', 'users'],
          properties: {
            name: text,
            clients: { type: 'integer', minimum: 0 },
            users: {
              type: 'integer',
              minimum: 0,
              description: 'How many people that is; without those who did not say.',
            },
          },
        },
      },
    },
  },
  Health: {
    type: 'object',
    required: ['status'],
    properties: { status: { type: 'string', enum: ['ok', 'closing'] } },
  },
};

export const COMPONENTS = {
  schemas: Object.fromEntries(
    Object.entries(SCHEMAS).map(([name, value]) => {
      const { $schema: _dialect, ...rest } = value as Json;
      return [name, rest];
    }),
  ),
  parameters: PARAMETERS,
  securitySchemes: {
    bearer: { type: 'http', scheme: 'bearer', description: 'A token of the hub, or a JWT.' },
    cookie: { type: 'apiKey', in: 'cookie', name: TOKEN_COOKIE },
    accessToken: { type: 'apiKey', in: 'query', name: 'access_token' },
    ticket: { type: 'apiKey', in: 'query', name: 'ticket' },
  },
};
