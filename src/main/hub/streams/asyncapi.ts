import type { AccessMode } from '@shared/hub';
import type { StreamDefinition } from './define-stream';
import type { JsonSchema } from './event-schema';
import { OWN_MESSAGES } from './own-messages';

export interface AsyncApiOptions {
  /** Default `Streamgauge hub`. */
  readonly title?: string;
  /** Of what is described, for `info.version`. */
  readonly version: string;
  /** Where the hub is reached: `http://127.0.0.1:4870`, with a path when it is mounted below one. */
  readonly url: string;
  readonly streams: Iterable<StreamDefinition>;
  /** Who has to say who they are; default `open`. */
  readonly access?: AccessMode;
}

type Json = Record<string, unknown>;

/**
 * The name of the query parameter that selects a channel, on the server object: channels of a hub are not paths.
 * `streamgauge types` reads it.
 */
export const CHANNEL_PARAMETER = 'x-channel-parameter';
/** On messages that are the transport's own and belong to no stream. */
export const OWN_MESSAGE = 'x-own-message';

/**
 * Describes the hub's channels as an AsyncAPI 3.0.0 document: one channel a stream, and `hub` for the hub's own messages,
 * which come on every connection. Schemas stand in `components.schemas` as `<stream>.<event>`.
 */
export function asyncApiDocument(options: AsyncApiOptions): Json {
  const { title = 'Streamgauge hub', version, access = 'open' } = options;
  const url = new URL(options.url);
  const asksReaders = access === 'all';
  const schemas: Json = {};
  const messages: Json = {};
  const channels: Json = {};
  const operations: Json = {};

  for (const [name, { summary, payload }] of Object.entries(OWN_MESSAGES)) {
    messages[name] = {
      name,
      summary,
      contentType: 'application/json',
      payload,
      [OWN_MESSAGE]: true,
    };
  }
  channels['hub'] = {
    address: '{channel}',
    title: 'Own messages',
    description: 'What the hub itself says, on every connection and whatever its channels.',
    parameters: {
      channel: { description: 'A name or pattern: user:42:messages, user:*:messages, orders/**.' },
    },
    messages: Object.fromEntries(
      Object.keys(OWN_MESSAGES).map((name) => [name, reference('messages', name)]),
    ),
  };
  operations['tell'] = operation(
    'send',
    'hub',
    Object.keys(OWN_MESSAGES),
    'GET',
    'What the hub itself says.',
  );

  for (const stream of options.streams) {
    const types = [...stream.events.keys()];
    for (const [type, schema] of stream.events) {
      const key = `${stream.name}.${type}`;
      schemas[key] = rebased(schema, `#/components/schemas/${key}`);
      messages[key] = {
        name: type,
        ...text('title', schema['title']),
        ...text('description', schema['description']),
        // A text goes out as it is, without quotes.
        contentType: schema['type'] === 'string' ? 'text/plain' : 'application/json',
        payload: reference('schemas', key),
      };
    }
    channels[stream.name] = {
      address: stream.channel.endsWith('**') ? `${stream.channel.slice(0, -2)}{rest}` : stream.channel,
      title: stream.title,
      ...(stream.description !== null && { description: stream.description }),
      ...(stream.params.length > 0 && {
        parameters: Object.fromEntries(
          stream.params.map((name) => [name, { description: meaning(stream, name) }]),
        ),
      }),
      messages: Object.fromEntries(
        types.map((type) => [type, reference('messages', `${stream.name}.${type}`)]),
      ),
    };
    const isOpen = stream.auth === 'open' && !asksReaders;
    operations[`follow.${stream.name}`] = {
      ...operation('send', stream.name, types, 'GET', `Events of ${stream.title}, as they come.`),
      ...(!isOpen && { security: SECURITY }),
    };
    operations[`publish.${stream.name}`] = {
      ...operation('receive', stream.name, types, 'POST', `Publishes an event of ${stream.title}.`),
      ...(access !== 'open' && { security: SECURITY }),
    };
  }

  return {
    asyncapi: '3.0.0',
    info: {
      title,
      version,
      description:
        'Events as an event stream (WHATWG HTML §9.2), over WebSocket, or by polling, on one address. ' +
        'The channel is a parameter of the query, the type of an event is the name of its message.',
    },
    defaultContentType: 'application/json',
    servers: {
      hub: {
        host: url.host,
        protocol: url.protocol.replace(':', ''),
        pathname: `${url.pathname.replace(/\/+$/u, '')}/events`,
        ...(asksReaders && { security: SECURITY }),
        [CHANNEL_PARAMETER]: 'channel',
      },
    },
    channels,
    operations,
    components: {
      schemas,
      messages,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A token of the hub, or a JWT.' },
        query: {
          type: 'httpApiKey',
          in: 'query',
          name: 'access_token',
          description:
            'For clients that cannot send headers. A ticket (POST /tickets) does not end up in logs.',
        },
      },
    },
  };
}

const SECURITY = [
  { $ref: '#/components/securitySchemes/bearer' },
  { $ref: '#/components/securitySchemes/query' },
];

function operation(
  action: string,
  channel: string,
  messages: readonly string[],
  method: string,
  summary: string,
): Json {
  const query = {
    type: 'object',
    required: ['channel'],
    properties: { channel: { type: 'string', description: 'The address of the channel.' } },
  };
  return {
    action,
    channel: { $ref: `#/channels/${channel}` },
    summary,
    messages: messages.map((name) => ({ $ref: `#/channels/${channel}/messages/${name}` })),
    bindings: { http: { method, ...(method === 'GET' && { query }), bindingVersion: '0.3.0' } },
  };
}

function reference(kind: 'schemas' | 'messages', name: string): Json {
  return { $ref: `#/components/${kind}/${name}` };
}

function meaning(stream: StreamDefinition, name: string): string {
  const isRest = name === 'rest' && stream.channel.endsWith('**');
  return isRest ? 'One or more levels, for example item:7.' : 'One level. A * stands for any, for readers.';
}

function text(key: string, value: unknown): Json {
  return typeof value === 'string' ? { [key]: value } : {};
}

/** A schema whose own `$ref`s begin at `base`, where it stands in the document. */
function rebased(schema: JsonSchema, base: string): unknown {
  const visit = (value: unknown, isMap: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => visit(item, false));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]: [string, unknown]) => {
        if (isMap) return [key, visit(child, false)];
        if (HOLD_DATA.has(key)) return [key, child];
        if (key === '$ref' && typeof child === 'string' && /^#(?:\/|$)/u.test(child)) {
          return [key, base + child.slice(1)];
        }
        return [key, visit(child, HOLD_NAMED_SCHEMAS.has(key))];
      }),
    );
  };
  return visit(schema, false);
}

/** Keywords whose value is data, which may look like a schema. */
const HOLD_DATA = new Set(['const', 'enum', 'default', 'examples']);
/** Keywords whose value is schemas by names that may look like keywords. */
const HOLD_NAMED_SCHEMAS = new Set([
  'properties',
  'patternProperties',
  '$defs',
  'definitions',
  'dependentSchemas',
]);
