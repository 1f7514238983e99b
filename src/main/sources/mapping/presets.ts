import { phrase } from '@shared/sentences/phrase';
import type { PresetName, WebSocketSetup } from '@shared/source-options';
import { ConnectionError } from '../connection-error';
import { applyMapping, compileMapping, wholeText } from './envelope-mapping';
import { graphqlTransportWs } from './graphql-transport-ws';
import { phoenix } from './phoenix';
import { parseObject, textOf, type Outcome, type Protocol, type ProtocolSession } from './protocol';

/** nchan's own: every message with its id (nchan.io, "WebSocket"). */
export const NCHAN_META = 'ws+meta.nchan';
const HUB = 'streamgauge.v1';
/** Fields of the hub's messages; answers may carry a `ref`. */
const HUB_FIELDS = new Set(['channel', 'id', 'event', 'data', 'ref']);

const listening = (onMessage: ProtocolSession['onMessage']): ProtocolSession => ({
  onOpen: (first) => (first === null ? [] : [first]),
  onMessage,
});

const plainOutcome = (text: string): Outcome => ({ events: [wholeText(text)] });

const plain: Protocol = {
  subprotocols: [],
  resumeParameter: null,
  start: () => listening(plainOutcome),
};

const hub: Protocol = {
  subprotocols: [HUB],
  resumeParameter: 'lastEventId',
  start: () => listening((text) => hubOutcome(text) ?? plainOutcome(text)),
};

const nchan: Protocol = {
  subprotocols: [NCHAN_META],
  // It reads the Last-Event-ID header too, but behind a proxy only this may be left.
  resumeParameter: 'last_event_id',
  start: ({ subprotocol }) => listening(subprotocol === NCHAN_META ? nchanOutcome : plainOutcome),
};

const auto: Protocol = {
  subprotocols: [],
  resumeParameter: 'lastEventId',
  // A 101 has no Content-Length (RFC 9110 §8.6); nchan's has. Only by its subprotocol do its messages have ids.
  better: (headers) => (headers['content-length'] === undefined ? null : nchan),
  start: ({ subprotocol }) =>
    listening(subprotocol === NCHAN_META ? nchanOutcome : (text) => hubOutcome(text) ?? plainOutcome(text)),
};

/** The fields of an update (mercure.rocks/spec, §6). */
const UPDATE = compileMapping({ type: 'type', id: 'id', channel: 'topic', data: 'data' });

const mercure: Protocol = {
  ...plain,
  start: () => listening((text) => ({ events: applyMapping(UPDATE, text) })),
};

const READY: Readonly<Record<Exclude<PresetName, 'phoenix' | 'graphql-transport-ws'>, Protocol>> = {
  auto,
  plain,
  hub,
  nchan,
  mercure,
};

/**
 * How a source speaks over a WebSocket.
 * @throws ConnectionError when something is left out, or cannot be read, without which the preset makes no sense
 */
export function protocolFor(sourceName: string, setup: WebSocketSetup): Protocol {
  const { preset, topics, openMessage, operation, variables } = setup;
  const incomplete = (code: string, message: string, hint: string): ConnectionError =>
    new ConnectionError(code, message, { remedy: 'stop', hint });
  switch (preset) {
    case 'phoenix':
      if (topics.length > 0 || openMessage !== '') return phoenix(topics);
      throw incomplete(
        'no-topic',
        `${sourceName} has no Phoenix topic to join.`,
        'Add one, such as room:lobby.',
      );
    case 'graphql-transport-ws': {
      if (operation.trim() === '') {
        const hint = phrase('Write one, such as: subscription { orderCreated { id } }');
        throw incomplete('no-operation', `${sourceName} has no GraphQL subscription to ask for.`, hint);
      }
      if (variables.trim() === '') return graphqlTransportWs({ query: operation });
      const values = parseObject(variables);
      if (values) return graphqlTransportWs({ query: operation, variables: values });
      throw incomplete(
        'bad-variables',
        `The GraphQL variables of ${sourceName} are not a JSON object.`,
        'Write them like {"room": 7}.',
      );
    }
    default:
      return READY[preset];
  }
}

/** A message of our hub, `{channel, id, event, data}` with data as text; null for one that is not. */
function hubOutcome(text: string): Outcome | null {
  const message = parseObject(text);
  if (!message || !Object.hasOwn(message, 'data')) return null;
  const keys = Object.keys(message);
  if (keys.length < 2 || !keys.every((key) => HUB_FIELDS.has(key))) return null;
  const { data } = message;
  if (typeof data !== 'string') return null;
  const id = textOf(message, 'id');
  const type = textOf(message, 'event');
  if (type === 'heartbeat' && !Object.hasOwn(message, 'channel')) {
    return { events: [], life: type, ...(id === null ? {} : { position: id }) };
  }
  return {
    events: [{ type, id, channel: textOf(message, 'channel'), time: null, data }],
  };
}

/** `id: …`, `content-type: …`, a blank line, then the body. */
function nchanOutcome(text: string): Outcome {
  const end = text.indexOf('\n\n');
  if (end === -1) return plainOutcome(text);
  const lines = text.slice(0, end).split('\n');
  const id = lines.find((line) => line.startsWith('id: '))?.slice('id: '.length);
  if (id === undefined || id === '') return plainOutcome(text);
  return { events: [{ ...wholeText(text.slice(end + 2)), id }] };
}
