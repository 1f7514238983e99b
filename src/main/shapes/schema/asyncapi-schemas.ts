import { isObject, memberOf, References, type Located } from '../typescript/references';
import { readAsyncApi, readMessages, type MessageModel } from './asyncapi-model';

/** What an AsyncAPI document says of payloads. */
export interface PayloadSchemas {
  readonly references: References;
  /** Each message once, by the type of its events. */
  readonly messages: readonly MessageModel[];
  /** The message that events of this type and channel are; null for none. */
  find(type: string, channel: string): MessageModel | null;
}

/**
 * Finds the messages of a document: by what they are called (name, id, key, title), or as the only one of their channel.
 * @throws StreamgaugeError `not-asyncapi`, `bad-asyncapi`
 */
export function payloadSchemas(document: unknown, name: string): PayloadSchemas {
  const references = new References(document);
  const { streams } = readAsyncApi(document, references, name, { whole: true });
  const root: Located = { value: document, pointer: '' };
  const others = readMessages(memberOf(memberOf(root, 'components'), 'messages'), references);
  const byType = new Map<string, MessageModel>();
  const byName = new Map<string, MessageModel>();
  const byChannel = new Map<string, MessageModel>();
  for (const message of [...streams.flatMap(({ messages }) => messages), ...others]) {
    if (!byType.has(message.type)) byType.set(message.type, message);
    for (const alias of message.aliases) if (!byName.has(alias)) byName.set(alias, message);
  }
  for (const { name: key, address, messages } of streams) {
    if (messages.length !== 1) continue;
    byChannel.set(key, messages[0]!);
    byChannel.set(address, messages[0]!);
  }
  const messages = [...byType.values()];
  return {
    references,
    messages,
    find: (type, channel) => {
      const named = byType.get(type) ?? byName.get(type) ?? byChannel.get(channel);
      if (named) return named;
      // Servers that send one kind of event often give it no type.
      return type === 'message' && messages.length === 1 ? messages[0]! : null;
    },
  };
}

/** Whether a document says that it is an AsyncAPI one, or one that is often mistaken for it. */
export function isApiDocument(document: unknown): boolean {
  return (
    isObject(document) && ['asyncapi', 'openapi', 'swagger'].some((key) => typeof document[key] === 'string')
  );
}
