import {
  createSourceRegistry,
  type SourceRegistry,
  type SourceRegistryOptions,
} from '../../src/main/sources/registry';
import type { SourceConfig } from '@shared/source';
import type { NewStreamEvent } from '@shared/stream-event';
import { sourceConfig } from './watched-source';

/** Several sources under test, and what each has brought. */
export interface WatchedRegistry extends SourceRegistry {
  /** Adds a source of this id and name. */
  follow(id: string, url: string, part?: Partial<SourceConfig>): void;
  /** Data of the events of a source, in order. */
  data(id: string): string[];
  /** Rows that mark breaks of a source. */
  gaps(id: string): NewStreamEvent[];
}

export function watchRegistry(options: Partial<SourceRegistryOptions> = {}): WatchedRegistry {
  const all: NewStreamEvent[] = [];
  const registry = createSourceRegistry({
    random: () => 0,
    ...options,
    version: 'test',
    onEvent: (event) => all.push(event),
    onChange: () => undefined,
  });
  const of = (id: string, kind: NewStreamEvent['kind']): NewStreamEvent[] =>
    all.filter((event) => event.sourceId === id && event.kind === kind);
  return {
    ...registry,
    follow: (id, url, part = {}) => registry.add(sourceConfig(url, { id, name: id, ...part })),
    data: (id) => of(id, 'event').map(({ data }) => data),
    gaps: (id) => of(id, 'gap'),
  };
}
