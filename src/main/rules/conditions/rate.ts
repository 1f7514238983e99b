import { phrase } from '@shared/sentences/phrase';
import { spanWords, whole } from '../alert-words';
import { passes, type CompiledQuery } from '../compiled-query';
import type { Meet } from '../meeting';
import { SlidingCount } from '../sliding-count';
import type { SourceLives } from '../source-lives';
import { QuietWatch } from '../watch';
import type { Condition } from '@shared/rule';
import type { StreamEvent } from '@shared/stream-event';

type RateCondition = Extract<Condition, { kind: 'rate' }>;

export interface RateParts {
  readonly query: CompiledQuery;
  readonly lives: SourceLives;
  /** The sources that count, of those that the rule names: none that is muted. */
  counts(sourceId: string): boolean;
  readonly meet: Meet;
}

/**
 * More, or fewer, events than so many come within a time, of all sources of the rule together. It is met when that begins, and
 * again only after it was over. Too few are only too few once the whole time was watched over connections that were open.
 */
export class RateWatch extends QuietWatch {
  override readonly takesEvents = true;
  readonly #condition: RateCondition;
  readonly #parts: RateParts;
  readonly #windowMs: number;
  readonly #count: SlidingCount;
  /** It is above, or below. */
  #met = false;
  #newest: StreamEvent | null = null;
  /** Which sources were open, and since when all of them have been. */
  #open: ReadonlySet<string> = new Set();
  #openSince: number | null = null;

  constructor(condition: RateCondition, parts: RateParts) {
    super();
    this.#condition = condition;
    this.#parts = parts;
    this.#windowMs = condition.perSeconds * 1_000;
    this.#count = new SlidingCount(this.#windowMs);
  }

  override event(event: StreamEvent): void {
    if (!passes(this.#parts.query, event)) return;
    this.#newest = event;
    this.#count.add(event.receivedAt);
    if (this.#condition.direction === 'above' && !this.#met) this.#compare(event.receivedAt);
  }

  override tick(now: number): void {
    this.#watchConnections(now);
    this.#compare(now);
  }

  override restart(now: number): void {
    this.#count.clear();
    this.#met = false;
    if (this.#openSince !== null) this.#openSince = now;
  }

  #compare(now: number): void {
    const { direction, events } = this.#condition;
    const sum = this.#count.sum(now);
    const isMet = direction === 'above' ? sum > events : this.#wasWatched(now) && sum < events;
    const begins = isMet && !this.#met;
    this.#met = isMet;
    if (begins) this.#meet(now, sum);
  }

  #meet(now: number, sum: number): void {
    const { direction, events, sources } = this.#condition;
    const span = spanWords(this.#windowMs);
    const isAbove = direction === 'above';
    const newest = isAbove ? this.#newest : null;
    this.#parts.meet({
      at: now,
      sourceId: sources.length === 1 ? sources[0]! : '',
      event: null,
      words: {
        title: isAbove ? countOf(sum, span) : onlyCountOf(sum, span),
        body: isAbove ? `More than ${whole(events)} in ${span}.` : `Fewer than ${whole(events)} in ${span}.`,
        seq: newest?.seq ?? null,
      },
    });
  }

  #wasWatched(now: number): boolean {
    return this.#openSince !== null && now - this.#openSince >= this.#windowMs;
  }

  /** One that closes begins the time anew, one that opens does not: it only brings more. */
  #watchConnections(now: number): void {
    if (this.#condition.direction === 'above') return;
    const open = new Set<string>();
    for (const [id, life] of this.#parts.lives.among(this.#condition.sources)) {
      if (life.openSince !== null && this.#parts.counts(id)) open.add(id);
    }
    const closed = [...this.#open].some((id) => !open.has(id));
    if (open.size === 0) this.#openSince = null;
    else if (closed || this.#openSince === null) this.#openSince = now;
    this.#open = open;
  }
}

const countOf = (sum: number, span: string): string =>
  sum === 1 ? phrase(`1 event in ${span}`) : phrase(`${whole(sum)} events in ${span}`);
const onlyCountOf = (sum: number, span: string): string =>
  sum === 1 ? phrase(`Only 1 event in ${span}`) : phrase(`Only ${whole(sum)} events in ${span}`);
