import type { Bound, FieldMatch } from '@shared/query';
import type { Json } from './payload';
import { looseNumber } from '@shared/query/scalars';
import { equalTest, textTest } from './text-match';

/** Says whether one value of a payload is what a field is asked for. Arrays and objects are only ever there or not. */
export type ValueTest = (value: Json) => boolean;

export function valueTest(match: FieldMatch): ValueTest {
  if (match.kind === 'exists') return () => true;
  if (match.kind === 'is') return isTest(match.value);
  if (match.kind === 'range') return rangeTest(match.low, match.high);
  const test = textTest(match, true);
  return (value) => {
    if (typeof value === 'string') return test(value);
    return (typeof value === 'number' || typeof value === 'boolean') && test(String(value));
  };
}

/**
 * Type and text both count: `5` finds 5 and "5", `true` finds true and "true". Only null is nothing but null. Texts are
 * compared without case.
 */
function isTest(wanted: string | number | boolean | null): ValueTest {
  if (wanted === null) return (value) => value === null;
  const text = String(wanted);
  const equal = equalTest(text);
  const number = typeof wanted === 'number' ? wanted : looseNumber(text);
  return (value) => {
    if (typeof value === 'string') return equal(value);
    if (typeof value === 'number') return value === number;
    return typeof value === 'boolean' && String(value) === text.toLowerCase();
  };
}

/** Numbers, and texts that are numbers, lie between numbers; other texts between texts, by UTF-16 code units. */
export function rangeTest(low: Bound | null, high: Bound | null): ValueTest {
  const numeric = typeof (low ?? high)?.value === 'number';
  return (value) => {
    if (!numeric) return typeof value === 'string' && isAbove(value, low) && isBelow(value, high);
    const number = typeof value === 'string' ? looseNumber(value) : value;
    return typeof number === 'number' && isAbove(number, low) && isBelow(number, high);
  };
}

function isAbove<T extends number | string>(value: T, low: Bound | null): boolean {
  if (!low) return true;
  return low.inclusive ? value >= low.value : value > low.value;
}

function isBelow<T extends number | string>(value: T, high: Bound | null): boolean {
  if (!high) return true;
  return high.inclusive ? value <= high.value : value < high.value;
}
