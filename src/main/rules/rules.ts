import type { Problem } from '@shared/errors';
import { MAX_RULES, type Alert, type Rule, type RuleFiring } from '@shared/rule';
import type { ChannelMark } from '@shared/settings';
import type { ShapeFinding } from '@shared/shape';
import type { StreamEvent } from '@shared/stream-event';
import { isAlert } from './alert-mark';
import { alertOf } from './alert-words';
import type { QueryCompiler } from './compiled-query';
import { Mutes } from './mutes';
import { RuleRecord } from './rule-record';
import { RuleRun } from './rule-run';
import { SourceLives, type SourceLife } from './source-lives';
import { SourceTurns, type SourceFacts } from './source-turns';
import type { Watch } from './watch';

/** Ticks that are further apart than this, ms, or the wrong way round: the machine slept, or its clock was set. */
const JUMP_MS = 30_000;
/** Records that are held, those of rules that were removed among them. */
const MAX_RECORDS = 2 * MAX_RULES;

export interface RulesOptions {
  readonly queries: QueryCompiler;
  nameOf(sourceId: string): string;
  /** What a source's connection is; null for one that is gone. */
  factsOf(sourceId: string): SourceFacts | null;
  /** How often rules acted before the app was started, by id. */
  readonly firings?: ReadonlyMap<string, RuleFiring>;
  /** A rule acts. */
  onAlert(rule: Rule, alert: Alert): void;
  /** Anything that `states` tells changed. */
  onChange(): void;
}

/** What the window is told of a rule at work. */
export interface RuleState {
  readonly firedToday: number;
  readonly lastFired: number | null;
  readonly heldBack: number;
  readonly problem: Problem | null;
}

/** What a batch of events meets at one source. */
interface Plan {
  readonly watches: readonly Watch[];
  readonly life: SourceLife;
}

/** All rules at work: what arrives and what becomes of connections goes through their conditions. */
export class Rules {
  readonly #options: RulesOptions;
  readonly #lives = new SourceLives();
  readonly #turns = new SourceTurns();
  readonly #mutes = new Mutes();
  readonly #records = new Map<string, RuleRecord>();
  #ids: ReadonlySet<string> = new Set();
  /** Those that are switched on. */
  #runs: readonly RuleRun[] = [];
  readonly #plans = new Map<string, Plan>();
  /** Sources whose audits have to be looked at. */
  readonly #changed = new Set<string>();
  #tickedAt: number | null = null;

  constructor(options: RulesOptions) {
    this.#options = options;
    for (const [id, firing] of options.firings ?? []) this.#records.set(id, new RuleRecord(firing));
  }

  /** How often the rules acted, by id, to be kept over a restart. */
  firings(): Map<string, RuleFiring> {
    const firings = new Map<string, RuleFiring>();
    for (const id of this.#ids) {
      const firing = this.#records.get(id)?.firing ?? null;
      if (firing) firings.set(id, firing);
    }
    return firings;
  }

  /** Makes these the rules. One that says the same as before goes on where it is. */
  setRules(rules: readonly Rule[]): void {
    const before = new Map(this.#runs.map((run) => [JSON.stringify(run.rule), run]));
    this.#runs = rules
      .filter(({ enabled }) => enabled)
      .map((rule) => before.get(JSON.stringify(rule)) ?? this.#run(rule));
    this.#ids = new Set(rules.map(({ id }) => id));
    // A rule that is removed may be brought back.
    for (const id of this.#records.keys()) {
      if (this.#records.size <= MAX_RECORDS) break;
      if (!this.#ids.has(id)) this.#records.delete(id);
    }
    this.#mutes.setRules(
      this.#runs
        .filter(({ mutes }) => mutes)
        .map((run) => ({
          query: run.query,
          sources: run.sources,
          met: (at) => this.#recordOf(run.rule.id).fired(at),
        })),
    );
    this.#plans.clear();
    this.#options.onChange();
  }

  /** Sets what is muted beside what rules mute. */
  setMuted(sources: readonly string[], channels: readonly ChannelMark[]): void {
    this.#mutes.setSettings(sources, channels);
    this.#plans.clear();
  }

  /** The list of sources, or a name, changed. @param ids all that there are */
  sourcesChanged(ids: ReadonlySet<string>): void {
    this.#lives.retain(ids);
    this.#turns.retain(ids);
    for (const run of this.#runs) {
      run.retain(ids);
      run.compile();
    }
    this.#plans.clear();
    this.#options.onChange();
  }

  /** Whether an event is muted, by its source, its channel or a rule, which counts it: it is not to reach the inbox. */
  mutes(event: StreamEvent): boolean {
    return this.#mutes.has(event);
  }

  /** Whether an event raises nothing, whatever mutes it; nobody counts it. */
  isMuted(event: StreamEvent): boolean {
    return this.#mutes.has(event, false);
  }

  isMutedSource(sourceId: string): boolean {
    return this.#mutes.hasSource(sourceId);
  }

  /** Events as they arrived; those of files that were opened are not to be among them. */
  take(batch: readonly StreamEvent[]): void {
    let sourceId: string | null = null;
    let plan: Plan | null = null;
    for (const event of batch) {
      if (plan === null || event.sourceId !== sourceId) {
        ({ sourceId } = event);
        plan = this.#planOf(sourceId);
      }
      if (event.kind === 'event') {
        if (isAlert(event.data)) continue;
        plan.life.event(event.receivedAt);
      } else if (event.gap !== null) this.#takeGap(event);
      for (const watch of plan.watches) watch.event(event);
    }
    this.#options.queries.forget();
  }

  /** A source's connection changed. @param now epoch ms */
  takeSource(sourceId: string, now: number): void {
    const facts = this.#options.factsOf(sourceId);
    if (!facts) return;
    const { phase, turns } = this.#turns.look(sourceId, facts, now);
    if (phase !== null) this.#lives.of(sourceId).turn(phase, now);
    this.#changed.add(sourceId);
    for (const turn of turns) this.#tell(sourceId, (watch) => watch.turn(turn));
  }

  /** The shape of an event is not what it should be. @param now epoch ms */
  takeFinding(finding: ShapeFinding, now: number): void {
    this.#tell(finding.sourceId, (watch) => watch.finding(finding, now));
  }

  /** To be called about once a second. @param now epoch ms */
  tick(now: number): void {
    const passed = this.#tickedAt === null ? 0 : now - this.#tickedAt;
    this.#tickedAt = now;
    if (passed < 0 || passed > JUMP_MS) {
      this.#lives.restart(now);
      for (const { watch } of this.#runs) watch.restart(now);
    }
    for (const sourceId of this.#changed) {
      const facts = this.#options.factsOf(sourceId);
      const loss = facts && this.#turns.lossOfAudit(sourceId, facts.attempts);
      if (loss) this.#tell(sourceId, (watch) => watch.loss(loss));
    }
    this.#changed.clear();
    for (const run of this.#runs) run.tick(now);
  }

  /** What became of a rule. @param now epoch ms */
  stateOf(rule: Rule, now: number): RuleState {
    const record = this.#records.get(rule.id);
    const run = this.#runs.find((each) => each.rule.id === rule.id);
    return {
      firedToday: record?.firedOn(now) ?? 0,
      lastFired: record?.firing?.last ?? null,
      heldBack: (run?.heldBack ?? 0) + (record?.quieted ?? 0),
      problem: run?.queryProblem ?? record?.problem ?? null,
    };
  }

  /** So many were kept from disturbing, because nothing is to; 0: it disturbed. */
  setQuiet(ruleId: string, count: number): void {
    const record = this.#recordOf(ruleId);
    record.quieted = count === 0 ? 0 : record.quieted + count;
  }

  /** Why an action of a rule failed; null: they work. */
  setProblem(ruleId: string, problem: Problem | null): void {
    const record = this.#recordOf(ruleId);
    if (record.problem?.message === problem?.message) return;
    record.problem = problem;
    this.#options.onChange();
  }

  #run(rule: Rule): RuleRun {
    const { queries, nameOf, onAlert, onChange } = this.#options;
    return new RuleRun(rule, {
      queries,
      lives: this.#lives,
      counts: (id) => !this.#mutes.hasSource(id),
      nameOf,
      isMuted: (event) => this.#mutes.has(event),
      onMeeting: onChange,
      onAlert: (gathering) => {
        const alert = alertOf(rule, gathering, nameOf);
        this.#recordOf(rule.id).fired(alert.at);
        onChange();
        onAlert(rule, alert);
      },
    });
  }

  #takeGap({ sourceId, gap, receivedAt, seq }: StreamEvent): void {
    const loss = gap && this.#turns.lossOfGap(sourceId, gap, receivedAt, seq);
    if (loss) this.#tell(sourceId, (watch) => watch.loss(loss));
  }

  /** Tells the rules that a source concerns. */
  #tell(sourceId: string, what: (watch: Watch) => void): void {
    if (this.#mutes.hasSource(sourceId)) return;
    for (const run of this.#runs) if (run.concerns(sourceId)) what(run.watch);
  }

  /** Rules that mute are asked when another one is met. */
  #planOf(sourceId: string): Plan {
    let plan = this.#plans.get(sourceId);
    if (!plan) {
      const runs = this.#mutes.hasSource(sourceId) ? [] : this.#runs;
      const watches = runs
        .filter((run) => run.watch.takesEvents && !run.mutes && run.concerns(sourceId))
        .map(({ watch }) => watch);
      this.#plans.set(sourceId, (plan = { watches, life: this.#lives.of(sourceId) }));
    }
    return plan;
  }

  #recordOf(id: string): RuleRecord {
    let record = this.#records.get(id);
    if (!record) this.#records.set(id, (record = new RuleRecord()));
    return record;
  }
}
