/** Everything that can follow an event stream, brought to one shape: count events and remember the last id. */
import { get } from 'node:http';
import { connect } from 'node:net';
import { fetchEventSource } from '@microsoft/fetch-event-source';
import { EventSource } from 'eventsource';
import { EventSource as UndiciEventSource } from 'undici';
import { version as fetchEventSourceVersion } from '../../../node_modules/@microsoft/fetch-event-source/package.json';
import { version as eventsourceVersion } from '../../../node_modules/eventsource/package.json';
import { version as undiciVersion } from '../../../node_modules/undici/package.json';
import { createSourceRegistry } from '../../../src/main/sources/registry';
import { sourceConfig } from '../fleet/source-config';
import { EVENT_TYPE } from './payload';

export interface Tally {
  events: number;
  /** Only where no events are told apart. */
  bytes: number;
  /** Of the last event; `''` where it is not known. */
  lastId: string;
  /** Why it stopped by itself; null while it runs. */
  problem: string | null;
}

export interface Reader {
  readonly name: string;
  readonly title: string;
  /** Of the package. */
  readonly version?: string;
  /** Follows the stream until the function it gives back is called. */
  readonly open: (url: string, tally: Tally) => () => void;
}

const socket: Reader = {
  name: 'socket',
  title: 'floor: reading the socket',
  open(url, tally) {
    const { hostname, port, pathname } = new URL(url);
    const client = connect({ host: hostname, port: Number(port) });
    client.write(`GET ${pathname} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
    client.on('data', (bytes) => (tally.bytes += bytes.length));
    client.on('error', (error) => (tally.problem = error.message));
    return () => client.destroy();
  },
};

const http: Reader = {
  name: 'http',
  title: 'floor: reading the body (node:http)',
  open(url, tally) {
    const request = get(url, { agent: false }, (response) => {
      response.on('data', (bytes: Buffer) => (tally.bytes += bytes.length));
      response.on('error', () => undefined);
    });
    request.on('error', (error) => (tally.problem = error.message));
    return () => request.destroy();
  },
};

const eventsource: Reader = {
  name: 'eventsource',
  title: 'eventsource',
  version: eventsourceVersion,
  open(url, tally) {
    const source = new EventSource(url);
    source.addEventListener(EVENT_TYPE, (event) => {
      tally.events++;
      tally.lastId = event.lastEventId;
    });
    source.onerror = ({ message }) => (tally.problem = message ?? 'error');
    return () => source.close();
  },
};

const undici: Reader = {
  name: 'undici',
  title: 'EventSource of undici',
  version: undiciVersion,
  open(url, tally) {
    const source = new UndiciEventSource(url);
    source.addEventListener(EVENT_TYPE, (event) => {
      tally.events++;
      tally.lastId = (event as unknown as MessageEvent).lastEventId;
    });
    source.onerror = () => (tally.problem = 'error');
    return () => source.close();
  },
};

const fetchEventSourceReader: Reader = {
  name: 'fetch-event-source',
  title: '@microsoft/fetch-event-source',
  version: fetchEventSourceVersion,
  open(url, tally) {
    // It is made for browsers, and touches no more of them than this.
    const noDocument = { hidden: false, addEventListener() {}, removeEventListener() {} };
    Object.assign(globalThis, { window: globalThis, document: noDocument });
    const abort = new AbortController();
    void fetchEventSource(url, {
      signal: abort.signal,
      openWhenHidden: true,
      onmessage({ id }) {
        tally.events++;
        tally.lastId = id;
      },
      onerror(error: unknown) {
        tally.problem = String(error);
        throw error;
      },
    }).catch(() => undefined);
    return () => abort.abort();
  },
};

const source: Reader = {
  name: 'source',
  title: 'our source',
  open(url, tally) {
    const registry = createSourceRegistry({
      version: '0',
      onEvent({ kind, lastEventId }) {
        if (kind !== 'event') return;
        tally.events++;
        tally.lastId = lastEventId;
      },
      onChange(id) {
        const state = registry.status(id)?.state;
        if (state?.phase === 'waiting' || state?.phase === 'stopped') tally.problem = state.reason.message;
      },
    });
    registry.add(sourceConfig({ id: 'ingest', url, transports: ['sse'] }));
    return () => void registry.close();
  },
};

export const READERS: readonly Reader[] = [socket, http, eventsource, undici, fetchEventSourceReader, source];

export function readerNamed(name: string): Reader {
  const reader = READERS.find((each) => each.name === name);
  if (!reader) throw new Error(`There is no reader ${name}.`);
  return reader;
}
