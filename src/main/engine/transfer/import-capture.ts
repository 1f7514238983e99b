import { StreamgaugeError, toProblem } from '@shared/errors';
import type { Capture, CaptureTimes } from '@shared/history';
import { phrase } from '@shared/sentences/phrase';
import { ImportReport, type ImportFormat } from '../../history/import/import-report';
import type { ImportTools } from '../../history/import/import-tools';
import { readEventBatches } from '../../history/import/read-event-file';
import { newCaptureId, type CaptureStore } from '../../settings/capture-store';
import type { HistoryWriting } from './history-access';
import type { JobEnd, JobProgress } from './job-list';
import { captureProblems, fileName, importCancelled, importDone, roomMade } from './transfer-words';

export interface ImportParts {
  readonly tools: ImportTools;
  readonly writing: HistoryWriting;
  readonly captures: CaptureStore;
  /** The list of captures, or one of them, has changed. */
  changed(): void;
}

/** How often the counts of a capture go to its file while it is read, ms. */
const SAVE_EVERY_MS = 5_000;
const MAX_SOURCES_COUNTED = 1_000;

/** Names of formats, for people. */
const FORMATS: Readonly<Record<ImportFormat, string>> = {
  events: 'NDJSON',
  recording: phrase('Recording'),
  tail: 'tail',
  'json-lines': phrase('JSON lines'),
  'event-stream': phrase('Event stream'),
  har: 'HAR',
};

/**
 * Reads a file into a capture of its own, which is there with the first of its events; without any there is none. What was
 * read stays when somebody cancels or the file breaks off.
 * @throws StreamgaugeError as `readEventBatches`, `import-nothing`, `too-many-captures`, and what the history throws
 */
export async function importCapture(
  path: string,
  { tools, writing, captures, changed }: ImportParts,
  signal: AbortSignal,
  tell: (progress: JobProgress) => void,
): Promise<JobEnd> {
  const file = fileName(path);
  const report = new ImportReport();
  const sources = new Set<string>();
  const id = newCaptureId();
  let capture: Capture | null = null;
  const counts = { events: 0, bytes: 0, times: timesOf(report) };
  let savedAt = performance.now();
  captures.assertRoom();
  const letGoBefore = writing.letGo();
  const batches = readEventBatches(path, report, {
    tools,
    signal,
    sourceIdOf: (original) => {
      if (original !== null && sources.size < MAX_SOURCES_COUNTED) sources.add(original);
      return id;
    },
  });
  try {
    for await (const batch of batches) {
      capture ??= captures.add(id, file, FORMATS[report.format!], Date.now());
      for (const { raw } of batch) counts.bytes += raw.byteLength;
      counts.events += batch.length;
      counts.times = timesOf(report);
      await untilAborted(writing.append(batch), signal);
      const save = performance.now() - savedAt > SAVE_EVERY_MS;
      if (save) savedAt = performance.now();
      captures.progress(id, counts, save);
      changed();
      tell({ events: counts.events, bytes: report.bytesRead, share: shareOf(report), captureId: id });
    }
  } catch (error) {
    if (capture === null) throw error;
    const cancelled = error instanceof StreamgaugeError && error.code === 'import-cancelled';
    const sentence = cancelled ? importCancelled(file, report) : keptUntil(toProblem(error).message);
    captures.finish(id, counts, captureProblems(report, sentence));
    changed();
    if (cancelled) return { state: 'cancelled', sentence };
    throw error;
  }
  if (capture === null) throw nothingIn(path, report);
  const madeRoom = roomMade(writing.letGo() - letGoBefore);
  captures.finish(id, counts, captureProblems(report, madeRoom));
  changed();
  return { state: 'done', sentence: importDone(file, report, sources.size, madeRoom) };
}

/** A history whose disk is full takes nothing in, for as long as that may last: whoever cancels does not wait for it. */
async function untilAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  let stop = (): void => undefined;
  const aborted = new Promise<void>((resolve) => (stop = resolve));
  signal.addEventListener('abort', stop);
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function timesOf({ timed, payloadTimes, answered }: ImportReport): CaptureTimes {
  if (timed) return 'arrival';
  return payloadTimes ? 'payload' : answered ? 'answer' : 'change';
}

function shareOf({ bytesRead, totalBytes }: ImportReport): number | null {
  // A file that is still written to grows beyond what it had.
  return totalBytes > 0 ? Math.min(1, bytesRead / totalBytes) : null;
}

function keptUntil(message: string): string {
  return [message, 'What was read until then is kept.'].join(' ');
}

function nothingIn(path: string, report: ImportReport): StreamgaugeError {
  const why = report.problems[0]?.message;
  const message = [`${path} holds no events.`, ...(why === undefined ? [] : [why])].join(' ');
  return new StreamgaugeError('import-nothing', message, { hint: 'Nothing was imported.' });
}
