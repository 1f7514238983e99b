import type { Rule, RuleTest } from '@shared/rule';
import type { ShapeFinding } from '@shared/shape';
import type { QueryCompiler } from './compiled-query';
import { RuleRun } from './rule-run';
import { SourceLives } from './source-lives';
import { TestTally } from './test-tally';

const TICK_MS = 1_000;
/** What is found again within so long is not told to rules again, ms. */
const AGAIN_MS = 60_000;

export interface FindingTestParts {
  readonly queries: QueryCompiler;
  nameOf(sourceId: string): string;
  isMutedSource(sourceId: string): boolean;
  /** What is known of the sources that are meant. */
  readonly findings: readonly ShapeFinding[];
  /** The time that is looked at, epoch ms. */
  readonly from: number;
  readonly to: number;
}

/**
 * Goes through what was found of shapes with a rule. It is known of each when it came first and when last, which is when rules
 * are told of it at least. Nothing is done.
 */
export function testFindings(rule: Rule, parts: FindingTestParts): RuleTest {
  const { queries, from, to } = parts;
  const tally = new TestTally();
  const run = new RuleRun(rule, {
    queries,
    lives: new SourceLives(),
    counts: (id) => !parts.isMutedSource(id),
    nameOf: (id) => parts.nameOf(id),
    isMuted: () => false,
    onMeeting: (meeting) => tally.met(meeting),
    onAlert: () => tally.acted(),
  });
  const moments = parts.findings
    .filter(({ sourceId }) => run.concerns(sourceId) && !parts.isMutedSource(sourceId))
    .flatMap((finding) =>
      momentsOf(finding)
        .filter((at) => at >= from && at <= to)
        .map((at) => ({ at, finding })),
    )
    .sort((a, b) => a.at - b.at);
  let now = from;
  const goTo = (at: number): void => {
    for (; now + TICK_MS <= at; now += TICK_MS) run.tick(now + TICK_MS);
  };
  for (const { at, finding } of moments) {
    goTo(at);
    run.watch.finding(finding, at);
  }
  goTo(to);
  return tally.result(to - from);
}

function momentsOf({ firstAt, lastAt }: ShapeFinding): number[] {
  return lastAt - firstAt >= AGAIN_MS ? [firstAt, lastAt] : [firstAt];
}
