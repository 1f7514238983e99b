import { StreamgaugeError } from '@shared/errors';
import type { NewStreamEvent } from '@shared/stream-event';
import { readCurlNotes } from './curl-notes';
import { detectFormat, type Detected } from './detect-format';
import { openPieces } from './file-pieces';
import { HarReader } from './har-reader';
import { readHttpHeads, type HttpHeads } from './http-heads';
import { ImportReport, type ImportFormat } from './import-report';
import type { ImportTools } from './import-tools';
import { EventsFormat, PayloadLines, RecordingLines, TailLines } from './line-formats';
import { LinesReader } from './lines-reader';
import type { PieceReader, ReadContext } from './piece-reader';
import { StreamReader } from './stream-reader';
import { Utf8Check } from './utf8-check';

export interface ReadFileOptions {
  readonly tools: ImportTools;
  /** The id that events are given. Default: the one in the file, or `import`. */
  readonly sourceIdOf?: (original: string | null) => string;
  /** Of events that name none. Default `''`. */
  readonly channel?: string;
  readonly signal?: AbortSignal;
  /** Called at most every 100 ms, and once at the end. */
  readonly onProgress?: (report: ImportReport) => void;
}

const PROGRESS_EVERY_MS = 100;
const UTF8_BOM = '\ufeff';
const METER_WITHIN =
  'The file holds the progress meter of curl, which may stand within an event and spoil it. Capture with curl -sN.';

/**
 * Reads the events of a file, in batches that are there as soon as their bytes are read: of a file of any size the first come
 * at once, and memory holds one piece of it and at most one unfinished event. The format is told from the first bytes.
 *
 * Reads: NDJSON of ours, recordings, what `streamgauge tail` prints, other JSON lines, event streams as `curl -N`, `curl -iN`
 * and `curl -vN` capture them, HAR. In UTF-8, or in UTF-16 with a byte order mark; compressed with gzip or not.
 * @param report filled in as the reading goes on: what cannot be used is counted there, and named by its line
 * @throws StreamgaugeError `import-unreadable`, `import-cancelled`, `import-empty`, `import-compressed`,
 *   `import-unknown-format`, `import-newer`, `import-damaged`
 */
export async function* readEventBatches(
  path: string,
  report: ImportReport,
  options: ReadFileOptions,
): AsyncGenerator<NewStreamEvent[], void, undefined> {
  const { size, changedAt, pieces } = await openPieces(path, options.signal);
  report.totalBytes = size;
  const utf8 = new Utf8Check();
  const invalid = (line: number): boolean => {
    report.problem('invalid-utf8', line, `Line ${line} holds bytes that are no UTF-8: they became U+FFFD.`);
    return report.names('invalid-utf8');
  };
  let reader: PieceReader | null = null;
  let toldAt = -Infinity;
  const progress = (force: boolean): void => {
    if (!force && performance.now() - toldAt < PROGRESS_EVERY_MS) return;
    toldAt = performance.now();
    options.onProgress?.(report);
  };
  for await (const { bytes, read } of pieces) {
    const line = utf8.line;
    utf8.take(bytes, invalid);
    report.bytesRead = read;
    let events: NewStreamEvent[];
    if (reader) events = reader.take(bytes, line);
    else {
      const start = startOf(path, bytes, report, options, changedAt);
      reader = start.reader;
      events = reader.take(start.body, 1 + lineEnds(bytes.subarray(0, bytes.length - start.body.length)));
    }
    report.events += events.length;
    progress(false);
    if (events.length > 0) yield events;
  }
  if (!reader) throw empty(path);
  const last = reader.end();
  if (utf8.end()) invalid(utf8.line);
  report.events += last.length;
  progress(true);
  if (last.length > 0) yield last;
}

/** The same events one by one. */
export async function* readEventFile(
  path: string,
  report: ImportReport,
  options: ReadFileOptions,
): AsyncGenerator<NewStreamEvent, void, undefined> {
  for await (const batch of readEventBatches(path, report, options)) yield* batch;
}

function startOf(
  path: string,
  start: Buffer,
  report: ImportReport,
  options: ReadFileOptions,
  changedAt: number,
): { readonly reader: PieceReader; readonly body: Buffer } {
  let detected = detectFormat(start);
  let body = start;
  let heads: HttpHeads | null = null;
  const curlNotes = detected === 'curl-v';
  if (curlNotes) {
    const notes = readCurlNotes(withoutBom(start));
    if (!notes) throw unknown(path, 'The notes of curl in it are followed by nothing.');
    heads = notes.heads;
    body = withoutBom(start).subarray(notes.bodyAt);
    if (notes.meter) report.problem('curl-meter', 1, METER_WITHIN);
    detected = formatOf(body, heads);
  }
  if (detected === 'curl-i') {
    const at = body.toString('latin1', 0, 16).search(/HTTP\//u);
    body = body.subarray(at);
    heads = readHttpHeads(body);
    if (!heads) throw unknown(path, 'The head of an HTTP answer in it does not end.');
    body = body.subarray(heads.bodyAt);
    detected = formatOf(body, heads);
  }
  if (heads) report.answered = { status: heads.status, contentType: heads.contentType };
  if (detected === 'compressed') {
    throw new StreamgaugeError(
      'import-compressed',
      `${path} is compressed in a way that Streamgauge cannot read.`,
      {
        hint: 'Unpack it first; gzip needs no unpacking.',
      },
    );
  }
  if (detected === 'empty') throw empty(path);
  if (detected === null || detected === 'curl-i' || detected === 'curl-v')
    throw unknown(path, 'It holds no events in a format that is known.');
  report.format = detected;
  const context: ReadContext = {
    tools: options.tools,
    report,
    sourceIdOf: options.sourceIdOf ?? ((original) => original ?? 'import'),
    channel: options.channel ?? '',
    baseTime: heads?.date ?? Math.round(changedAt),
    curlNotes,
  };
  return { reader: readerOf(detected, context), body: detected === 'har' ? withoutBom(body) : body };
}

/** What stands behind the head of an answer; an HTTP head in its turn goes before what that says. */
function formatOf(body: Buffer, heads: HttpHeads | null): Detected {
  const detected = detectFormat(body);
  return detected !== 'curl-i' && heads?.contentType === 'text/event-stream' ? 'event-stream' : detected;
}

function readerOf(format: ImportFormat, context: ReadContext): PieceReader {
  switch (format) {
    case 'events':
      return new LinesReader(context, new EventsFormat(context));
    case 'recording':
      return new LinesReader(context, new RecordingLines(context));
    case 'tail':
      return new LinesReader(context, new TailLines(context));
    case 'json-lines':
      return new LinesReader(context, new PayloadLines(context));
    case 'event-stream':
      return new StreamReader(context);
    case 'har':
      return new HarReader(context);
  }
}

function withoutBom(bytes: Buffer): Buffer {
  const bom = Buffer.from(UTF8_BOM);
  return bom.equals(bytes.subarray(0, bom.length)) ? bytes.subarray(bom.length) : bytes;
}

function lineEnds(bytes: Buffer): number {
  let count = 0;
  for (const byte of bytes) if (byte === 0x0a) count += 1;
  return count;
}

function empty(path: string): StreamgaugeError {
  return new StreamgaugeError('import-empty', `${path} is empty.`);
}

function unknown(path: string, why: string): StreamgaugeError {
  return new StreamgaugeError('import-unknown-format', `${path} cannot be imported. ${why}`, {
    hint: 'Streamgauge reads its own NDJSON and recordings, event streams as curl -N and curl -iN capture them, HAR, and JSON lines.',
  });
}
