import { applyMapping, compileMapping, dataOf, wholeText, type EnvelopeMapping } from './envelope-mapping';
import { parseObject, textOf, type Outcome, type Protocol, type ProtocolSession } from './protocol';

/** Presets that need no settings of their own; `phoenix` and `graphqlTransportWs` are made with theirs. */
export const PRESETS = ['auto', 'plain', 'hub', 'nchan', 'mercure'] as const;
export type Preset = (typeof PRESETS)[number];

/** nchan's own: every message with its id (nchan.io, "WebSocket"). */
export const NCHAN_META = 'ws+meta.nchan';
const HUB = 'streamgauge.v1';
/** Events of the hub that are answers or notices have names of this kind, and may carry a `ref`. */
const HUB_FIELDS = new Set(['channel', 'id', 'event', 'data', 'ref']);

const listening = (onMessage: ProtocolSession['onMessage']): ProtocolSession => ({
  onOpen: () => [],
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
  start: ({ subprotocol }) =>
    listening(subprotocol === NCHAN_META ? nchanOutcome : (text) => hubOutcome(text) ?? plainOutcome(text)),
};

/** What `mercure` looks for: the fields of an update (mercure.rocks/spec, §6). */
const MERCURE: EnvelopeMapping = { type: 'type', id: 'id', channel: 'topic', data: 'data' };

/** A protocol that only reads messages with a mapping. @throws StreamgaugeError `bad-mapping` */
export function mapped(mapping: EnvelopeMapping): Protocol {
  const compiled = compileMapping(mapping);
  return { ...plain, start: () => listening((text) => ({ events: applyMapping(compiled, text) })) };
}

const BY_NAME: Readonly<Record<Preset, Protocol>> = { auto, plain, hub, nchan, mercure: mapped(MERCURE) };

export function presetProtocol(name: Preset): Protocol {
  return BY_NAME[name];
}

/** A message of our hub, `{channel, id, event, data}` with data as text; null for one that is not. */
function hubOutcome(text: string): Outcome | null {
  const message = parseObject(text);
  if (!message || !Object.hasOwn(message, 'data')) return null;
  const keys = Object.keys(message);
  if (keys.length < 2 || !keys.every((key) => HUB_FIELDS.has(key))) return null;
  if (typeof message['data'] !== 'string') return null;
  const id = textOf(message, 'id');
  const type = textOf(message, 'event');
  if (type === 'heartbeat' && !Object.hasOwn(message, 'channel')) {
    return { events: [], life: type, ...(id === null ? {} : { position: id }) };
  }
  return {
    events: [{ type, id, channel: textOf(message, 'channel'), time: null, data: dataOf(message['data']) }],
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
