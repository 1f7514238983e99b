import { EVENT_PROBLEMS } from '@shared/stream-event';
import { LEVELS } from '@shared/notification';
import type { Level } from '@shared/notification';
import type { Bound, FieldMatch } from '@shared/query';
import type { EventField } from '@shared/query/event-fields';
import { bitOf } from '../event-problem';
import type { QuerySubject, SubjectTest } from './subject';
import { rangeTest, valueTest } from './value-test';

/** The test for a field of the event itself. A field that is null or empty is not there. */
export function eventFieldTest(
  field: EventField,
  match: FieldMatch,
  sourceName: ((sourceId: string) => string | undefined) | undefined,
): SubjectTest {
  if (field === 'time') return measureTest((subject) => subject.time, match);
  if (field === 'eventTime') return measureTest((subject) => subject.eventTime, match);
  if (field === 'size') return measureTest((subject) => subject.size, match);
  if (field === 'problem') return problemTest(match);
  if (field === 'level' && match.kind === 'range') return levelRangeTest(match.low, match.high);
  const read = (subject: QuerySubject): string | null => subject[field];
  if (match.kind === 'exists') return (subject) => (read(subject) ?? '') !== '';
  if (match.kind === 'is' && match.value === null) return (subject) => (read(subject) ?? '') === '';
  const test = valueTest(match);
  if (field === 'source') {
    return (subject) => test(subject.source) || test(sourceName?.(subject.source) ?? subject.source);
  }
  return (subject) => test(read(subject));
}

function measureTest(read: (subject: QuerySubject) => number | null, match: FieldMatch): SubjectTest {
  if (match.kind === 'exists') return (subject) => read(subject) !== null;
  if (match.kind === 'is') return (subject) => read(subject) === match.value;
  if (match.kind !== 'range') return () => false;
  const test = rangeTest(match.low, match.high);
  return (subject) => test(read(subject));
}

/** An event can have several problems: one that fits is enough. */
function problemTest(match: FieldMatch): SubjectTest {
  if (match.kind === 'is' && match.value === null) return (subject) => subject.problems === 0;
  const test = valueTest(match);
  const wanted = EVENT_PROBLEMS.filter(test).reduce((bits, problem) => bits | bitOf(problem), 0);
  return (subject) => (subject.problems & wanted) !== 0;
}

/** Levels lie in the order of `LEVELS`. */
function levelRangeTest(low: Bound | null, high: Bound | null): SubjectTest {
  const rank = (bound: Bound | null): Bound | null =>
    bound && { value: LEVELS.indexOf(bound.value as Level), inclusive: bound.inclusive };
  const test = rangeTest(rank(low), rank(high));
  return (subject) => subject.level !== null && test(LEVELS.indexOf(subject.level as Level));
}
