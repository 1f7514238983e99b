import { TRANSPORTS, type Transport } from '@shared/connection';
import type { Rule, RuleTest } from '@shared/rule';
import type { StreamEvent } from '@shared/stream-event';
import { isAlert } from './alert-mark';
import type { QueryCompiler } from './compiled-query';
import { RuleRun } from './rule-run';
import { SourceLives } from './source-lives';
import { SourceTurns } from './source-turns';
import { TestTally } from './test-tally';
import type { SourceTurn } from './watch';

const TICK_MS = 1_000;
/** Events between two looks at the clock. */
const LOOK_EVERY = 256;

/** What a row of the history says of a connection. */
export type StoredPhase = 'open' | 'waiting' | 'stopped' | 'paused';

export interface RuleTestParts {
  readonly queries: QueryCompiler;
  nameOf(sourceId: string): string;
  isMuted(event: StreamEvent): boolean;
  isMutedSource(sourceId: string): boolean;
  /** The rows of the history that `rowsFor` asks for, oldest first. */
  readonly events: AsyncIterable<StreamEvent>;
  /** The time that is looked at, epoch ms. */
  readonly from: number;
  readonly to: number;
  /** Nothing is known of a time before it that has no rows: the app may not have run. */
  readonly startedAt: number;
  /** Sources that have been open since before `from`. */
  readonly openSources: readonly string[];
  /** What a state row says. */
  phaseOf(event: StreamEvent): StoredPhase;
  /** There is no more time: what was looked at until then counts. */
  isOver(): boolean;
}

/** Goes through the past with a rule. Nothing is done. */
export async function testRule(rule: Rule, parts: RuleTestParts): Promise<RuleTest> {
  const { from, to, queries, startedAt } = parts;
  const tally = new TestTally();
  const lives = new SourceLives();
  const past = new PastConnections();
  const breaks = new SourceTurns();
  const run = new RuleRun(rule, {
    queries,
    lives,
    counts: (id) => !parts.isMutedSource(id),
    nameOf: (id) => parts.nameOf(id),
    isMuted: (event) => parts.isMuted(event),
    onMeeting: (meeting) => tally.met(meeting),
    onAlert: () => {
      if (!run.mutes) tally.acted();
    },
  });
  if (run.queryProblem) {
    return { lookedMs: 0, matches: 0, alerts: 0, examples: [], problem: run.queryProblem };
  }
  for (const id of parts.openSources) lives.of(id).turn('open', from);

  let now = from;
  const goTo = (at: number): void => {
    if (now < startedAt && at >= startedAt && at - now > TICK_MS) {
      now = startedAt;
      lives.restart(now);
      run.watch.restart(now);
    }
    for (; now + TICK_MS <= at; now += TICK_MS) run.tick(now + TICK_MS);
  };
  let looked = 0;
  let isWhole = true;
  for await (const event of parts.events) {
    if (++looked % LOOK_EVERY === 0 && parts.isOver()) {
      isWhole = false;
      break;
    }
    const { sourceId, kind, receivedAt: at } = event;
    if (at < from || !run.concerns(sourceId) || parts.isMutedSource(sourceId)) continue;
    goTo(at);
    if (kind === 'event') {
      if (isAlert(event.data)) continue;
      const life = lives.of(sourceId);
      // What brings something is open, also when the row that says so is older than what is looked at.
      if (life.openSince === null) life.turn('open', now);
      life.event(at);
    } else if (kind === 'state') {
      const phase = parts.phaseOf(event);
      lives.of(sourceId).turn(phase === 'waiting' || phase === 'stopped' ? 'lost' : phase, at);
      for (const turn of past.turns(event, phase)) run.watch.turn(turn);
    } else if (event.gap !== null) {
      const loss = breaks.lossOfGap(sourceId, event.gap, at, event.seq);
      if (loss) run.watch.loss(loss);
    }
    if (run.watch.takesEvents) run.watch.event(event);
  }
  queries.forget();
  if (isWhole && !parts.isOver()) goTo(to);
  else isWhole = false;
  return tally.result(Math.max(0, (isWhole ? to : now) - from));
}

/** What connections became, as their rows tell it: an outage once, however often it was tried again. */
class PastConnections {
  readonly #phases = new Map<string, StoredPhase>();
  readonly #transports = new Map<string, Transport>();

  turns({ sourceId, receivedAt, data, transport }: StreamEvent, phase: StoredPhase): SourceTurn[] {
    const turns: SourceTurn[] = [];
    const turn = { sourceId, at: receivedAt };
    const isOther = this.#phases.get(sourceId) !== phase;
    this.#phases.set(sourceId, phase);
    if (isOther && phase !== 'paused') {
      turns.push({ ...turn, becomes: phase, reason: phase === 'open' ? '' : data });
    }
    if (phase === 'open') {
      const before = this.#transports.get(sourceId);
      this.#transports.set(sourceId, transport);
      if (before !== undefined && TRANSPORTS.indexOf(transport) > TRANSPORTS.indexOf(before)) {
        turns.push({ ...turn, becomes: 'fell-back', reason: data });
      }
    }
    return turns;
  }
}
