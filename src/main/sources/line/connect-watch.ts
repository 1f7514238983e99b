import { performance } from 'node:perf_hooks';
import { CONNECT_STAGES, type ConnectStage, type ConnectTimes } from '@shared/connection';

/**
 * A stopwatch for one attempt: whoever does a part of the way to a stream says when it is behind him. Of several
 * connections, made one after another because of redirects or credentials, the last one counts; what was before it is told
 * as one time. Nothing is measured any more once the stream is open, but the first event.
 */
export class ConnectWatch {
  readonly #now: () => number;
  readonly #startedAt: number;
  #dialledAt: number | null = null;
  #lastAt: number;
  #stages: Partial<Record<ConnectStage, number>> = {};
  #openedAt: number | null = null;
  #firstEventMs: number | null = null;
  #shared = false;

  /** @param now monotonic, ms */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
    this.#startedAt = this.#lastAt = now();
  }

  /** A connection is dialled from here on. */
  dial(): void {
    if (this.#openedAt !== null) return;
    this.#stages = {};
    this.#dialledAt = this.#lastAt = this.#now();
  }

  /** This stage has just ended, and began where the last one did. */
  passed(stage: ConnectStage): void {
    if (this.#openedAt !== null) return;
    const now = this.#now();
    this.#stages[stage] = now - this.#lastAt;
    this.#lastAt = now;
  }

  /** The stream comes over the connection of another source. */
  share(): void {
    this.#shared = true;
  }

  /** The stream is open. */
  opened(): void {
    this.#openedAt ??= this.#now();
  }

  /** An event is there; true for the first one. */
  event(): boolean {
    if (this.#firstEventMs !== null) return false;
    const answered = this.#stages.answer !== undefined;
    this.#firstEventMs = this.#now() - (answered ? this.#lastAt : (this.#openedAt ?? this.#lastAt));
    return true;
  }

  /** What is known by now. */
  get times(): ConnectTimes {
    const stages = CONNECT_STAGES.map((stage) => [stage, tenths(this.#stages[stage] ?? null)] as const);
    return {
      ...(Object.fromEntries(stages) as Record<ConnectStage, number | null>),
      before: tenths(this.#dialledAt === null ? null : this.#dialledAt - this.#startedAt),
      firstEvent: tenths(this.#firstEventMs),
      shared: this.#shared,
    };
  }
}

function tenths(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms * 10) / 10;
}
