import type { StreamEvent } from '@shared/stream-event';
import { CsvRows, type CsvOptions } from './encode-csv';
import { ndjsonHeader, ndjsonLine } from './encode-ndjson';
import type { SourceFacts } from './export-facts';
import { RawFrames } from './raw-frames';

/** A format that tells events one after the other. */
export interface LineEncoder {
  readonly start: string;
  /** What is to be written for an event, in order. */
  event(event: StreamEvent): string | Uint8Array[];
  end(): Uint8Array[];
}

export interface LineEncoderOptions {
  readonly format: 'ndjson' | 'csv' | 'raw';
  readonly redact: boolean;
  readonly csv: CsvOptions;
  readonly sources: ReadonlyMap<string, SourceFacts>;
  /** Epoch ms. */
  readonly exportedAt: number;
}

export function lineEncoder({ format, redact, csv, sources, exportedAt }: LineEncoderOptions): LineEncoder {
  switch (format) {
    case 'ndjson':
      return {
        start: ndjsonHeader({ exportedAt, redacted: redact, sources }),
        event: ndjsonLine,
        end: () => [],
      };
    case 'csv': {
      const rows = new CsvRows(csv, (id) => sources.get(id)?.name ?? id);
      return { start: rows.header(), event: (event) => rows.row(event), end: () => [] };
    }
    case 'raw': {
      const frames = new RawFrames();
      return { start: '', event: (event) => frames.add(event), end: () => frames.end() };
    }
  }
}
