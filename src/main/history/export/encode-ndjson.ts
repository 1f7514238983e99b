import { maskUrl } from '@shared/mask';
import type { StreamEvent } from '@shared/stream-event';
import { EVENTS_FILE_VERSION, recordOf, type EventsFileHeader } from './event-record';
import type { SourceFacts } from './export-facts';

/** The first line of a file, with its LF. `sources` are those whose events may follow. */
export function ndjsonHeader(options: {
  readonly exportedAt: number;
  readonly redacted: boolean;
  readonly sources: ReadonlyMap<string, SourceFacts>;
}): string {
  const header: EventsFileHeader = {
    streamgauge: 'events',
    version: EVENTS_FILE_VERSION,
    exportedAt: new Date(options.exportedAt).toISOString(),
    redacted: options.redacted,
    sources: [...options.sources].map(([id, { name, url }]) => ({
      id,
      name,
      ...(url !== undefined && { url: options.redacted ? maskUrl(url) : url }),
    })),
  };
  return `${JSON.stringify(header)}\n`;
}

/** One event as a line with its LF: an `EventRecord`. */
export function ndjsonLine(event: StreamEvent): string {
  return `${JSON.stringify(recordOf(event))}\n`;
}
