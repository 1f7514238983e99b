import { randomUUID } from 'node:crypto';
import { StreamgaugeError, toProblem, type Problem } from '@shared/errors';
import { cutText } from '@shared/text';
import { DeadLetters } from './event-queue-dead';
import { EventQueueJournal, type JournalRecord, type StoredJob } from './event-queue-journal';
import {
  assertOptions,
  type DeadLetter,
  type EventQueueOptions,
  type EventQueueStatus,
  type QueueBounds,
} from './event-queue-options';

/** Largest job as JSON, bytes. */
export const MAX_JOB_BYTES = 1_048_576;
const MAX_MESSAGE_LENGTH = 1_000;
/** How long a handler may take to notice that its signal aborted, ms. */
const ABORT_GRACE_MS = 1_000;

/** A job of this life. `text` is what handlers get a fresh copy of, so that no attempt sees the traces of another. */
interface Entry extends StoredJob {
  attempts: number;
  readonly bytes: number;
}

interface Running {
  readonly entry: Entry;
  readonly abort: AbortController;
}

/**
 * A background queue: takes jobs at once, does them one after the other (or several at a time), tries failed ones again
 * with growing waits, and publishes their progress. At least once: a job is gone only when its handler has resolved, and
 * with a folder that holds across `kill -9`. It never lets a job go to make room: when full it refuses.
 *
 * A job that ends the process counts as an attempt, so it becomes a dead letter like any other that cannot be done.
 */
export class EventQueue<Job> {
  readonly #options: QueueBounds & Pick<EventQueueOptions<Job>, 'handler' | 'publish'>;
  readonly #name: string;
  readonly #random: () => number;
  readonly #onProblem: (problem: Problem) => void;
  readonly #journal: EventQueueJournal | null;
  readonly #ready = new Map<string, Entry>();
  readonly #later = new Map<string, { readonly entry: Entry; readonly timer: NodeJS.Timeout }>();
  readonly #running = new Map<string, Running>();
  readonly #dead: DeadLetters;
  #waitingBytes = 0;
  readonly #counts = { enqueued: 0, done: 0, failedAttempts: 0, refused: 0 };
  #turn: NodeJS.Immediate | null = null;
  #closing: Promise<number> | null = null;
  #waiters: (() => void)[] = [];

  /** @throws StreamgaugeError `bad-option`, `queue-in-use`, `queue-newer`, `queue-not-opened` */
  constructor(options: EventQueueOptions<Job>) {
    const { folder, syncMs = 1_000, onProblem = () => undefined, random = Math.random, name } = options;
    this.#options = {
      handler: options.handler,
      publish: options.publish,
      concurrency: options.concurrency ?? 1,
      maxAttempts: options.maxAttempts ?? 5,
      backoff: options.backoff ?? { floorMs: 500, capMs: 60_000 },
      maxWaiting: options.maxWaiting ?? 10_000,
      maxWaitingBytes: options.maxWaitingBytes ?? 64 * 1_048_576,
      maxDeadLetters: options.maxDeadLetters ?? 1_000,
    };
    this.#dead = new DeadLetters(this.#options.maxDeadLetters, (id) => this.#record({ kind: 'done', id }));
    this.#name = name;
    this.#random = random;
    this.#onProblem = onProblem;
    assertOptions(name, this.#options, syncMs);
    this.#journal = folder === undefined ? null : new EventQueueJournal(folder, name, syncMs, onProblem);
    if (this.#journal) this.#takeUp(this.#journal);
  }

  /**
   * Puts a job in and returns its id. The job is kept as JSON; each attempt gets a copy.
   * @throws StreamgaugeError `queue-full`, `queue-closed`, `bad-job`, `queue-not-written`
   */
  enqueue(job: Job): string {
    try {
      if (this.#closing) {
        throw new StreamgaugeError(
          'queue-closed',
          `The queue ${this.#name} takes no more jobs: it is closing.`,
        );
      }
      const text = jobText(job);
      const bytes = Buffer.byteLength(text);
      this.#assertRoom(bytes);
      const entry: Entry = { id: randomUUID(), text, at: Date.now(), attempts: 0, bytes };
      this.#journal?.append({ kind: 'put', ...stored(entry) });
      this.#counts.enqueued += 1;
      this.#waitingBytes += bytes;
      this.#ready.set(entry.id, entry);
      this.#pumpSoon();
      return entry.id;
    } catch (error) {
      this.#counts.refused += 1;
      throw error;
    }
  }

  status(): EventQueueStatus {
    return {
      name: this.#name,
      waiting: this.#ready.size,
      running: this.#running.size,
      retrying: this.#later.size,
      waitingBytes: this.#waitingBytes,
      dead: this.#dead.size,
      deadDropped: this.#dead.dropped,
      ...this.#counts,
      journal: this.#journal ? { bytes: this.#journal.bytes, unreadable: this.#journal.unreadable } : null,
    };
  }

  /** Oldest first. */
  deadLetters(): DeadLetter<Job>[] {
    return [...this.#dead.values()].map(({ text, at, bytes: _, ...letter }) => ({
      ...letter,
      job: JSON.parse(text) as Job,
      enqueuedAt: at,
    }));
  }

  /**
   * Gives a dead letter all its attempts again. False when there is none with this id.
   * @throws StreamgaugeError `queue-full`, `queue-closed`, `queue-not-written`
   */
  retryDead(id: string): boolean {
    const letter = this.#dead.get(id);
    if (!letter) return false;
    if (this.#closing) {
      throw new StreamgaugeError(
        'queue-closed',
        `The queue ${this.#name} takes no more jobs: it is closing.`,
      );
    }
    this.#assertRoom(letter.bytes);
    const entry: Entry = { id, text: letter.text, at: letter.at, attempts: 0, bytes: letter.bytes };
    this.#journal?.append({ kind: 'put', ...stored(entry) });
    this.#dead.delete(id);
    this.#waitingBytes += entry.bytes;
    this.#ready.set(id, entry);
    this.#pumpSoon();
    return true;
  }

  /**
   * Lets a dead letter go for good. False when there is none with this id.
   * @throws StreamgaugeError `queue-not-written`
   */
  removeDead(id: string): boolean {
    if (!this.#dead.get(id)) return false;
    this.#journal?.append({ kind: 'done', id });
    this.#dead.delete(id);
    return true;
  }

  /** Resolves when no job waits or runs, those that are tried again included. */
  async drain(): Promise<void> {
    while (this.#ready.size + this.#later.size + this.#running.size > 0) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  /**
   * Takes no more jobs, begins none, and waits for those that run; after `timeoutMs` their signals abort, and a second
   * later they are left. Resolves with the number of jobs that are not done: with a folder they are taken up by the next
   * queue of that name.
   */
  close(timeoutMs = 10_000): Promise<number> {
    this.#closing ??= this.#close(timeoutMs);
    return this.#closing;
  }

  async #close(timeoutMs: number): Promise<number> {
    if (this.#turn) clearImmediate(this.#turn);
    for (const { entry, timer } of this.#later.values()) {
      clearTimeout(timer);
      this.#ready.set(entry.id, entry);
    }
    this.#later.clear();
    await this.#idleWithin(timeoutMs);
    for (const { abort } of this.#running.values()) abort.abort();
    await this.#idleWithin(ABORT_GRACE_MS);
    const left = this.#ready.size + this.#running.size;
    for (const { entry } of this.#running.values()) this.#unattempt(entry);
    try {
      await this.#journal?.close();
    } catch (error) {
      this.#onProblem(toProblem(error));
    }
    this.#ready.clear();
    this.#wakeWaiters();
    return left;
  }

  async #idleWithin(ms: number): Promise<void> {
    let over = ms <= 0;
    const timer = setTimeout(() => {
      over = true;
      this.#wakeWaiters();
    }, ms);
    while (this.#running.size > 0 && !over) {
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
    clearTimeout(timer);
  }

  #takeUp(journal: EventQueueJournal): void {
    for (const letter of journal.dead.values()) this.#dead.add(letter);
    for (const job of journal.jobs.values()) {
      const entry: Entry = { ...job, bytes: Buffer.byteLength(job.text) };
      this.#waitingBytes += entry.bytes;
      if (entry.attempts < this.#options.maxAttempts) this.#ready.set(entry.id, entry);
      else {
        const message = `The process ended during attempt ${entry.attempts} of the job.`;
        this.#bury(entry, { code: 'process-ended', message });
      }
    }
    journal.jobs.clear();
    journal.dead.clear();
    this.#pumpSoon();
  }

  #assertRoom(bytes: number): void {
    const { maxWaiting, maxWaitingBytes } = this.#options;
    if (this.#ready.size + this.#later.size < maxWaiting && this.#waitingBytes + bytes <= maxWaitingBytes)
      return;
    throw new StreamgaugeError('queue-full', `The queue ${this.#name} is full.`, {
      hint: `It holds ${this.#ready.size + this.#later.size} jobs, ${this.#waitingBytes} bytes. Put the job in again later.`,
    });
  }

  /** In a turn of its own: a queue of jobs that never wait must not keep the process from everything else. */
  #pumpSoon(): void {
    if (this.#turn || this.#closing) return;
    this.#turn = setImmediate(() => {
      this.#turn = null;
      while (!this.#closing && this.#running.size < this.#options.concurrency) {
        const [entry] = this.#ready.values();
        if (!entry) break;
        this.#ready.delete(entry.id);
        void this.#run(entry);
      }
    });
  }

  async #run(entry: Entry): Promise<void> {
    const abort = new AbortController();
    this.#running.set(entry.id, { entry, abort });
    entry.attempts += 1;
    // Before the handler begins: when it ends the process, the attempt counts.
    this.#record({ kind: 'attempts', id: entry.id, attempts: entry.attempts });
    let failure: { readonly error: unknown } | null = null;
    try {
      await this.#options.handler(JSON.parse(entry.text) as Job, {
        id: entry.id,
        attempt: entry.attempts,
        signal: abort.signal,
        publish: this.#options.publish,
      });
    } catch (error) {
      failure = { error };
    }
    // The queue was closed and did not wait any longer; the job is the next queue's.
    if (this.#closing && abort.signal.aborted && failure) this.#unattempt(entry, true);
    else if (failure) this.#failed(entry, failure.error);
    else {
      this.#record({ kind: 'done', id: entry.id });
      this.#counts.done += 1;
      this.#waitingBytes -= entry.bytes;
    }
    this.#running.delete(entry.id);
    this.#journal?.compact(this.#waitingBytes + this.#dead.bytes, () => this.#live());
    this.#pumpSoon();
    this.#wakeWaiters();
  }

  #failed(entry: Entry, error: unknown): void {
    this.#counts.failedAttempts += 1;
    if (entry.attempts >= this.#options.maxAttempts) {
      const problem = toProblem(error);
      this.#bury(entry, { ...problem, message: cutText(problem.message, MAX_MESSAGE_LENGTH) });
      return;
    }
    if (this.#closing) {
      this.#ready.set(entry.id, entry);
      return;
    }
    const { floorMs, capMs } = this.#options.backoff;
    const ceiling = Math.max(floorMs, Math.min(capMs, floorMs * 2 ** entry.attempts));
    const timer = setTimeout(
      () => {
        this.#later.delete(entry.id);
        this.#ready.set(entry.id, entry);
        this.#pumpSoon();
      },
      Math.round(floorMs + this.#random() * (ceiling - floorMs)),
    );
    this.#later.set(entry.id, { entry, timer });
  }

  /** The attempt was broken off by us and does not count. */
  #unattempt(entry: Entry, ready = false): void {
    entry.attempts -= 1;
    this.#record({ kind: 'attempts', id: entry.id, attempts: entry.attempts });
    if (ready) this.#ready.set(entry.id, entry);
  }

  #bury(entry: Entry, problem: Problem): void {
    const diedAt = Date.now();
    this.#record({ kind: 'dead', id: entry.id, problem, diedAt });
    this.#waitingBytes -= entry.bytes;
    this.#dead.add({ ...stored(entry), problem, diedAt });
  }

  #live(): JournalRecord[] {
    const records: JournalRecord[] = [];
    const entries = [
      ...[...this.#running.values()].map(({ entry }) => entry),
      ...this.#ready.values(),
      ...[...this.#later.values()].map(({ entry }) => entry),
    ];
    for (const entry of entries) records.push({ kind: 'put', ...stored(entry) });
    for (const letter of this.#dead.values()) {
      const { id, problem, diedAt } = letter;
      records.push({ kind: 'put', ...stored(letter) }, { kind: 'dead', id, problem, diedAt });
    }
    return records;
  }

  /** A record without which a job would only be done once more than needed. */
  #record(record: JournalRecord): void {
    try {
      this.#journal?.append(record);
    } catch (error) {
      this.#onProblem(toProblem(error));
    }
  }

  #wakeWaiters(): void {
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }
}

function stored({ id, text, at, attempts }: StoredJob): StoredJob {
  return { id, text, at, attempts };
}

function jobText(job: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(job);
  } catch (cause) {
    throw new StreamgaugeError('bad-job', 'The job cannot be written as JSON.', {
      hint: 'Circular, very deep and BigInt values have no JSON form.',
      cause,
    });
  }
  if (text === undefined) throw new StreamgaugeError('bad-job', 'The job has no JSON form.');
  if (Buffer.byteLength(text) <= MAX_JOB_BYTES) return text;
  throw new StreamgaugeError('bad-job', 'The job is larger than 1 MiB.', {
    hint: 'Put in a reference to its data.',
  });
}
