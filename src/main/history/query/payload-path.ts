import type { Json } from './payload';

/** Where in the tree a value is, as the positions of the path that can come next: bit n for segment n. */
export type Positions = number;

/**
 * Whether one of the values that a path leads to passes a test. `*` is any one key, `**` any number of them, none too;
 * an array is passed through to each of its elements, which can also be named by index. Takes time proportional to
 * payload times path, however many `**` there are, and no stack.
 *
 * @param path at most `PATH_LENGTH_LIMIT` segments
 */
export function anyAtPath(root: Json, path: readonly string[], test: (value: Json) => boolean): boolean {
  if (!path.includes('*') && !path.includes('**')) {
    const plain = plainWalk(root, path, test);
    if (plain !== null) return plain;
  }
  const end = 1 << path.length;
  const values: Json[] = [root];
  const positions: Positions[] = [withSkips(1, path)];
  for (let value = values.pop(); value !== undefined; value = values.pop()) {
    const at = positions.pop() ?? 0;
    if ((at & end) !== 0 && test(value)) return true;
    const through = Array.isArray(value) ? at : 0;
    if (typeof value !== 'object' || value === null || ((at & ~end) === 0 && through === 0)) continue;
    for (const key of Object.keys(value)) {
      const next = through | step(at, key, path);
      if (next === 0) continue;
      values.push((value as Readonly<Record<string, Json>>)[key] ?? null);
      positions.push(next);
    }
  }
  return false;
}

/** The usual case, keys without wildcards and no array on the way: null where it is not the case. */
function plainWalk(root: Json, path: readonly string[], test: (value: Json) => boolean): boolean | null {
  let value = root;
  for (const key of path) {
    if (Array.isArray(value)) return null;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
    value = (value as Readonly<Record<string, Json>>)[key] ?? null;
  }
  return Array.isArray(value) ? null : test(value);
}

/** The positions after one key. */
export function step(at: Positions, key: string, path: readonly string[]): Positions {
  let next = 0;
  for (const [index, segment] of path.entries()) {
    if ((at & (1 << index)) === 0) continue;
    if (segment === '**') next |= 1 << index;
    else if (segment === '*' || segment === key) next |= 1 << (index + 1);
  }
  return next === 0 ? 0 : withSkips(next, path);
}

/** `**` can also stand for no key at all. */
export function withSkips(at: Positions, path: readonly string[]): Positions {
  let all = at;
  for (const [index, segment] of path.entries()) {
    if (segment === '**' && (all & (1 << index)) !== 0) all |= 1 << (index + 1);
  }
  return all;
}
