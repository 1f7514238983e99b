import type { Capture, ExportDraft, ExportPreview, ExportScope, Job } from '@shared/history';
import { exportEvents } from '../history/export/export-events';
import type { SourceFacts } from '../history/export/export-facts';
import { previewRedaction } from '../history/export/preview-redaction';
import type { ImportTools } from '../history/import/import-tools';
import type { CaptureStore } from '../settings/capture-store';
import type { HistoryReading, HistoryWriting } from './transfer/history-access';
import { importCapture } from './transfer/import-capture';
import { JobList, type JobEnd, type JobProgress } from './transfer/job-list';
import { exportDone, fileName, sampleOf } from './transfer/transfer-words';

export interface TransferOptions {
  readonly reading: HistoryReading;
  readonly writing: HistoryWriting;
  readonly captures: CaptureStore;
  readonly tools: ImportTools;
  /** What is known of the sources now, by id. Captures are added here. */
  sources(): ReadonlyMap<string, SourceFacts>;
  /** Of the app, for HAR. */
  readonly version: string;
  /** How long a removed capture can be brought back, ms. Default 10 000: the 8 s that the window offers it, and a little. */
  readonly undoMs?: number;
}

const UNDO_MS = 10_000;
/** Bounds of looking for secrets in advance. */
const PREVIEW_EVENTS = 20_000;
const PREVIEW_MS = 1_500;
const PREVIEW_SAMPLES = 20;

export type TransferChange = 'jobs' | 'captures';

/** Exports of the history into files and imports of files into it, with the captures that these make. */
export class TransferService {
  readonly #options: TransferOptions;
  readonly #jobs = new JobList(() => this.#listener?.('jobs'));
  /** Removed captures by id, with the timers of their end. */
  readonly #leaving = new Map<string, NodeJS.Timeout>();
  #listener: ((what: TransferChange) => void) | null = null;
  #preview: AbortController | null = null;

  constructor(options: TransferOptions) {
    this.#options = options;
    // The app ended while they could still be restored.
    for (const id of options.captures.toForget) void this.#forget(id);
  }

  /** There is one listener: the engine. It is told very often while jobs run. */
  onChange(listener: (what: TransferChange) => void): void {
    this.#listener = listener;
  }

  jobs(): readonly Job[] {
    return this.#jobs.list();
  }

  captures(): readonly Capture[] {
    return this.#options.captures.list();
  }

  /**
   * How many events an export would write, and what it would take out of the first of them. A new question ends the one
   * before.
   * @throws what the history throws
   */
  async preview(scope: ExportScope): Promise<ExportPreview> {
    this.#preview?.abort();
    const asked = new AbortController();
    const looking = new AbortController();
    this.#preview = asked;
    asked.signal.addEventListener('abort', () => looking.abort());
    const timer = setTimeout(() => looking.abort(), PREVIEW_MS);
    const { reading } = this.#options;
    try {
      const [events, found] = await Promise.all([
        reading.count(scope, asked.signal),
        previewRedaction(reading.events(scope, asked.signal), {
          maxEvents: PREVIEW_EVENTS,
          maxSamples: PREVIEW_SAMPLES,
          signal: looking.signal,
        }),
      ]);
      return {
        events,
        looked: found.events,
        redactions: found.count,
        affected: found.affected,
        samples: found.samples.map(sampleOf),
      };
    } finally {
      clearTimeout(timer);
      // Nothing goes on that nobody waits for.
      asked.abort();
      if (this.#preview === asked) this.#preview = null;
    }
  }

  /**
   * Writes events to a file; answers the job's id.
   * @throws StreamgaugeError `too-many-jobs`
   */
  export(draft: ExportDraft, path: string): string {
    return this.#jobs.start({
      kind: 'export',
      file: fileName(path),
      run: (signal, tell) => this.#export(draft, path, signal, tell),
    });
  }

  /**
   * Reads files into captures; answers the jobs' ids. What is wrong with a file is told by its job.
   * @throws StreamgaugeError `too-many-jobs`: then none is read
   */
  import(paths: readonly string[]): string[] {
    this.#jobs.assertRoom(paths.length);
    const { captures, tools, writing } = this.#options;
    const parts = { captures, tools, writing, changed: () => this.#listener?.('captures') };
    return paths.map((path) =>
      this.#jobs.start({
        kind: 'import',
        file: fileName(path),
        run: (signal, tell) => importCapture(path, parts, signal, tell),
      }),
    );
  }

  cancel(jobId: string): void {
    this.#jobs.cancel(jobId);
  }

  dismiss(jobId: string): void {
    this.#jobs.dismiss(jobId);
  }

  /** @throws StreamgaugeError `no-such-capture` */
  renameCapture(id: string, name: string): void {
    this.#options.captures.rename(id, name);
    this.#listener?.('captures');
  }

  /**
   * Removes a capture with its events; it can be restored for 10 s. An import that fills it is cancelled.
   * @throws StreamgaugeError `no-such-capture`
   */
  removeCapture(id: string): void {
    this.#options.captures.remove(id);
    void this.#jobs.cancelCapture(id);
    const timer = setTimeout(() => void this.#forget(id), this.#options.undoMs ?? UNDO_MS);
    this.#leaving.set(id, timer);
    this.#listener?.('captures');
  }

  /** @throws StreamgaugeError `no-such-capture` when it is too late */
  restoreCapture(id: string): void {
    this.#options.captures.restore(id);
    clearTimeout(this.#leaving.get(id));
    this.#leaving.delete(id);
    this.#listener?.('captures');
  }

  /** Cancels jobs, lets removed captures go for good, and brings what is known of the others to the disk. */
  async close(): Promise<void> {
    this.#preview?.abort();
    await this.#jobs.close();
    await Promise.all(
      [...this.#leaving].map(([id, timer]) => {
        clearTimeout(timer);
        return this.#forget(id);
      }),
    );
    await this.#options.captures.flush();
  }

  async #export(
    { scope, format, redact }: ExportDraft,
    path: string,
    signal: AbortSignal,
    tell: (progress: JobProgress) => void,
  ): Promise<JobEnd> {
    const { reading, version } = this.#options;
    let total: number | null = null;
    tell({ share: null });
    // Without it there is no share, and nothing else is amiss.
    void reading.count(scope, signal).then(
      (events) => (total = events),
      () => undefined,
    );
    const file = fileName(path);
    const result = await exportEvents(reading.events(scope, signal), {
      path,
      format,
      redact,
      sources: this.#facts(),
      version,
      signal,
      onProgress: ({ events, bytes }) => {
        tell({ events, bytes, share: total === null || total === 0 ? null : Math.min(1, events / total) });
      },
    }).catch((error: unknown) => {
      // Whatever the reading of the history says about it.
      if (signal.aborted) return null;
      throw error;
    });
    if (result !== null) return { state: 'done', sentence: exportDone(file, result) };
    return { state: 'cancelled', sentence: `The export to ${file} was cancelled: no file was written.` };
  }

  #facts(): ReadonlyMap<string, SourceFacts> {
    const facts = new Map(this.#options.sources());
    for (const { id, name } of this.captures()) facts.set(id, { name });
    return facts;
  }

  async #forget(id: string): Promise<void> {
    this.#leaving.delete(id);
    try {
      await this.#jobs.cancelCapture(id);
      await this.#options.writing.forget(id);
      this.#options.captures.forgotten(id);
    } catch {
      // It stays on the list of what is to be forgotten: the next start tries again.
    }
  }
}
