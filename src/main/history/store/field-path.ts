import { step, withSkips } from '../query/payload-path';
import type { Positions } from '../query/payload-path';

/** What the keys on the way to a value say about the path of a query, where nobody knows which arrays they pass. */
export interface PathFit {
  /** The path leads to this very value, whatever arrays there are. */
  readonly leaf: boolean;
  /** It leads to the value when there are arrays in the right places: an index takes `*` or a number of the path. */
  readonly maybeLeaf: boolean;
  /** The same for the value or what holds it. */
  readonly within: boolean;
  readonly maybeWithin: boolean;
}

/** How the path of a query fits keys without the indexes of arrays: `['tags', '0']` maybe fits `['tags']`. */
export function fitPath(path: readonly string[], keys: readonly string[]): PathFit {
  const end = 1 << path.length;
  let certain: Positions = withSkips(1, path);
  let possible: Positions = throughArrays(certain, path);
  let within = false;
  let maybeWithin = false;
  for (const key of keys) {
    within ||= (certain & end) !== 0;
    maybeWithin ||= (possible & end) !== 0;
    certain = step(certain, key, path);
    possible = throughArrays(step(possible, key, path), path);
  }
  const leaf = (certain & end) !== 0;
  const maybeLeaf = (possible & end) !== 0;
  return { leaf, maybeLeaf, within: within || leaf, maybeWithin: maybeWithin || maybeLeaf };
}

/** The positions after any number of indexes. */
function throughArrays(at: Positions, path: readonly string[]): Positions {
  let all = at;
  for (const [index, segment] of path.entries()) {
    if ((all & (1 << index)) === 0) continue;
    if (segment === '*' || /^\d+$/u.test(segment)) all |= withSkips(1 << (index + 1), path);
  }
  return all;
}
