import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { StreamgaugeError, type Problem } from '@shared/errors';
import { fileFault } from '@shared/file-fault';
import {
  MAX_RULES,
  type Rule,
  type RuleDraft,
  type RuleTest,
  type RulesImported,
  type RulesState,
  type RuleView,
} from '@shared/rule';
import { phrase } from '@shared/sentences/phrase';
import type { Settings } from '@shared/settings';
import type { ShapeFinding } from '@shared/shape';
import { LOCAL_SOURCE_ID } from '@shared/source';
import type { StreamEvent } from '@shared/stream-event';
import type { SourceNames } from '../history/view-query';
import type { ActionTargets } from '../rules/actions';
import type { QueryCompiler } from '../rules/compiled-query';
import { Rules } from '../rules/rules';
import type { SourceFacts } from '../rules/source-turns';
import { readTextFile } from '../settings/read-text-file';
import { MAX_RULES_BYTES, readRules, writeRules } from '../settings/rule-file';
import type { RuleStore } from '../settings/rule-store';
import type { StoredRule } from '../settings/stored-rules';
import { RuleActions } from './rule-actions';
import { ruleObstacle } from './rule-obstacle';
import { ruleQueries } from './rule-queries';
import { testPast, type PastReader } from './rule-past';

const TICK_MS = 1_000;
/** How often it is written how often rules acted, ms. */
const KEEP_EVERY_MS = 60_000;
/** How long a removed rule, or a secret that was let go, can be brought back, ms: the 8 s that the window offers it, and a little. */
const UNDO_MS = 10_000;
/** Rules that can be brought back at a time; the oldest makes room. */
const MAX_HELD = 20;

export interface RuleServiceOptions {
  readonly store: RuleStore;
  readonly targets: ActionTargets;
  readonly past: PastReader;
  settings(): Settings;
  names(): SourceNames;
  /** Sources that can be connected: none of these is a file that was opened. */
  sourceIds(): readonly string[];
  factsOf(sourceId: string): SourceFacts | null;
  /** What did not fit the shapes of a source. */
  findingsOf(sourceId: string): readonly ShapeFinding[];
  /** Whether a recording plays, and those that there are; null before that is known. */
  playing(): boolean;
  recordingIds(): ReadonlySet<string> | null;
  /** Desktop notifications that a limit let go. */
  collapsed(): number;
  onChange(): void;
  readonly now?: () => number;
}

/** The rules a person made, at work: kept, tried, and told about. */
export class RuleService {
  readonly #options: RuleServiceOptions;
  readonly #store: RuleStore;
  readonly #queries: QueryCompiler;
  readonly #rules: Rules;
  readonly #actions: RuleActions;
  readonly #now: () => number;
  readonly #startedAt: number;
  /** As they were, by id, oldest first. */
  readonly #undo = new Map<
    string,
    { readonly entry: StoredRule; readonly place: number; readonly timer: NodeJS.Timeout }
  >();
  readonly #timer: NodeJS.Timeout;
  #known = '';
  #keptAt = 0;
  #closed = false;

  constructor(options: RuleServiceOptions) {
    this.#options = options;
    this.#store = options.store;
    this.#now = options.now ?? Date.now;
    this.#startedAt = this.#now();
    this.#queries = ruleQueries(() => options.names());
    this.#rules = new Rules({
      queries: this.#queries,
      nameOf: (id) => this.#nameOf(id),
      factsOf: (id) => options.factsOf(id),
      firings: this.#store.firings,
      onAlert: (rule, alert) => this.#actions.run(rule, alert, this.#secretOf(rule.id)),
      onChange: () => options.onChange(),
    });
    this.#actions = new RuleActions({
      targets: options.targets,
      playing: () => options.playing(),
      onProblem: (id, problem) => {
        if (this.#store.rules.some((rule) => rule.id === id)) this.#rules.setProblem(id, problem);
      },
      onQuiet: (id, count) => this.#rules.setQuiet(id, count),
      now: this.#now,
    });
    this.settingsChanged();
    this.#rules.setRules(this.#store.rules);
    this.#timer = setInterval(() => this.#tick(), TICK_MS);
  }

  state(): RulesState {
    return {
      rules: this.#store.entries.map((entry) => this.#view(entry)),
      collapsed: this.#options.collapsed(),
    };
  }

  /** Events as they arrived, but those of files that were opened. */
  take(batch: readonly StreamEvent[]): void {
    if (!this.#closed) this.#rules.take(batch);
  }

  /** Whether an event is to be kept out of the inbox: by a mute of its source or channel, or by a rule. */
  mutes(event: StreamEvent): boolean {
    return this.#rules.mutes(event);
  }

  takeFinding(finding: ShapeFinding): void {
    this.#rules.takeFinding(finding, this.#now());
  }

  /** The state of a source's connection changed. */
  sourceChanged(sourceId: string): void {
    if (!this.#closed) this.#rules.takeSource(sourceId, this.#now());
  }

  /** What is muted may have changed. */
  settingsChanged(): void {
    const { notifications, mutedChannels } = this.#options.settings();
    this.#rules.setMuted(notifications.mutedSources, mutedChannels);
  }

  /** The new rule's id. @throws StreamgaugeError `too-many-rules`, `bad-rule`, `secret-needed` */
  add(draft: RuleDraft): string {
    const id = this.#store.add(draft);
    this.#changed();
    return id;
  }

  /**
   * True when the rule signs nothing any more and let its secret go: `restore` makes it as it was.
   * @throws StreamgaugeError `no-such-rule`, `bad-rule`, `secret-needed`
   */
  update(id: string, draft: RuleDraft): boolean {
    const entry = this.#store.get(id);
    const place = this.#store.entries.indexOf(entry);
    this.#store.update(id, draft);
    this.#letGo(id);
    const hadSecret = (entry.secret?.value ?? null) !== null;
    const isGone = hadSecret && this.#store.get(id).secret === null;
    if (isGone) this.#hold(entry, place);
    this.#actions.forget(id);
    this.#rules.setProblem(id, null);
    this.#changed();
    return isGone;
  }

  /** @throws StreamgaugeError `no-such-rule` */
  enable(id: string, enabled: boolean): void {
    this.#store.setEnabled(id, enabled);
    this.#changed();
  }

  /** @throws StreamgaugeError `no-such-rule` */
  remove(id: string): void {
    const { entry, place } = this.#store.remove(id);
    this.#hold(entry, place);
    this.#changed();
  }

  /** @throws StreamgaugeError `no-such-rule` when it is too late, `too-many-rules` */
  restore(id: string): void {
    const held = this.#undo.get(id);
    if (!held) throw new StreamgaugeError('no-such-rule', 'This rule cannot be brought back any more.');
    const { rule, secret } = held.entry;
    const now = this.#store.rules.find((other) => other.id === id);
    if (now) this.#store.replace({ rule: { ...rule, enabled: now.enabled }, secret });
    else this.#store.insert(held.entry, held.place);
    this.#letGo(id);
    this.#changed();
  }

  /** What a rule would have done in the last hour. */
  test({ secret: _secret, ...draft }: RuleDraft): Promise<RuleTest> {
    const { past, factsOf, findingsOf } = this.#options;
    const rule: Rule = { id: 'test', ...draft };
    return testPast(rule, past, {
      queries: ruleQueries(() => this.#options.names()),
      nameOf: (id) => this.#nameOf(id),
      isMuted: (event) => this.#rules.isMuted(event),
      isMutedSource: (id) => this.#rules.isMutedSource(id),
      startedAt: this.#startedAt,
      sourceIds: this.#options.sourceIds(),
      factsOf,
      findingsOf,
      now: this.#now(),
    });
  }

  /**
   * Does what a rule does, once, with a made-up alert that says so.
   * @throws StreamgaugeError `no-such-rule`
   */
  async tryActions(id: string | null, { secret, ...draft }: RuleDraft): Promise<Problem[]> {
    const stored = id === null ? null : (this.#store.get(id).secret?.value ?? null);
    const rule: Rule = { id: id ?? 'test', ...draft, always: true };
    return this.#actions.try(rule, secret === null ? stored : secret || null);
  }

  /** Writes all rules, without secrets. @throws StreamgaugeError `rules-not-written` */
  async exportTo(path: string): Promise<void> {
    try {
      await writeFile(path, writeRules(this.#store.rules), { mode: 0o600 });
    } catch (cause) {
      throw new StreamgaugeError(
        'rules-not-written',
        `The rules could not be written to ${path}: ${fileFault(cause)}.`,
        { cause, hint: 'Choose another folder.' },
      );
    }
  }

  /**
   * Adds the rules of a file, switched off.
   * @throws StreamgaugeError `unreadable-file`, `not-rules`, `newer-rules`, `too-many-rules`
   */
  async importFrom(path: string): Promise<RulesImported> {
    const text = await readTextFile(path, phrase('The file of rules'), MAX_RULES_BYTES);
    this.#store.assertRoom(1);
    const room = MAX_RULES - this.#store.entries.length;
    const { rules, problems } = readRules(text, basename(path), room);
    this.#store.addAll(rules.map((rule) => ({ ...rule, enabled: false })));
    this.#changed();
    return { added: rules.length, problems };
  }

  /** Makes these the rules, as a configuration has them. */
  put(entries: readonly StoredRule[]): void {
    this.#store.putAll(entries);
    this.#changed();
  }

  /** No rule acts any more. */
  close(): void {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#keepFirings();
    for (const id of [...this.#undo.keys()]) this.#letGo(id);
  }

  #hold(entry: StoredRule, place: number): void {
    const { id } = entry.rule;
    this.#letGo(id);
    this.#undo.set(id, { entry, place, timer: setTimeout(() => this.#letGo(id), UNDO_MS) });
    const [oldest] = this.#undo.keys();
    if (this.#undo.size > MAX_HELD && oldest !== undefined) this.#letGo(oldest);
  }

  #letGo(id: string): void {
    clearTimeout(this.#undo.get(id)?.timer);
    this.#undo.delete(id);
  }

  #changed(): void {
    this.#rules.setRules(this.#store.rules);
    this.#actions.retain(new Set(this.#store.rules.map(({ id }) => id)));
  }

  #tick(): void {
    const names = this.#options.names();
    const known = JSON.stringify([...names]);
    if (known !== this.#known) {
      this.#known = known;
      this.#rules.sourcesChanged(new Set(this.#options.sourceIds()));
    }
    this.#actions.tick();
    this.#rules.tick(this.#now());
    if (Math.abs(this.#now() - this.#keptAt) >= KEEP_EVERY_MS) this.#keepFirings();
  }

  /** Writes nothing when it is as before. */
  #keepFirings(): void {
    this.#keptAt = this.#now();
    const firings = this.#rules.firings();
    if (firings.size > 0 || this.#store.firings.size > 0) this.#store.saveFirings(firings);
  }

  #view(entry: StoredRule): RuleView {
    const { rule, secret } = entry;
    const { names, recordingIds } = this.#options;
    const state = this.#rules.stateOf(rule, this.#now());
    return {
      ...rule,
      hasSecret: secret !== null,
      ...state,
      problem: state.problem ?? ruleObstacle(entry, names(), recordingIds()),
    };
  }

  /** Null for none, and for one that cannot be opened here. */
  #secretOf(ruleId: string): string | null {
    return this.#store.entries.find(({ rule }) => rule.id === ruleId)?.secret?.value ?? null;
  }

  #nameOf(sourceId: string): string {
    return this.#options.names().get(sourceId) ?? (sourceId === LOCAL_SOURCE_ID ? 'Local server' : sourceId);
  }
}
