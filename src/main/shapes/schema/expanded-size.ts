import {
  elementOf,
  isObject,
  memberOf,
  refOf,
  type Located,
  type References,
} from '../typescript/references';

/** A repetition that makes an expression many times as long. */
const LONG_REPEAT = /\{\d{2,}/u;

/**
 * How many parts a schema has once every reference is replaced by what it points to: what holding a value against it costs for
 * each part of the value, at most. Infinity for circles, references that are resolved elsewhere, and expressions that unfold.
 */
export function expandedSize(schema: Located, references: References): number {
  const known = new Map<string, number>();
  const sizeOf = (at: Located, depth: number): number => {
    if (typeof at.value === 'string') return LONG_REPEAT.test(at.value) ? Infinity : 1;
    if (typeof at.value !== 'object' || at.value === null) return 1;
    if (depth > 500) return Infinity;
    const before = known.get(at.pointer);
    if (before !== undefined) return before;
    // Met again before it is known, it is a circle.
    known.set(at.pointer, Infinity);
    let size = 1;
    const parts = Array.isArray(at.value)
      ? at.value.map((_, i) => elementOf(at, i))
      : Object.keys(at.value).map((key) => memberOf(at, key));
    for (const part of parts) size += isStore(part) ? 0 : sizeOf(part, depth + 1);
    const ref = refOf(at.value);
    if (ref !== null) {
      const target = references.find(ref, at.pointer);
      size += target ? sizeOf(target, depth + 1) : Infinity;
    }
    if (isObject(at.value) && ('$dynamicRef' in at.value || '$recursiveRef' in at.value)) size = Infinity;
    known.set(at.pointer, size);
    return size;
  };
  return sizeOf(schema, 0);
}

/** Definitions cost nothing where they stand. */
function isStore({ pointer }: Located): boolean {
  return /\/(?:\$defs|definitions)$/u.test(pointer);
}
