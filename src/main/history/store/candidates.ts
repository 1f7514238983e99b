import { TRANSPORTS } from '@shared/connection';
import { LEVELS } from '@shared/notification';
import type { FieldMatch, QueryNode, TextMatch } from '@shared/query';
import { eventFieldOf } from '@shared/query/event-fields';
import type { EventField } from '@shared/query/event-fields';
import { EVENT_KINDS, EVENT_PROBLEMS } from '@shared/stream-event';
import { certainText } from '../query/certain-text';
import { eventFieldTest } from '../query/event-field-test';
import type { QuerySubject } from '../query/subject';
import { Bitset } from './bitset';
import type { Columns } from './columns';
import type { FieldIndex } from './fields';
import { wordDemand } from './regex-words';
import type { WordDemand } from './regex-words';
import { isOneWord, wordsOf, type TermIndex, type Word } from './terms';

/** From so many bytes of different values on it pays to ask the list of words first. */
const MANY_VALUES_BYTES = 32_768;
/** Looking at so many events takes no longer than reading the values of a field. */
const FEW_EVENTS = 48;

/** The index of a segment's payloads. */
export interface SegmentTables {
  readonly terms: TermIndex;
  readonly fields: FieldIndex;
}

/** What the index knows about a query: `yes` match for certain, only `maybe` can match. `yes` is within `maybe`. */
export interface Candidates {
  readonly yes: Bitset;
  readonly maybe: Bitset;
}

/** Which events of a segment may match. Without an index (a segment that still grows) only fields of the event are known. */
export function candidates(node: QueryNode, columns: Columns, index: SegmentTables | null): Candidates {
  const { length } = columns;
  switch (node.kind) {
    case 'all':
      return exactly(new Bitset(length, true));
    case 'and':
    case 'or': {
      const and = node.kind === 'and';
      const yes = new Bitset(length, and);
      const maybe = new Bitset(length, and);
      for (const part of node.nodes) {
        const one = candidates(part, columns, index);
        if (and) {
          yes.and(one.yes);
          maybe.and(one.maybe);
          if (maybe.next(0) < 0) break;
        } else {
          yes.or(one.yes);
          maybe.or(one.maybe);
        }
      }
      return { yes, maybe };
    }
    case 'not': {
      const { yes, maybe } = candidates(node.node, columns, index);
      return { yes: maybe.clone().not(), maybe: yes.clone().not() };
    }
    case 'text':
      return index ? textCandidates(node.match, index.terms, length) : unknown(length);
    case 'field': {
      const field = eventFieldOf(node.path);
      if (field) return eventFieldCandidates(field, node.match, columns, index);
      return index ? payloadCandidates(node.path, node.match, index, length) : unknown(length);
    }
  }
}

function exactly(set: Bitset): Candidates {
  return { yes: set, maybe: set };
}

function unknown(length: number): Candidates {
  return { yes: new Bitset(length), maybe: new Bitset(length, true) };
}

/** Events that have all the words; opaque ones may have them in words that are not listed. */
function withWords(words: readonly Word[], terms: TermIndex, length: number): Candidates {
  if (words.length === 0) return unknown(length);
  const maybe = new Bitset(length, true);
  for (const word of words) maybe.and(terms.containing(word));
  return { yes: new Bitset(length), maybe: maybe.or(terms.opaque()) };
}

function textCandidates(match: TextMatch, terms: TermIndex, length: number): Candidates {
  if (match.kind === 'contains') {
    if (match.text === '') return exactly(new Bitset(length, true));
    if (isOneWord(match.text)) {
      const yes = terms.containing(wordsOf(match.text)[0]!);
      return { yes, maybe: yes.clone().or(terms.opaque()) };
    }
  }
  const certain = certainText(match);
  const found = certain.length > 1 ? withWords(wordsOf(certain), terms, length) : unknown(length);
  const demand = match.kind === 'regex' ? wordDemand(match.source, match.flags) : null;
  if (!demand) return found;
  const { yes, maybe } = demanded(demand, terms, length);
  return { yes, maybe: maybe.and(found.maybe) };
}

function demanded(demand: WordDemand, terms: TermIndex, length: number): Candidates {
  if (demand.kind === 'either') {
    const yes = new Bitset(length);
    const maybe = new Bitset(length);
    for (const part of demand.parts) {
      const one = demanded(part, terms, length);
      yes.or(one.yes);
      maybe.or(one.maybe);
    }
    return { yes, maybe };
  }
  const every = new Bitset(length, true);
  const sure = new Bitset(length);
  for (const run of demand.runs) {
    const maybe = new Bitset(length);
    const yes = new Bitset(length);
    terms.matching(run, yes, maybe);
    every.and(maybe.or(yes));
    if (demand.enough) sure.or(yes);
  }
  return { yes: sure, maybe: every.or(terms.opaque()) };
}

/** Columns hold what the field is; its test is the one that arriving events are put to, run once for every different value. */
function eventFieldCandidates(
  field: EventField,
  match: FieldMatch,
  columns: Columns,
  index: SegmentTables | null,
): Candidates {
  const { arrays, length } = columns;
  switch (field) {
    case 'source':
      return byNumber(arrays.sources, length, field, columns.sourceNames.list, match);
    case 'channel':
      return byNumber(arrays.channels, length, field, columns.channelNames.list, match);
    case 'type':
      return byNumber(arrays.types, length, field, columns.typeNames.list, match);
    case 'kind':
      return byNumber(arrays.kinds, length, field, EVENT_KINDS, match);
    case 'transport':
      return byNumber(arrays.transports, length, field, TRANSPORTS, match);
    case 'level':
      return byNumber(arrays.levels, length, field, LEVELS, match);
    case 'problem': {
      const bits = Array.from({ length: 1 << EVENT_PROBLEMS.length }, (_, n) => n);
      return byNumber(arrays.problems, length, 'problems', bits, match);
    }
    case 'time':
      return byValue(arrays.times, length, field, match);
    case 'size':
      return byValue(arrays.sizes, length, field, match);
    case 'eventTime':
      return columns.hasEventTimes ? byValue(arrays.eventTimes, length, field, match) : unknown(length);
    case 'id':
      return index ? withWords(wordsOf(wholeText(match)), index.terms, length) : unknown(length);
  }
}

/** A text that everything that fits holds, of values that are text; `''` when there is none. */
function wholeText(match: FieldMatch): string {
  if (match.kind === 'is') return match.value === null ? '' : String(match.value);
  return match.kind === 'range' || match.kind === 'exists' ? '' : certainText(match);
}

function payloadCandidates(
  path: readonly string[],
  match: FieldMatch,
  { terms, fields }: SegmentTables,
  length: number,
): Candidates {
  const inData = path[0] === 'data';
  if (inData && path.length === 1) {
    return { yes: new Bitset(length), maybe: withValue(tellingWords(match), terms, length) };
  }
  const words = tellingWords(match);
  if (words.length > 0 && fields.valueBytes(path, inData) > MANY_VALUES_BYTES) {
    const maybe = withValue(words, terms, length);
    if (maybe.count() <= FEW_EVENTS) return { yes: new Bitset(length), maybe };
  }
  const yes = new Bitset(length);
  const maybe = fields.unlisted();
  fields.find(path, match, yes, maybe);
  if (inData) fields.find(path.slice(1), match, yes, maybe);
  return { yes, maybe: maybe.or(yes) };
}

/** Words that the payload of every event with such a value has; none when a number could be meant, which can be written in many ways. */
function tellingWords(match: FieldMatch): Word[] {
  const text = wholeText(match);
  return NO_NUMBER.test(text) ? wordsOf(text).map((word) => ({ ...word, starts: false })) : [];
}

/**
 * Events whose payloads may hold a value with these words. Those whose letters are written as escapes are not in the index,
 * and one behind an escape such as `\n` has its letter before it.
 */
const withValue = (words: readonly Word[], terms: TermIndex, length: number): Bitset =>
  withWords(words, terms, length).maybe.or(terms.escaped());

const NO_NUMBER = /[^-+0-9.eE\s]/u;

/** The field of the subject to put a value in place of an event's, and the test of that. */
function probe<K extends keyof QuerySubject>(key: K, match: FieldMatch): (value: QuerySubject[K]) => boolean {
  const subject: { -readonly [Key in keyof QuerySubject]: QuerySubject[Key] } = {
    source: '',
    channel: '',
    type: '',
    id: null,
    time: 0,
    eventTime: null,
    size: 0,
    kind: '',
    transport: '',
    level: null,
    data: '',
    problems: 0,
  };
  const test = eventFieldTest(key === 'problems' ? 'problem' : (key as EventField), match, undefined);
  return (value) => {
    subject[key] = value;
    return test(subject);
  };
}

/** `values` by number; a number beyond them stands for none. */
function byNumber<K extends 'source' | 'channel' | 'type' | 'kind' | 'transport' | 'level' | 'problems'>(
  numbers: Uint8Array | Uint16Array,
  length: number,
  key: K,
  values: readonly QuerySubject[K][],
  match: FieldMatch,
): Candidates {
  const test = probe(key, match);
  const wanted = new Uint8Array(Math.max(256, values.length));
  values.forEach((value, number) => (wanted[number] = test(value) ? 1 : 0));
  if (key === 'level') wanted[NO_LEVEL] = test(null as QuerySubject[K]) ? 1 : 0;
  const set = new Bitset(length);
  for (let i = 0; i < length; i++) if (wanted[numbers[i]!] === 1) set.add(i);
  return exactly(set);
}

const NO_LEVEL = 255;

function byValue(
  values: Float64Array | Uint32Array,
  length: number,
  key: 'time' | 'size' | 'eventTime',
  match: FieldMatch,
): Candidates {
  const set = new Bitset(length);
  const low = match.kind === 'range' ? numericBound(match.low, -Infinity) : null;
  const high = match.kind === 'range' ? numericBound(match.high, Infinity) : null;
  if (low && high) {
    for (let i = 0; i < length; i++) {
      const value = values[i]!;
      if (
        (low.inclusive ? value >= low.value : value > low.value) &&
        (high.inclusive ? value <= high.value : value < high.value)
      )
        set.add(i);
    }
    return exactly(set);
  }
  const test: (value: number | null) => boolean = probe<'eventTime'>(key as 'eventTime', match);
  for (let i = 0; i < length; i++) {
    const value = values[i]!;
    if (test(Number.isNaN(value) ? null : value)) set.add(i);
  }
  return exactly(set);
}

function numericBound(
  bound: { readonly value: number | string; readonly inclusive: boolean } | null,
  open: number,
): { readonly value: number; readonly inclusive: boolean } | null {
  if (bound === null) return { value: open, inclusive: true };
  return typeof bound.value === 'number' ? { value: bound.value, inclusive: bound.inclusive } : null;
}
