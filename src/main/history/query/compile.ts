import type { QueryNode, TextMatch } from '@shared/query';
import type { StreamEvent } from '@shared/stream-event';
import { eventFieldOf } from '@shared/query/event-fields';
import { eventFieldTest } from './event-field-test';
import { PayloadReader } from './payload';
import { payloadTest } from './payload-test';
import { EventSubject } from './subject';
import type { QuerySubject, SubjectTest } from './subject';
import { textTest } from './text-match';

/** Says whether an event is asked for. */
export type EventPredicate = (event: StreamEvent) => boolean;

export interface CompileOptions<S extends QuerySubject = QuerySubject> {
  /** The name that people gave a source: `source:` finds it by its id and by this. */
  readonly sourceName?: (sourceId: string) => string | undefined;
  /** Shared by queries that are asked about the same payloads in turn, so that each is parsed once for all. */
  readonly payloads?: PayloadReader;
  /** A way to search for free text that is quicker than reading all texts of a subject, as over stored bytes. */
  readonly freeText?: (match: TextMatch) => SubjectTest<S>;
}

/** A test, and how dear it is beside the others: the cheap ones of an `and` are asked first. */
interface Ranked<S extends QuerySubject> {
  readonly test: SubjectTest<S>;
  readonly cost: number;
}

const COST = { all: 0, eventField: 1, text: 4, payload: 6, regex: 20 } as const;

/** Makes a query ready to be asked about many events, as `compileSubjectQuery` does. */
export function compileQuery(node: QueryNode, options: CompileOptions<EventSubject> = {}): EventPredicate {
  const test = compileSubjectQuery(node, options);
  let subject: EventSubject | null = null;
  return (event) => {
    subject ??= new EventSubject(event);
    subject.event = event;
    return test(subject);
  };
}

/**
 * Makes a query ready to be asked about many subjects, one at a time. A payload is parsed at most once for each, and
 * only when no cheaper part of the query has decided before and the bytes of the fields that are asked for are in it.
 *
 * @throws QuerySyntaxError for a regular expression that `parseQuery` would have refused
 */
export function compileSubjectQuery<S extends QuerySubject = QuerySubject>(
  node: QueryNode,
  options: CompileOptions<S> = {},
): SubjectTest<S> {
  const payloads = options.payloads ?? new PayloadReader();
  const { test } = compileNode(node, payloads, options);
  if (options.payloads) return test;
  return (subject) => {
    const found = test(subject);
    payloads.forget();
    return found;
  };
}

function compileNode<S extends QuerySubject>(
  node: QueryNode,
  payloads: PayloadReader,
  options: CompileOptions<S>,
): Ranked<S> {
  switch (node.kind) {
    case 'all':
      return { test: () => true, cost: COST.all };
    case 'not': {
      const { test, cost } = compileNode(node.node, payloads, options);
      return { test: (subject) => !test(subject), cost };
    }
    case 'and':
    case 'or': {
      const parts = node.nodes.map((part) => compileNode(part, payloads, options));
      parts.sort((a, b) => a.cost - b.cost);
      const tests = parts.map((part) => part.test);
      const cost = parts.reduce((sum, part) => sum + part.cost, 0);
      return { test: node.kind === 'and' ? allOf(tests) : anyOf(tests), cost };
    }
    case 'text':
      return {
        test: (options.freeText ?? freeTextTest)(node.match),
        cost: node.match.kind === 'regex' ? COST.regex : COST.text,
      };
    case 'field': {
      const field = eventFieldOf(node.path);
      if (field)
        return { test: eventFieldTest(field, node.match, options.sourceName), cost: COST.eventField };
      const cost = node.match.kind === 'regex' ? COST.regex : COST.payload;
      return { test: payloadTest(node.path, node.match, payloads), cost };
    }
  }
}

function allOf<S extends QuerySubject>(tests: readonly SubjectTest<S>[]): SubjectTest<S> {
  const [first, second, third] = tests;
  if (first && second && tests.length === 2) return (subject) => first(subject) && second(subject);
  if (first && second && third && tests.length === 3) {
    return (subject) => first(subject) && second(subject) && third(subject);
  }
  return (subject) => {
    for (const test of tests) if (!test(subject)) return false;
    return true;
  };
}

function anyOf<S extends QuerySubject>(tests: readonly SubjectTest<S>[]): SubjectTest<S> {
  const [first, second] = tests;
  if (first && second && tests.length === 2) return (subject) => first(subject) || second(subject);
  return (subject) => {
    for (const test of tests) if (test(subject)) return true;
    return false;
  };
}

function freeTextTest(match: TextMatch): SubjectTest {
  const test = textTest(match, false);
  return (subject) =>
    test(subject.data) ||
    test(subject.type) ||
    test(subject.channel) ||
    (subject.id !== null && test(subject.id));
}
