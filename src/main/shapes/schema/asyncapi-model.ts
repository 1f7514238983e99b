import { StreamgaugeError } from '@shared/errors';
import {
  elementOf,
  isObject,
  memberOf,
  refOf,
  type Located,
  type References,
} from '../typescript/references';

/** What the generator takes from an AsyncAPI document, of version 2 or 3. */
export interface AsyncApiModel {
  readonly title: string;
  readonly version: string;
  /** The address of the first server that speaks HTTP, without a slash at its end; null for none. */
  readonly url: string | null;
  /** The query parameter that selects a channel; null when channels are paths. */
  readonly channelParameter: string | null;
  readonly streams: readonly StreamModel[];
}

export interface StreamModel {
  readonly name: string;
  readonly description?: string;
  /** `CommentStream:item:{itemId}` */
  readonly address: string;
  readonly params: readonly ParamModel[];
  readonly messages: readonly MessageModel[];
}

export interface ParamModel {
  readonly name: string;
  readonly description?: string;
  /** The only values; empty for any. */
  readonly values: readonly string[];
  /** Whether the value may span several levels of a channel. */
  readonly isOpen: boolean;
}

export interface MessageModel {
  /** The event type on the wire. */
  readonly type: string;
  /** What it is called in the document beside that: its id, key and title. */
  readonly aliases: readonly string[];
  readonly description?: string;
  readonly contentType: string;
  /** Null for a payload that is not described by a JSON Schema. */
  readonly payload: Located | null;
}

const MAX_STREAMS = 1_000;
const MAX_MESSAGES = 1_000;
/** Schema formats that are JSON Schema or close to it. */
const JSON_SCHEMA = /^application\/(?:vnd\.aai\.asyncapi|schema\+|vnd\.oai\.openapi)/iu;

/**
 * Reads an AsyncAPI document, `name` being its file or address.
 * @param options `whole`: of version 2 also what is published to its channels
 * @throws StreamgaugeError `not-asyncapi`, `bad-asyncapi`
 */
export function readAsyncApi(
  document: unknown,
  references: References,
  name: string,
  { whole }: { readonly whole: boolean } = { whole: false },
): AsyncApiModel {
  const root: Located = { value: document, pointer: '' };
  const version = isObject(document) ? document['asyncapi'] : undefined;
  const major = typeof version === 'string' ? /^([23])\.\d+\.\d+/u.exec(version)?.[1] : undefined;
  if (major === undefined) {
    const found = isObject(document) && ('openapi' in document || 'swagger' in document);
    throw new StreamgaugeError('not-asyncapi', `${name} is not an AsyncAPI document of version 2 or 3.`, {
      hint: found
        ? 'It is an OpenAPI document. The hub serves its AsyncAPI document at /asyncapi.json.'
        : 'It has to begin with "asyncapi": "3.0.0" or another version of 2 or 3.',
    });
  }
  const info = memberOf(root, 'info');
  const server = readServer(memberOf(root, 'servers'), references);
  const defaultType = text(memberOf(root, 'defaultContentType').value) ?? 'application/json';
  const channels = memberOf(root, 'channels');
  const keys = isObject(channels.value) ? Object.keys(channels.value) : [];
  if (keys.length > MAX_STREAMS) throw bad(`${name} has more than ${MAX_STREAMS} channels.`);
  const streams = keys.flatMap((key) => {
    const channel = references.resolve(memberOf(channels, key));
    if (!channel || !isObject(channel.value)) return [];
    const operations = whole ? ['subscribe', 'publish'] : ['subscribe'];
    const messages =
      major === '3'
        ? messages3(channel, references)
        : operations.flatMap((operation) => messages2(memberOf(channel, operation), references));
    if (messages.length > MAX_MESSAGES)
      throw bad(`The channel ${key} of ${name} has more than ${MAX_MESSAGES} messages.`);
    const events = messages.flatMap(
      ({ at, key: messageKey }) => readMessage(at, messageKey, defaultType, references) ?? [],
    );
    if (events.length === 0) return [];
    const address = major === '3' ? (text(channel.value['address']) ?? key) : key;
    return [
      {
        name: key,
        address,
        ...optional('description', text(channel.value['description']) ?? text(channel.value['title'])),
        params: readParams(address, memberOf(channel, 'parameters'), references),
        messages: events.filter(({ type }, i) => events.findIndex((other) => other.type === type) === i),
      },
    ];
  });
  return {
    title: text(memberOf(info, 'title').value) ?? name,
    version: text(memberOf(info, 'version').value) ?? '',
    ...server,
    streams,
  };
}

interface KeyedMessage {
  readonly at: Located;
  readonly key: string;
}

function messages3(channel: Located, references: References): KeyedMessage[] {
  const messages = references.resolve(memberOf(channel, 'messages'));
  if (!messages || !isObject(messages.value)) return [];
  return Object.keys(messages.value).map((key) => ({ at: memberOf(messages, key), key }));
}

/** In version 2, the operation `subscribe` is what others may read. */
function messages2(operation: Located, references: References): KeyedMessage[] {
  const own = memberOf(operation, 'message');
  const message = references.resolve(own);
  if (!message || !isObject(message.value)) return [];
  const list = memberOf(message, 'oneOf');
  const all = Array.isArray(list.value) ? list.value.map((_, i) => elementOf(list, i)) : [own];
  return all.map((at, i) => {
    const ref = refOf(at.value);
    return { at, key: ref === null ? `message${i === 0 ? '' : i + 1}` : ref.slice(ref.lastIndexOf('/') + 1) };
  });
}

/** The messages of an object that has one for each of its keys. */
export function readMessages(messages: Located, references: References): MessageModel[] {
  if (!isObject(messages.value)) return [];
  return Object.keys(messages.value)
    .slice(0, MAX_MESSAGES)
    .flatMap((key) => readMessage(memberOf(messages, key), key, 'application/json', references) ?? []);
}

function readMessage(
  at: Located,
  key: string,
  defaultType: string,
  references: References,
): MessageModel | null {
  const message = references.resolve(at);
  if (!message || !isObject(message.value) || message.value['x-own-message'] === true) return null;
  const value = message.value;
  const type = text(value['name']) ?? text(value['messageId']) ?? key;
  const aliases = [text(value['messageId']), key, text(value['title'])];
  return {
    type,
    aliases: aliases.filter((alias) => alias !== undefined),
    contentType: text(value['contentType']) ?? defaultType,
    ...optional('description', text(value['description']) ?? text(value['summary']) ?? text(value['title'])),
    payload: payloadOf(message, value),
  };
}

/** The schema of the payload: in version 3 it may stand in an object with its format, in version 2 the message says it. */
function payloadOf(message: Located, value: Record<string, unknown>): Located | null {
  const payload = memberOf(message, 'payload');
  const wrapped = isObject(payload.value) && typeof payload.value['schemaFormat'] === 'string';
  const format = wrapped ? (payload.value as Record<string, unknown>)['schemaFormat'] : value['schemaFormat'];
  if (typeof format === 'string' && !JSON_SCHEMA.test(format)) return null;
  return wrapped ? memberOf(payload, 'schema') : payload;
}

function readParams(address: string, parameters: Located, references: References): ParamModel[] {
  const names = [...address.matchAll(/\{([^{}]+)\}/gu)].map((match) => match[1]!);
  return [...new Set(names)].map((name) => {
    const parameter = references.resolve(memberOf(parameters, name));
    const value = parameter && isObject(parameter.value) ? parameter.value : {};
    const schema = isObject(value['schema']) ? value['schema'] : {};
    const values = [value['enum'] ?? schema['enum'] ?? []]
      .flat()
      .filter((item): item is string => typeof item === 'string');
    return {
      name,
      values,
      isOpen: value['x-levels'] === 'many',
      ...optional('description', text(value['description'])),
    };
  });
}

const HTTP_PROTOCOLS = new Map([
  ['http', 'http'],
  ['https', 'https'],
  ['sse', 'https'],
  ['secure-sse', 'https'],
]);

function readServer(
  servers: Located,
  references: References,
): Pick<AsyncApiModel, 'url' | 'channelParameter'> {
  const keys = isObject(servers.value) ? Object.keys(servers.value) : [];
  for (const key of keys.slice(0, 100)) {
    const server = references.resolve(memberOf(servers, key));
    if (!server || !isObject(server.value)) continue;
    const address = serverAddress(server.value);
    if (address === null) continue;
    const channelParameter = text(server.value['x-channel-parameter']) ?? null;
    return { url: address, channelParameter };
  }
  return { url: null, channelParameter: null };
}

function serverAddress(server: Record<string, unknown>): string | null {
  const protocol = HTTP_PROTOCOLS.get(text(server['protocol'])?.toLowerCase() ?? '');
  if (protocol === undefined) return null;
  // Version 2 has `url`, with or without a scheme; version 3 has `host` and `pathname`.
  const plain = text(server['url']) ?? `${text(server['host']) ?? ''}${text(server['pathname']) ?? ''}`;
  const variables = isObject(server['variables']) ? server['variables'] : {};
  const filled = plain.replaceAll(/\{([^{}]+)\}/gu, (whole, name: string) => {
    const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
    return (isObject(variable) ? text(variable['default']) : undefined) ?? whole;
  });
  try {
    const url = new URL(/^[a-z][\w+.-]*:\/\//iu.test(filled) ? filled : `${protocol}://${filled}`);
    if (!/^https?:$/u.test(url.protocol) || /[{}]|%7B/iu.test(url.href)) return null;
    return `${url.origin}${url.pathname}`.replace(/\/+$/u, '');
  } catch {
    return null;
  }
}

function optional<K extends string>(key: K, value: string | undefined): { readonly [P in K]?: string } {
  return (value === undefined ? {} : { [key]: value }) as { readonly [P in K]?: string };
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function bad(message: string): StreamgaugeError {
  return new StreamgaugeError('bad-asyncapi', message);
}
