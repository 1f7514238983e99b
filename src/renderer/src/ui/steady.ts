import { computed, type ComputedRef } from 'vue';

/**
 * Computed data that stays the same object while nothing in it changes, so that what shows it is drawn anew only then: for what
 * is made of the time, and seldom changes with it.
 */
export function steady<T extends object | null>(make: () => T): ComputedRef<T> {
  return computed<T>((before) => kept(before, make()));
}

/** What was there before, when it says the same as the new data; otherwise the new. Plain objects and lists only. */
export function kept<T>(before: T | undefined, made: T): T {
  return before !== undefined && isSame(before, made) ? before : made;
}

function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [one, other] = [a as Record<string, unknown>, b as Record<string, unknown>];
  const keys = Object.keys(one);
  return (
    keys.length === Object.keys(other).length &&
    keys.every((key) => Object.hasOwn(other, key) && isSame(one[key], other[key]))
  );
}
