import type { Problem } from '@shared/errors';
import type { Alert, Rule } from '@shared/rule';
import { phrase } from '@shared/sentences/phrase';
import { act, type ActionTargets } from '../rules/actions';
import { weightOf } from '../rules/alert-words';

/** How long trying actions waits for a webhook, ms; it goes on in the background. */
const TRY_MS = 12_000;
/** The end of a recording is still under way so long after it was played, ms. */
const PLAYED_MS = 2_000;

export interface RuleActionsOptions {
  readonly targets: ActionTargets;
  /** Whether a recording plays. */
  playing(): boolean;
  /** What keeps actions of a rule from working; null: they work. */
  onProblem(ruleId: string, problem: Problem | null): void;
  /** So much of a rule was kept from disturbing; 0: it disturbed. */
  onQuiet(ruleId: string, count: number): void;
  now(): number;
}

/** Does what rules do, remembers what fails of it, and keeps recordings from playing themselves. */
export class RuleActions {
  readonly #options: RuleActionsOptions;
  /** By rule and action. */
  readonly #problems = new Map<string, Map<number, Problem>>();
  /** When a rule last played a recording, and when that was over. */
  #played: { readonly from: number; to: number | null } | null = null;

  constructor(options: RuleActionsOptions) {
    this.#options = options;
  }

  /** @param secret signs webhooks */
  run(rule: Rule, alert: Alert, secret: string | null): void {
    const { targets, onQuiet } = this.#options;
    const done = act(rule, alert, secret, {
      ...targets,
      play: (what) => this.#play(what, alert),
      deliver: (...what) => {
        const told = targets.deliver(...what);
        onQuiet(rule.id, told ? 0 : alert.count);
        return told;
      },
    });
    for (const { index, problem } of done) {
      void problem.then((found) => this.#tell(rule.id, index, found));
    }
  }

  /** Does it once, with a made-up alert that says so, quiet or not; the problems of what failed. */
  async try(rule: Rule, secret: string | null): Promise<Problem[]> {
    const alert: Alert = {
      rule: { id: rule.id, name: rule.name },
      at: this.#options.now(),
      title: phrase(`Test of ${rule.name}`),
      appSays: 'all',
      body: 'This is what an alert of this rule looks like. Nothing happened.',
      ...weightOf(rule.then),
      sourceId: '',
      channel: '',
      seq: null,
      count: 1,
    };
    const done = act({ ...rule, always: true }, alert, secret, this.#options.targets);
    const problems = await Promise.all(done.map(({ problem }) => inTime(problem)));
    return problems.filter((problem) => problem !== null);
  }

  /** To be called about once a second. */
  tick(): void {
    if (this.#played?.to === null && !this.#options.playing()) this.#played.to = this.#options.now();
  }

  forget(ruleId: string): void {
    this.#problems.delete(ruleId);
  }

  /** Forgets the rules that are not among these. */
  retain(ids: ReadonlySet<string>): void {
    for (const id of this.#problems.keys()) if (!ids.has(id)) this.#problems.delete(id);
  }

  /** What a recording that a rule played brings does not play one again: that would never end. */
  async #play(what: Parameters<ActionTargets['play']>[0], { at }: Alert): Promise<void> {
    const played = this.#played;
    if (played && at >= played.from && (played.to === null || at <= played.to + PLAYED_MS)) return;
    this.#played = { from: this.#options.now(), to: null };
    await this.#options.targets.play(what);
  }

  #tell(ruleId: string, index: number, problem: Problem | null): void {
    const problems = this.#problems.get(ruleId) ?? new Map<number, Problem>();
    if (problem) problems.set(index, problem);
    else problems.delete(index);
    if (problems.size > 0) this.#problems.set(ruleId, problems);
    else this.#problems.delete(ruleId);
    const [first] = problems.values();
    this.#options.onProblem(ruleId, first ?? null);
  }
}

/** A problem that says that it takes long, when it does. */
async function inTime(problem: Promise<Problem | null>): Promise<Problem | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Problem>((resolve) => {
    const message = 'The webhook was not taken yet. It is tried again in the background.';
    timer = setTimeout(() => resolve({ code: 'not-answered', message }), TRY_MS);
  });
  try {
    return await Promise.race([problem, late]);
  } finally {
    clearTimeout(timer);
  }
}
