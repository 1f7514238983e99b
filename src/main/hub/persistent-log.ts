import type { Problem } from '@shared/errors';
import type { SharedEvent } from './backplane/backplane';
import { Journal, type JournalState } from './journal';
import { JournalIds } from './journal-ids';
import type { EventLog } from './log';
import type { ResolvedOptions } from './options';

/** Joins the log in memory to its journal on disk: read once at the start, written from then on. */
export class PersistentLog {
  readonly #folder: string;
  readonly #options: Pick<ResolvedOptions, 'history' | 'now' | 'log'>;
  readonly #log: EventLog;
  readonly #changed: () => void;
  #journal: Journal | null = null;
  #problem: Problem | null = null;

  constructor(
    folder: string,
    options: Pick<ResolvedOptions, 'history' | 'now' | 'log'>,
    log: EventLog,
    changed: () => void,
  ) {
    this.#folder = folder;
    this.#options = options;
    this.#log = log;
    this.#changed = changed;
  }

  /** What is wrong with the disk, null for nothing. */
  get problem(): Problem | null {
    return this.#problem;
  }

  /**
   * Opens the journal and fills the log with what it holds and the log does not have already.
   * @param restore puts one event into the log
   * @throws StreamgaugeError `journal-in-use`, `journal-newer`, `journal-unavailable`
   */
  async open(restore: (event: SharedEvent) => void): Promise<void> {
    const { history, now } = this.#options;
    const journal = await Journal.open({
      folder: this.#folder,
      maxEvents: history.events,
      maxBytes: history.bytes,
      ...(history.ageMs !== undefined && { maxAgeMs: history.ageMs }),
      now,
      onProblem: (problem) => this.#tell(problem),
    });
    const ids = new JournalIds(journal);
    for (const { seq, ...event } of journal.takeRecords()) {
      if (seq < this.#log.next) continue;
      this.#log.renumber(ids, seq);
      restore(event);
    }
    this.#log.renumber(ids, journal.nextSeq);
    this.#journal = journal;
  }

  append(seq: number, event: SharedEvent): void {
    this.#journal?.append({ seq, ...event });
  }

  state(): JournalState | null {
    return this.#journal?.state() ?? null;
  }

  /** Writes what waits, but for no longer than `timeoutMs`: a disk may hang. */
  async close(timeoutMs: number): Promise<void> {
    const journal = this.#journal;
    this.#journal = null;
    if (!journal) return;
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<void>((resolve) => (timer = setTimeout(resolve, timeoutMs)));
    await Promise.race([journal.close(), tooLong]);
    clearTimeout(timer);
  }

  #tell(problem: Problem | null): void {
    this.#problem = problem;
    const { log, now } = this.#options;
    log(
      problem
        ? { ...problem, level: 'warn', event: 'journal-problem', at: now() }
        : { level: 'info', event: 'journal-works-again', at: now() },
    );
    this.#changed();
  }
}
