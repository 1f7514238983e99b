import { JSONPathEnvironment, JSONPathError } from 'json-p3';

/** Most texts that one payload gives. */
const MOST_TEXTS = 1_000;
const DEEPEST = 100;

export type TextPath =
  | { readonly ok: true; readonly select: (payload: unknown) => readonly string[] }
  /** `from`: where it stops being a path, in characters from its start; its length where something is missing at its end. */
  | { readonly ok: false; readonly from: number };

/**
 * A JSONPath (RFC 9535) that finds texts in payloads. Numbers and the like are taken as they are written; objects and lists
 * are not texts, and a payload that the path cannot be tried on has none.
 */
export function compileTextPath(path: string): TextPath {
  try {
    const query = new JSONPathEnvironment({ maxRecursionDepth: DEEPEST }).compile(path);
    return { ok: true, select: (payload) => textsIn(() => query.query(payload as never).values()) };
  } catch (error) {
    return { ok: false, from: error instanceof JSONPathError ? error.token.index : 0 };
  }
}

function textsIn(find: () => readonly unknown[]): readonly string[] {
  let found: readonly unknown[];
  try {
    found = find();
  } catch {
    return [];
  }
  return found
    .slice(0, MOST_TEXTS)
    .filter((value) => value !== null && typeof value !== 'object')
    .map(String);
}
