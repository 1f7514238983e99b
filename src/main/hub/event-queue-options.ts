import { StreamgaugeError, type Problem } from '@shared/errors';
import type { Publication } from '@shared/hub';

export interface JobContext {
  readonly id: string;
  /** 1 for the first. Counts attempts that ended with the process, too. */
  readonly attempt: number;
  /** Aborts when the queue closes and has waited long enough. */
  readonly signal: AbortSignal;
  /** Publishes to the hub: the job's progress, its outcome. */
  readonly publish: (publication: Publication) => unknown;
}

export interface EventQueueOptions<Job> {
  /** Letters, digits and . _ -, up to 64: also the name of the journal. */
  readonly name: string;
  /** Does a job. It may be called more than once for one: its effects should bear that. */
  readonly handler: (job: Job, context: JobContext) => Promise<unknown> | unknown;
  /** Where `context.publish` leads: `hub.publish`. */
  readonly publish: (publication: Publication) => unknown;
  /** Jobs at the same time, 1 … 1 000. Default 1: in the order they came, but for those tried again. */
  readonly concurrency?: number;
  /** 1 … 100, default 5. */
  readonly maxAttempts?: number;
  /** The wait before attempt n + 1 is drawn between `floorMs` and min(`capMs`, `floorMs` · 2ⁿ). Default 500 and 60 000 ms. */
  readonly backoff?: { readonly floorMs: number; readonly capMs: number };
  /** Jobs that wait, for their first or another attempt. Default 10 000. */
  readonly maxWaiting?: number;
  /** Bytes of jobs that are not done, as JSON. Default 64 MiB. */
  readonly maxWaitingBytes?: number;
  /** The oldest beyond this many (or beyond 16 MiB) fall off and are counted. Default 1 000. */
  readonly maxDeadLetters?: number;
  /** Where the journal is kept. Without, jobs end with the process. */
  readonly folder?: string;
  /**
   * How long a record may wait until the disk has it, ms. Jobs survive the death of the process in any case; this is
   * about the loss of power. 0: `enqueue` returns when the disk has it. Default 1 000.
   */
  readonly syncMs?: number;
  /** Something is wrong with the journal. */
  readonly onProblem?: (problem: Problem) => void;
  readonly random?: () => number;
}

/** A job that was tried as often as it may be. */
export interface DeadLetter<Job> {
  readonly id: string;
  readonly job: Job;
  readonly attempts: number;
  /** Why the last attempt failed. */
  readonly problem: Problem;
  readonly enqueuedAt: number;
  readonly diedAt: number;
}

export interface EventQueueStatus {
  readonly name: string;
  /** For their first attempt. */
  readonly waiting: number;
  readonly running: number;
  /** For another attempt. */
  readonly retrying: number;
  readonly waitingBytes: number;
  readonly dead: number;
  /** Dead letters that fell off the end of the list. */
  readonly deadDropped: number;
  /** Since the start: jobs put in, done, attempts that failed, jobs that were refused. */
  readonly enqueued: number;
  readonly done: number;
  readonly failedAttempts: number;
  readonly refused: number;
  /** Bytes of the journal and lines of it that could not be read; null without a folder. */
  readonly journal: { readonly bytes: number; readonly unreadable: number } | null;
}

/** The bounds of a queue, all given. */
export type QueueBounds = Required<
  Pick<
    EventQueueOptions<unknown>,
    'concurrency' | 'maxAttempts' | 'backoff' | 'maxWaiting' | 'maxWaitingBytes' | 'maxDeadLetters'
  >
>;

const LONGEST_TIMER_MS = 2_147_483_647;

/** @throws StreamgaugeError `bad-option` */
export function assertOptions(name: string, bounds: QueueBounds, syncMs: number): void {
  if (!/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/u.test(name)) {
    throw new StreamgaugeError('bad-option', 'The name of the queue cannot be the name of a file.', {
      hint: 'Use up to 64 letters, digits and . _ - and no dot at the beginning.',
    });
  }
  assertWhole('concurrency', bounds.concurrency, 1, 1_000);
  assertWhole('maxAttempts', bounds.maxAttempts, 1, 100);
  assertWhole('backoff.floorMs', bounds.backoff.floorMs, 0, LONGEST_TIMER_MS);
  assertWhole('backoff.capMs', bounds.backoff.capMs, bounds.backoff.floorMs, LONGEST_TIMER_MS);
  assertWhole('maxWaiting', bounds.maxWaiting, 1, 1_000_000);
  assertWhole('maxWaitingBytes', bounds.maxWaitingBytes, 1, Number.MAX_SAFE_INTEGER);
  assertWhole('maxDeadLetters', bounds.maxDeadLetters, 0, 100_000);
  assertWhole('syncMs', syncMs, 0, LONGEST_TIMER_MS);
}

function assertWhole(name: string, value: number, min: number, max: number): void {
  if (Number.isInteger(value) && value >= min && value <= max) return;
  throw new StreamgaugeError('bad-option', `The option ${name} of the queue is out of its range.`, {
    hint: `Use a whole number from ${min} to ${max}.`,
  });
}
