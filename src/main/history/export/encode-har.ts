import type { Transport } from '@shared/connection';
import { isSecretName, MASK, maskUrl } from '@shared/mask';
import type { StreamEvent } from '@shared/stream-event';
import type { SourceFactsById } from './export-facts';
import { isoTime } from './iso-time';
import { Spool } from './spool';

/** One connection that is being put together: its messages wait in a spool, since a HAR entry tells them as a whole. */
interface Connection {
  readonly sourceId: string;
  readonly transport: Transport;
  readonly startedAt: number;
  lastAt: number;
  bytes: number;
  messages: number;
  readonly spool: Spool;
}

export interface HarOptions {
  /** Takes the secrets out of an event. */
  readonly clean: (event: StreamEvent) => StreamEvent;
  readonly redact: boolean;
  readonly sources: SourceFactsById;
  /** Folder for what has to wait, made and deleted by whoever calls. */
  readonly folder: string;
  /** The file that it is written to, for sentences. */
  readonly target: string;
  /** Version of the app, for `creator`. */
  readonly version: string;
  /** Told of every row that HAR has no place for: comments, states, and what was sent by another transport. */
  readonly leftOut: () => void;
}

/**
 * HAR 1.2 with one entry a connection: that of a source until its stream breaks (its gap row). Messages are told as Chrome's
 * developer tools write and read them: `_eventSourceMessages` of `{time, eventName, eventId, data}` and
 * `_webSocketMessages` of `{type, time, opcode, data}`, times in seconds since 1970. `_channel` is ours. Entries come in the
 * order in which their connections end.
 */
export async function* encodeHar(
  events: AsyncIterable<StreamEvent>,
  options: HarOptions,
): AsyncGenerator<string | Uint8Array, void, undefined> {
  const open = new Map<string, Connection>();
  let number = 0;
  let first = true;
  async function* entry(connection: Connection): AsyncGenerator<string | Uint8Array> {
    yield first ? '\n' : ',\n';
    first = false;
    yield* entryOf(connection, options);
  }
  const creator = JSON.stringify({ name: 'Streamgauge', version: options.version });
  yield `{"log":{"version":"1.2","creator":${creator},"pages":[],"entries":[`;
  for await (const received of events) {
    const event = options.clean(received);
    if (!hasPlace(event)) {
      options.leftOut();
      continue;
    }
    const key = `${event.transport} ${event.sourceId}`;
    if (event.kind === 'gap') {
      for (const [name, connection] of open) {
        if (connection.sourceId !== event.sourceId) continue;
        open.delete(name);
        yield* entry(connection);
      }
      continue;
    }
    let connection = open.get(key);
    if (!connection) {
      connection = {
        sourceId: event.sourceId,
        transport: event.transport,
        startedAt: event.receivedAt,
        lastAt: event.receivedAt,
        bytes: 0,
        messages: 0,
        spool: new Spool(options.folder, (number += 1), options.target),
      };
      open.set(key, connection);
    }
    const message = JSON.stringify(messageOf(event));
    await connection.spool.add(connection.messages === 0 ? message : `,\n${message}`);
    connection.messages += 1;
    connection.bytes += event.raw.byteLength;
    connection.lastAt = Math.max(connection.lastAt, event.receivedAt);
  }
  for (const connection of open.values()) yield* entry(connection);
  yield '\n]}}\n';
}

function hasPlace({ kind, transport }: StreamEvent): boolean {
  return kind === 'event' || kind === 'gap' || (kind === 'sent' && transport === 'websocket');
}

function messageOf(event: StreamEvent): object {
  const time = event.receivedAt / 1_000;
  const channel = event.channel === '' ? {} : { _channel: event.channel };
  if (event.transport === 'websocket') {
    const opcode = event.type === 'binary' ? 2 : 1;
    const named = event.type === 'message' || event.type === '' || opcode === 2 ? {} : { _type: event.type };
    const type = event.kind === 'sent' ? 'send' : 'receive';
    return { type, time, opcode, data: event.data, ...channel, ...named, ...idOf(event) };
  }
  return { time, eventName: event.type, eventId: event.id ?? '', data: event.data, ...channel };
}

function idOf(event: StreamEvent): { _id?: string } {
  return event.id === null ? {} : { _id: event.id };
}

const RESOURCE_TYPES: Readonly<Record<Transport, string>> = {
  sse: 'eventsource',
  websocket: 'websocket',
  polling: 'fetch',
};

async function* entryOf(connection: Connection, options: HarOptions): AsyncGenerator<string | Uint8Array> {
  const { transport, startedAt, lastAt, bytes, sourceId } = connection;
  const facts = options.sources(sourceId);
  const url = facts?.url ?? `unknown:${encodeURIComponent(sourceId)}`;
  const shownUrl = options.redact ? maskUrl(url) : url;
  const response = facts?.response;
  const webSocket = transport === 'websocket';
  const httpVersion = response?.protocol ?? 'HTTP/1.1';
  const head = {
    startedDateTime: isoTime(startedAt),
    time: lastAt - startedAt,
    comment: facts?.name ?? '',
    _resourceType: RESOURCE_TYPES[transport],
    request: {
      method: facts?.request?.method ?? 'GET',
      url: shownUrl,
      httpVersion,
      cookies: [],
      headers: headers(facts?.request?.headers ?? {}, options.redact),
      queryString: parameters(shownUrl),
      headersSize: -1,
      bodySize: -1,
    },
    response: {
      status: response?.status ?? (webSocket ? 101 : 200),
      statusText: '',
      httpVersion,
      cookies: [],
      headers: headers(response?.headers ?? {}, options.redact),
      content: {
        size: bytes,
        mimeType: webSocket ? 'x-unknown' : transport === 'sse' ? 'text/event-stream' : 'application/json',
      },
      redirectURL: '',
      headersSize: -1,
      bodySize: -1,
    },
    cache: {},
    timings: { send: 0, wait: 0, receive: lastAt - startedAt },
  };
  // The messages come last: an entry begins with its address, for whoever reads it as a stream.
  yield `${JSON.stringify(head).slice(0, -1)},"${webSocket ? '_webSocketMessages' : '_eventSourceMessages'}":[`;
  yield* connection.spool.take();
  yield ']}';
}

function headers(all: Readonly<Record<string, string>>, redact: boolean): { name: string; value: string }[] {
  return Object.entries(all).map(([name, value]) => ({
    name,
    value: redact && (isSecretName(name) || /^(?:set-)?cookie$/iu.test(name)) ? MASK : value,
  }));
}

function parameters(url: string): { name: string; value: string }[] {
  const query = url.indexOf('?');
  if (query === -1) return [];
  const found = new URLSearchParams(url.slice(query + 1).replace(/#.*$/su, ''));
  return [...found].map(([name, value]) => ({ name, value }));
}
