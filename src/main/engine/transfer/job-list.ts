import { randomUUID } from 'node:crypto';
import { StreamgaugeError, toProblem } from '@shared/errors';
import { MAX_JOBS, type Job } from '@shared/history';

/** What a job tells of itself while it runs. */
export type JobProgress = Partial<Pick<Job, 'events' | 'bytes' | 'share' | 'captureId'>>;

/** How a job ended that did not fail. */
export interface JobEnd {
  readonly state: 'done' | 'cancelled';
  /** A whole sentence. */
  readonly sentence: string;
}

export interface Work {
  readonly kind: Job['kind'];
  /** Name of the file, for people. */
  readonly file: string;
  /**
   * Does it. What it throws makes the job a failed one, `export-cancelled` and `import-cancelled` a cancelled one.
   * @param signal aborts when somebody cancels
   */
  run(signal: AbortSignal, tell: (progress: JobProgress) => void): Promise<JobEnd>;
}

interface Entry {
  job: Job;
  readonly work: Work;
  readonly abort: AbortController;
  ended: Promise<void>;
}

/** Jobs that run at a time: the disk is busy with two, and the streams need some of it. */
const MAX_RUNNING = 2;
const CANCELLED = new Set(['export-cancelled', 'import-cancelled']);

/** Exports and imports, at most `MAX_JOBS` of them: two run, others wait, and those that are over stay to be seen. */
export class JobList {
  readonly #onChange: () => void;
  #entries: Entry[] = [];
  #closed = false;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** In the order in which they were started. */
  list(): readonly Job[] {
    return this.#entries.map(({ job }) => job);
  }

  /**
   * Whether so many more can be started.
   * @throws StreamgaugeError `too-many-jobs`
   */
  assertRoom(wanted: number): void {
    const unfinished = this.#entries.filter(({ job }) => !isOver(job)).length;
    if (unfinished + wanted <= MAX_JOBS) return;
    const message = `At most ${MAX_JOBS} files are read and written at a time.`;
    throw new StreamgaugeError('too-many-jobs', message, {
      hint: wanted > 1 ? 'Open fewer files at once.' : 'Wait until one is done, or cancel one.',
    });
  }

  /**
   * Starts as soon as it is its turn; answers the job's id.
   * @throws StreamgaugeError `too-many-jobs`
   */
  start(work: Work): string {
    this.assertRoom(1);
    const job: Job = {
      id: randomUUID(),
      kind: work.kind,
      file: work.file,
      events: 0,
      bytes: 0,
      share: 0,
      state: 'waiting',
      sentence: null,
      problem: null,
      captureId: null,
    };
    if (this.#entries.length >= MAX_JOBS) {
      const oldest = this.#entries.findIndex((entry) => isOver(entry.job));
      this.#entries.splice(oldest, 1);
    }
    this.#entries.push({ job, work, abort: new AbortController(), ended: Promise.resolve() });
    this.#runNext();
    this.#onChange();
    return job.id;
  }

  /** Does nothing when it is over, or not there. */
  cancel(id: string): void {
    const entry = this.#entries.find(({ job }) => job.id === id);
    if (!entry || isOver(entry.job)) return;
    if (entry.job.state === 'waiting') {
      this.#change(entry, { state: 'cancelled', sentence: notBegun(entry.job) });
      return;
    }
    entry.abort.abort();
  }

  /** Cancels what fills a capture, and resolves when it writes no more. */
  async cancelCapture(captureId: string): Promise<void> {
    const entries = this.#entries.filter(({ job }) => job.captureId === captureId);
    for (const { job } of entries) this.cancel(job.id);
    await Promise.all(entries.map(({ ended }) => ended));
  }

  /** Takes a job off the list that is over. */
  dismiss(id: string): void {
    const kept = this.#entries.filter(({ job }) => job.id !== id || !isOver(job));
    if (kept.length === this.#entries.length) return;
    this.#entries = kept;
    this.#onChange();
  }

  /** Cancels everything and resolves when it has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const { job } of this.#entries) this.cancel(job.id);
    await Promise.all(this.#entries.map(({ ended }) => ended));
  }

  #runNext(): void {
    const running = this.#entries.filter(({ job }) => job.state === 'running').length;
    const next = this.#entries.find(({ job }) => job.state === 'waiting');
    if (this.#closed || !next || running >= MAX_RUNNING) return;
    this.#change(next, { state: 'running' });
    next.ended = this.#run(next);
  }

  async #run(entry: Entry): Promise<void> {
    try {
      const end = await entry.work.run(entry.abort.signal, (progress) => this.#change(entry, progress));
      this.#change(entry, { ...end, ...(end.state === 'done' && { share: 1 }) });
    } catch (error) {
      const problem = toProblem(error);
      const sentence = problem.message;
      if (CANCELLED.has(problem.code)) this.#change(entry, { state: 'cancelled', sentence });
      else this.#change(entry, { state: 'failed', sentence, problem });
    }
    this.#runNext();
  }

  #change(entry: Entry, change: Partial<Job>): void {
    entry.job = { ...entry.job, ...change };
    this.#onChange();
  }
}

function isOver({ state }: Job): boolean {
  return state !== 'waiting' && state !== 'running';
}

function notBegun({ kind, file }: Job): string {
  return kind === 'export'
    ? `The export to ${file} was cancelled before it began.`
    : `The import of ${file} was cancelled before it began.`;
}
