import { isObject, memberOf, References, type Located } from '../typescript/references';
import { readAsyncApi, readMessages, type MessageModel } from './asyncapi-model';
import { ChannelAddresses } from './channel-addresses';

/** What an AsyncAPI document says of payloads. */
export interface PayloadSchemas {
  readonly references: References;
  /** Each message once, wherever it is referred to. */
  readonly messages: readonly MessageModel[];
  /** The message that events of this type and channel are; null for none, and when it could be several. */
  find(type: string, channel: string): MessageModel | null;
}

/**
 * Finds the messages of a document: by what they are called (name, id, key, title), those of the event's channel first, or as the
 * only one of that channel, whose address may have parameters.
 * @throws StreamgaugeError `not-asyncapi`, `bad-asyncapi`
 */
export function payloadSchemas(document: unknown, name: string): PayloadSchemas {
  const references = new References(document);
  const { streams } = readAsyncApi(document, references, name, { whole: true });
  const root: Located = { value: document, pointer: '' };
  const others = readMessages(memberOf(memberOf(root, 'components'), 'messages'), references);
  const messages = once([...streams.flatMap((stream) => stream.messages), ...others]);
  const called = new Called(messages);
  const byChannel = new ChannelAddresses<{ readonly called: Called; readonly only: MessageModel | null }>();
  for (const stream of streams) {
    const own = once(stream.messages);
    const found = { called: new Called(own), only: own.length === 1 ? own[0]! : null };
    byChannel.add(stream.address, found);
    if (stream.name !== stream.address) byChannel.add(stream.name, found);
  }
  return {
    references,
    messages,
    find: (type, channel) => {
      const own = byChannel.get(channel);
      const found = own?.called.get(type) ?? called.get(type) ?? own?.only;
      if (found) return found;
      // Servers that send one kind of event often give it no type.
      return type === 'message' && messages.length === 1 ? messages[0]! : null;
    },
  };
}

/** What tells messages apart: the place of what they say of their payload. */
export const messageKey = ({ type, payload }: MessageModel): string =>
  payload === null ? ` ${type}` : payload.pointer;

/** Each message once, with all that it is called. */
function once(messages: readonly MessageModel[]): MessageModel[] {
  const byKey = new Map<string, MessageModel>();
  for (const message of messages) {
    const key = messageKey(message);
    const known = byKey.get(key);
    const aliases = known && [...known.aliases, message.type, ...message.aliases];
    byKey.set(key, known ? { ...known, aliases: [...new Set(aliases)] } : message);
  }
  return [...byKey.values()];
}

/** Messages by their type, or else by what they are called beside that. */
class Called {
  readonly #byType = new Map<string, MessageModel | null>();
  readonly #byAlias = new Map<string, MessageModel | null>();

  constructor(messages: readonly MessageModel[]) {
    for (const message of messages) {
      put(this.#byType, message.type, message);
      for (const alias of new Set(message.aliases)) put(this.#byAlias, alias, message);
    }
  }

  /** Null for none, and for several. */
  get(name: string): MessageModel | null {
    return this.#byType.get(name) ?? (this.#byType.has(name) ? null : (this.#byAlias.get(name) ?? null));
  }
}

function put(map: Map<string, MessageModel | null>, name: string, message: MessageModel): void {
  map.set(name, map.has(name) ? null : message);
}

/** Whether a document says that it is an AsyncAPI one, or one that is often mistaken for it. */
export function isApiDocument(document: unknown): boolean {
  return (
    isObject(document) && ['asyncapi', 'openapi', 'swagger'].some((key) => typeof document[key] === 'string')
  );
}
