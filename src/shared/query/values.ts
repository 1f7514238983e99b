import { LEVELS } from '@shared/notification';
import type { Bound, FieldMatch } from '@shared/query';
import { isTimeField } from './event-fields';
import type { EventField } from './event-fields';
import { isAnything } from './lexemes';
import type { LexemeOf } from './lexemes';
import { parseRegex } from './regex-syntax';
import { looseNumber, readScalar } from './scalars';
import { readSize } from './sizes';
import { QuerySyntaxError, shown } from './syntax-error';
import { nextDay, readTime } from './times';
import type { WrittenTime } from './times';

/** What a value is read for. */
export interface FieldContext {
  readonly path: readonly string[];
  /** The event's own field that the path names, null when it leads into the payload. */
  readonly field: EventField | null;
  /** Epoch ms that times are counted from. */
  readonly now: number;
}

/** A value as it was written. */
export type Operand = LexemeOf<'word'> | LexemeOf<'quoted'>;

interface WrittenRange {
  readonly low: Operand;
  readonly lowInclusive: boolean;
  readonly high: Operand;
  readonly highInclusive: boolean;
}

/** The years 100 to 9999, in epoch ms: all of them have an ISO form of four digits. */
const FIRST_TIME = Date.UTC(100, 0);
const LAST_TIME = Date.UTC(10_000, 0) - 1;

const TIME_HINT = 'A time is -10m, 14:03, 2026-11-21, 2026-11-21T14:03:07Z or epoch milliseconds.';
const SIZE_HINT = 'A size is 512, 10kB, 2MiB or 1.5GB.';

/** What a field is compared with when no operator stands before its value. Throws QuerySyntaxError. */
export function valueMatch(value: Operand | LexemeOf<'regex'>, context: FieldContext): FieldMatch {
  const measured = isMeasured(context);
  if (value.kind === 'word' && isAnything(value.pattern)) return { kind: 'exists' };
  if (value.kind === 'regex') {
    if (measured) failMeasured(context, value);
    parseRegex(value.source, value.flags, value.from + 1);
    return { kind: 'regex', source: value.source, flags: value.flags };
  }
  if (isTimeField(context.field)) return spanMatch(timeOf(value, context));
  if (context.field === 'size') return { kind: 'is', value: sizeOf(value) };
  if (value.kind === 'word' && value.pattern !== null) return { kind: 'wildcard', pattern: value.pattern };
  if (value.kind === 'quoted') return { kind: 'is', value: value.text };
  // Fields of the event are text. That an event sets none of them can still be asked for.
  if (context.field) return { kind: 'is', value: value.text === 'null' ? null : value.text };
  return { kind: 'is', value: readScalar(value.text) };
}

/** `>5`, `<=10kB`, `~text`. Throws QuerySyntaxError. */
export function comparisonMatch(operator: string, operand: Operand, context: FieldContext): FieldMatch {
  if (operator === '~') {
    if (isMeasured(context)) failMeasured(context, operand);
    return { kind: 'contains', text: operand.text };
  }
  if (operand.kind === 'word' && isAnything(operand.pattern)) {
    const hint = `Whether the field is there at all: ${shown(context.path.join('.'))}:*.`;
    throw new QuerySyntaxError(`* is no value to compare with.`, operand.from, operand.to, hint);
  }
  const bound: Bound = { value: boundOf(operand, context), inclusive: operator.endsWith('=') };
  return operator.startsWith('>')
    ? { kind: 'range', low: bound, high: null }
    : { kind: 'range', low: null, high: bound };
}

/** `[1 TO 5}`. Throws QuerySyntaxError. */
export function rangeMatch(
  range: WrittenRange,
  context: FieldContext,
  span: { readonly from: number; readonly to: number },
): FieldMatch {
  const low = isOpenEnd(range.low) ? null : boundOf(range.low, context);
  let high = isOpenEnd(range.high) ? null : boundOf(range.high, context);
  if (low === null && high === null) {
    const hint = `Whether the field is there at all: ${shown(context.path.join('.'))}:*.`;
    throw new QuerySyntaxError('This range has no bounds.', span.from, span.to, hint);
  }
  if (low !== null && high !== null) {
    if (typeof low !== typeof high) {
      const hint = 'Quotes make a text of a number: ["1" TO "b"].';
      throw new QuerySyntaxError(
        'One end of this range is a number, the other a text.',
        span.from,
        span.to,
        hint,
      );
    }
    if (isTimeField(context.field) && high < low) high = nextDayOf(range.high, context);
    const empty =
      context.field === 'level'
        ? rankOf(low) > rankOf(high)
        : typeof low === 'number' && typeof high === 'number' && low > high;
    if (empty) throw new QuerySyntaxError('This range ends before it begins.', span.from, span.to);
  }
  return {
    kind: 'range',
    low: low === null ? null : { value: low, inclusive: range.lowInclusive },
    high: high === null ? null : { value: high, inclusive: range.highInclusive },
  };
}

function boundOf(operand: Operand, context: FieldContext): number | string {
  if (isTimeField(context.field)) return timeOf(operand, context).from;
  if (context.field === 'size') return sizeOf(operand);
  if (context.field === 'level') return levelOf(operand);
  if (operand.kind === 'quoted') return operand.text;
  const number = looseNumber(operand.text);
  if (number !== null && Number.isFinite(number)) return number;
  if (/^[+-]?\d+(?:\.\d+)?[a-zA-Z]+$/u.test(operand.text)) {
    const hint = 'Only time and size have units. As a text to compare with, it stands in quotes.';
    throw new QuerySyntaxError(`${shown(operand.text)} is no number.`, operand.from, operand.to, hint);
  }
  return operand.text;
}

function timeOf(operand: Operand, context: FieldContext): WrittenTime {
  const time = readTime(operand.text, context.now);
  if (time && time.from >= FIRST_TIME && time.to <= LAST_TIME) return time;
  const forgotten = /^\d+(?:\.\d+)?(?:ms|s|m|h|d|w)$/u.test(operand.text);
  throw new QuerySyntaxError(
    `${shown(operand.text)} is no time.`,
    operand.from,
    operand.to,
    forgotten ? `A time that long ago is -${shown(operand.text)}.` : TIME_HINT,
  );
}

function sizeOf(operand: Operand): number {
  const size = readSize(operand.text);
  if (size !== null && size <= Number.MAX_SAFE_INTEGER) return size;
  throw new QuerySyntaxError(`${shown(operand.text)} is no size.`, operand.from, operand.to, SIZE_HINT);
}

function levelOf(operand: Operand): string {
  const level = LEVELS.find((name) => name === operand.text.toLowerCase());
  if (level) return level;
  const hint = `Levels are, in order, ${LEVELS.join(', ')}.`;
  throw new QuerySyntaxError(`${shown(operand.text)} is no level.`, operand.from, operand.to, hint);
}

/** A whole minute or day is a range, an instant is that very millisecond. */
function spanMatch({ from, to }: WrittenTime): FieldMatch {
  if (from === to) return { kind: 'is', value: from };
  return { kind: 'range', low: { value: from, inclusive: true }, high: { value: to, inclusive: false } };
}

/** The upper end of `[14:00 TO 14:05]` while it is 14:02: the time of day alone would be yesterday's. */
function nextDayOf(operand: Operand, context: FieldContext): number {
  const time = timeOf(operand, context);
  return time.timeOfDay ? nextDay(time) : time.from;
}

/** Whether the values of a field are times or sizes. */
function isMeasured({ field }: FieldContext): boolean {
  return isTimeField(field) || field === 'size';
}

function isOpenEnd(operand: Operand): boolean {
  return operand.kind === 'word' && operand.text === '*';
}

function rankOf(level: number | string): number {
  return LEVELS.findIndex((name) => name === level);
}

function failMeasured(context: FieldContext, value: { readonly from: number; readonly to: number }): never {
  const message = `The ${context.field} of an event is no text.`;
  const hint = isTimeField(context.field) ? TIME_HINT : SIZE_HINT;
  throw new QuerySyntaxError(message, value.from, value.to, hint);
}
