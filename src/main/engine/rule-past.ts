import { EMPTY_FILTER, type ViewFilter } from '@shared/feed';
import { CAPTURE_PREFIX, type ExportScope } from '@shared/history';
import { RULE_TEST_MS, type Rule, type RuleTest } from '@shared/rule';
import type { ShapeFinding } from '@shared/shape';
import type { StreamEvent } from '@shared/stream-event';
import type { QueryCompiler } from '../rules/compiled-query';
import { testFindings } from '../rules/finding-test';
import { testRule } from '../rules/rule-test';
import type { SourceFacts } from '../rules/source-turns';
import { phaseOfSentence } from '../sources/state-words';

/** How long a test looks through the history, ms. */
const MAX_LOOK_MS = 2_000;
/** Of which so much may go, twice, into finding out how much there is, ms. */
const MAX_COUNT_MS = 400;
/** Events that are looked at; of more, the newest. */
const MAX_EVENTS = 200_000;
/** What is looked at while it cannot be told how many events there are, ms. */
const UNCOUNTED_MS = 300_000;

/** The part of the history's reader that is needed. */
export interface PastReader {
  events(scope: ExportScope, signal?: AbortSignal): AsyncIterable<StreamEvent>;
  count(scope: ExportScope, signal?: AbortSignal): Promise<number>;
}

export interface PastParts {
  readonly queries: QueryCompiler;
  nameOf(sourceId: string): string;
  isMuted(event: StreamEvent): boolean;
  isMutedSource(sourceId: string): boolean;
  readonly startedAt: number;
  readonly sourceIds: readonly string[];
  factsOf(sourceId: string): SourceFacts | null;
  /** What is known that did not fit the shapes of a source. */
  findingsOf(sourceId: string): readonly ShapeFinding[];
  readonly now: number;
}

/**
 * Goes through the last hour of the history with a rule, for 2 s at most: when there is more, through the end of it. What
 * shapes were is not in the history, but it is remembered what was found.
 */
export async function testPast(rule: Rule, reader: PastReader, parts: PastParts): Promise<RuleTest> {
  const { now } = parts;
  if (rule.when.kind === 'shape') {
    const findings = parts.sourceIds.flatMap((id) => parts.findingsOf(id));
    return testFindings(rule, { ...parts, findings, from: now - RULE_TEST_MS, to: now });
  }
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), MAX_LOOK_MS);
  try {
    const from = await stretch(rule, reader, parts);
    const openSources = parts.sourceIds.filter((id) => {
      const state = parts.factsOf(id)?.state;
      return state?.phase === 'open' && state.since <= from;
    });
    return await testRule(rule, {
      ...parts,
      events: untilOver(reader.events(scopeOf(rule, from, now), over.signal), over.signal),
      from,
      to: now,
      openSources,
      phaseOf: ({ data }) => phaseOfSentence(data),
      isOver: () => over.signal.aborted,
    });
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

/** From when on there is no more than can be looked at, epoch ms. */
async function stretch(rule: Rule, reader: PastReader, { now }: PastParts): Promise<number> {
  const hour = now - RULE_TEST_MS;
  const events =
    (await countInTime(reader, scopeOf(rule, hour, now))) ??
    // A field of payloads takes long to look for; how many there are at all is known soon.
    (await countInTime(reader, scopeOf(rule, hour, now, '')));
  if (events === null) return now - UNCOUNTED_MS;
  return events <= MAX_EVENTS ? hour : Math.round(now - RULE_TEST_MS * (MAX_EVENTS / events));
}

/** Null when it takes too long. */
async function countInTime(reader: PastReader, scope: ExportScope): Promise<number | null> {
  const counting = new AbortController();
  const timer = setTimeout(() => counting.abort(), MAX_COUNT_MS);
  try {
    return await reader.count(scope, counting.signal);
  } catch (error) {
    if (!counting.signal.aborted) throw error;
    return null;
  } finally {
    clearTimeout(timer);
  }
}

/** What of the history a condition needs: as little as will do. */
function scopeOf({ when }: Rule, from: number, to: number, query = queryOf(when)): ExportScope {
  const filter: ViewFilter = {
    ...EMPTY_FILTER,
    sources: [...when.sources],
    query,
    states: true,
    range: { from, to: to + 1 },
  };
  return { kind: 'filter', filter };
}

function queryOf(when: Rule['when']): string {
  switch (when.kind) {
    case 'event':
      return when.query;
    case 'rate':
      // Too few can only be told from when connections were open.
      return when.direction === 'above' ? when.query : '';
    case 'connection':
      return 'kind:state';
    case 'loss':
      return 'kind:gap';
    default:
      return '';
  }
}

/** What comes until there is no more time; files that were opened are no streams. */
async function* untilOver(
  events: AsyncIterable<StreamEvent>,
  over: AbortSignal,
): AsyncGenerator<StreamEvent, void, undefined> {
  try {
    for await (const event of events) if (!event.sourceId.startsWith(CAPTURE_PREFIX)) yield event;
  } catch (error) {
    if (!over.aborted) throw error;
  }
}
