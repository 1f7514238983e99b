import type { Problem } from '@shared/errors';
import type { Rule } from '@shared/rule';
import type { StreamEvent } from '@shared/stream-event';
import type { CompiledQuery, QueryCompiler } from './compiled-query';
import type { Gathering } from './gathering';
import { makeWatch, type WatchParts } from './make-watch';
import type { Meeting } from './meeting';
import { Pace } from './pace';
import type { Watch } from './watch';

export interface RuleRunParts extends Omit<WatchParts, 'meet'> {
  readonly queries: QueryCompiler;
  /** Whether an event is not to raise anything; asked only about events that meet a condition. */
  isMuted(event: StreamEvent): boolean;
  /** It met its condition, before it is known whether it rests. */
  onMeeting?(meeting: Meeting): void;
  onAlert(gathering: Gathering): void;
}

const NOTHING = (): boolean => false;

/** One rule at work: its condition being watched, and when it acts. */
export class RuleRun {
  readonly rule: Rule;
  readonly watch: Watch;
  readonly sources: ReadonlySet<string>;
  readonly #parts: RuleRunParts;
  readonly #query: { test: CompiledQuery['test']; asksForKinds: boolean } = {
    test: NOTHING,
    asksForKinds: false,
  };
  /** Of events there is one; what is about a source has its own for each, so that no source hides another. */
  readonly #paces = new Map<string, Pace>();
  #queryProblem: Problem | null = null;

  constructor(rule: Rule, parts: RuleRunParts) {
    this.rule = rule;
    this.#parts = parts;
    this.sources = new Set(rule.when.sources);
    this.watch = makeWatch(rule.when, this.#query, { ...parts, meet: (meeting) => this.#meet(meeting) });
    this.compile();
  }

  /** Why its query cannot be read; null when it can. */
  get queryProblem(): Problem | null {
    return this.#queryProblem;
  }

  /** What was met while it rested. */
  get heldBack(): number {
    let held = 0;
    for (const pace of this.#paces.values()) held += pace.heldBack;
    return held;
  }

  get mutes(): boolean {
    return this.rule.then.some((action) => action.do === 'mute');
  }

  /** The query that the rule asks, as it was last compiled. */
  get query(): CompiledQuery {
    return this.#query;
  }

  concerns(sourceId: string): boolean {
    return this.sources.size === 0 || this.sources.has(sourceId);
  }

  /** Reads the query again: sources may have got other names. */
  compile(): void {
    const { when } = this.rule;
    if (when.kind !== 'event' && when.kind !== 'rate') return;
    const compiled = this.#parts.queries.compile(when.query);
    this.#queryProblem = compiled.ok ? null : compiled.problem;
    if (!compiled.ok) {
      this.#query.test = NOTHING;
      return;
    }
    const { test, asksForKinds } = compiled.query;
    const { isMuted } = this.#parts;
    // A rule that mutes is what `isMuted` asks.
    this.#query.test = this.mutes ? test : (event): boolean => test(event) && !isMuted(event);
    this.#query.asksForKinds = asksForKinds;
  }

  /** Nothing more can be said of the sources that are not among these. */
  retain(ids: ReadonlySet<string>): void {
    for (const id of this.#paces.keys()) if (id !== '' && !ids.has(id)) this.#paces.delete(id);
  }

  tick(now: number): void {
    this.watch.tick(now);
    for (const pace of this.#paces.values()) pace.tick(now);
  }

  #meet(meeting: Meeting): void {
    this.#parts.onMeeting?.(meeting);
    const key = meeting.words === null ? '' : meeting.sourceId;
    let pace = this.#paces.get(key);
    if (!pace) this.#paces.set(key, (pace = this.#newPace()));
    pace.meet(meeting);
  }

  #newPace(): Pace {
    const { when, cooldownSeconds, groupSeconds } = this.rule;
    return new Pace({
      cooldownMs: cooldownSeconds * 1_000,
      groupMs: groupSeconds * 1_000,
      tellsLast: when.kind !== 'event' && when.kind !== 'rate',
      onAlert: (gathering) => this.#parts.onAlert(gathering),
    });
  }
}
