import {
  createSourceRegistry,
  type SourceRegistry,
  type SourceRegistryOptions,
} from '../../src/main/sources/registry';
import type { SourceStatus } from '../../src/main/sources/source';
import type { ConnectionState } from '@shared/connection';
import type { SourceConfig } from '@shared/source';
import { DEFAULT_SOURCE_OPTIONS } from '@shared/source-options';
import type { NewStreamEvent } from '@shared/stream-event';

/** A source under test: everything it handed out, and every state it went through. */
export interface WatchedSource {
  readonly registry: SourceRegistry;
  /** All that came of the stream, and its breaks. */
  readonly all: NewStreamEvent[];
  /** The rows that say what became of the connection. */
  readonly stateRows: NewStreamEvent[];
  /** Only what was dispatched. */
  events(): NewStreamEvent[];
  readonly states: ConnectionState[];
  readonly retries: number[];
  status(): SourceStatus;
  close(): Promise<void>;
}

export const SOURCE_ID = 'under-test';

export function sourceConfig(url: string, part: Partial<SourceConfig> = {}): SourceConfig {
  return {
    id: SOURCE_ID,
    name: 'orders',
    url,
    transports: ['sse'],
    enabled: true,
    headers: [],
    queryToken: null,
    resume: true,
    startFromId: '',
    options: DEFAULT_SOURCE_OPTIONS,
    secrets: {},
    ...part,
  };
}

/** Connects to `url`; `random` 0 makes the backoff as short as its floor allows. */
export function watchSource(
  url: string,
  part: Partial<SourceConfig> = {},
  random = () => 0,
  more: Partial<SourceRegistryOptions> = {},
): WatchedSource {
  const all: NewStreamEvent[] = [];
  const stateRows: NewStreamEvent[] = [];
  const states: ConnectionState[] = [];
  const retries: number[] = [];
  const registry = createSourceRegistry({
    ...more,
    version: 'test',
    random,
    onEvent: (event) => (event.kind === 'state' ? stateRows : all).push(event),
    onRetry: (_, ms) => retries.push(ms),
    onChange: (id) => {
      const state = registry.status(id)?.state;
      if (state) states.push(state);
    },
  });
  registry.add(sourceConfig(url, part));
  return {
    registry,
    all,
    stateRows,
    states,
    retries,
    events: () => all.filter((event) => event.kind === 'event'),
    status: () => registry.status(SOURCE_ID)!,
    close: () => registry.close(),
  };
}
