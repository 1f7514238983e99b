import { mkdtemp, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { ExportFormat } from '@shared/history';
import type { StreamEvent } from '@shared/stream-event';
import type { CsvOptions } from './encode-csv';
import { encodeHar } from './encode-har';
import type { SourceFacts } from './export-facts';
import { lineEncoder } from './line-encoder';
import { notWritten } from './not-written';
import { redactEvent } from './redact-event';
import { throwIfCancelled, writePieces } from './write-pieces';

export interface ExportProgress {
  readonly events: number;
  /** Bytes written. */
  readonly bytes: number;
}

export interface ExportResult extends ExportProgress {
  /** Secrets that were taken out. */
  readonly redacted: number;
  /** Rows that the format has no place for: comments and states in HAR. */
  readonly leftOut: number;
}

export interface EncodeOptions {
  readonly format: ExportFormat;
  /** Takes secrets out. Default true. */
  readonly redact?: boolean;
  readonly csv?: CsvOptions;
  /** What is known of the sources, by id. */
  readonly sources?: ReadonlyMap<string, SourceFacts>;
  /** Of the app, for HAR. */
  readonly version?: string;
  readonly now?: () => number;
}

export interface ExportOptions extends EncodeOptions {
  /** The file to be written; one that is there is replaced when all is well. */
  readonly path: string;
  readonly signal?: AbortSignal;
  /** Called at most every 100 ms, and once at the end. */
  readonly onProgress?: (progress: ExportProgress) => void;
}

const PROGRESS_EVERY_MS = 100;
/** UTF-16 code units of text that are handed on together. */
const GATHERED = 64 * 1_024;

/**
 * Writes events to a file, one after the other as they are asked for: memory does not grow with their number.
 * @throws StreamgaugeError `export-not-written`, `export-cancelled`, `too-many-columns`, and what `events` throws; then there
 *   is no new file
 */
export async function exportEvents(
  events: AsyncIterable<StreamEvent>,
  { path, signal, onProgress, ...options }: ExportOptions,
): Promise<ExportResult> {
  const counts = { events: 0, redacted: 0, leftOut: 0 };
  let bytes = 0;
  let toldAt = -Infinity;
  const taken = (): void => {
    throwIfCancelled(signal);
    const now = performance.now();
    if (now - toldAt < PROGRESS_EVERY_MS) return;
    toldAt = now;
    onProgress?.({ events: counts.events, bytes });
  };
  const folder = options.format === 'har' ? await spoolFolder(path) : null;
  try {
    const spool = folder === null ? null : { folder, target: path };
    const pieces = encode(events, options, counts, spool, taken);
    bytes = await writePieces(path, pieces, { signal, written: (total) => (bytes = total) });
    onProgress?.({ events: counts.events, bytes });
    return { ...counts, bytes };
  } finally {
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }
}

/** Events as lines of a format, for a terminal or a pipe. HAR needs a file: it is told connection by connection. */
export function encodeEvents(
  events: AsyncIterable<StreamEvent>,
  options: EncodeOptions & { readonly format: Exclude<ExportFormat, 'har'> },
): AsyncGenerator<string | Uint8Array, void, undefined> {
  return encode(events, options, { events: 0, redacted: 0, leftOut: 0 }, null, () => undefined);
}

interface Counts {
  events: number;
  redacted: number;
  leftOut: number;
}

async function* encode(
  events: AsyncIterable<StreamEvent>,
  options: EncodeOptions,
  counts: Counts,
  spool: { readonly folder: string; readonly target: string } | null,
  taken: () => void,
): AsyncGenerator<string | Uint8Array, void, undefined> {
  const { format, redact = true, sources = new Map<string, SourceFacts>(), csv = {} } = options;
  const clean = cleaner(redact, counts, taken);
  if (format === 'har') {
    yield* encodeHar(events, {
      clean,
      redact,
      sources: (id) => sources.get(id) ?? null,
      ...spool!,
      version: options.version ?? '',
      leftOut: () => (counts.leftOut += 1),
    });
    return;
  }
  const exportedAt = (options.now ?? Date.now)();
  const encoder = lineEncoder({ format, redact, csv, sources, exportedAt });
  // Gathered: a piece of its own for every event costs more than its encoding.
  let text = encoder.start;
  for await (const event of events) {
    const encoded = encoder.event(clean(event));
    if (typeof encoded !== 'string') yield* encoded;
    else if ((text += encoded).length >= GATHERED) {
      yield text;
      text = '';
    }
  }
  if (text !== '') yield text;
  yield* encoder.end();
}

/** Counts each event, and takes the secrets out of it. */
function cleaner(redact: boolean, counts: Counts, taken: () => void): (event: StreamEvent) => StreamEvent {
  const found = (): void => {
    counts.redacted += 1;
  };
  return (event) => {
    counts.events += 1;
    taken();
    return redact ? redactEvent(event, found) : event;
  };
}

async function spoolFolder(path: string): Promise<string> {
  return mkdtemp(join(dirname(path), `.${basename(path).slice(0, 40)}-`)).catch((cause: unknown) => {
    throw notWritten(path, cause);
  });
}
