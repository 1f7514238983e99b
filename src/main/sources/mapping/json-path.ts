/** Most steps of a path. */
const MAX_STEPS = 32;
const MAX_PATH_LENGTH = 1_024;

/** A path into a JSON value, taken apart; no steps for the value itself. */
export type JsonPath = readonly string[];

const STEP = /\.?([^.[\]\s"'$][^.[\]\s"']*)|\[(\d{1,9})\]|\["((?:[^"\\]|\\.)*)"\]|\['((?:[^'\\]|\\.)*)'\]/uy;

/**
 * Takes a path apart: `$.a.b`, `a.b[0]`, `$["a key"]['another']`, `$` for the value itself. A small part of RFC 9535:
 * names and indices, nothing that searches.
 * @returns null for a text that is no such path, has more than 32 steps or more than 1,024 characters
 */
export function parseJsonPath(text: string): JsonPath | null {
  const path = text.trim();
  if (path === '' || path.length > MAX_PATH_LENGTH) return null;
  const steps: string[] = [];
  let at = path.startsWith('$') ? 1 : 0;
  while (at < path.length) {
    STEP.lastIndex = at;
    const match = STEP.exec(path);
    if (!match || steps.length === MAX_STEPS) return null;
    const dotted = match[0].startsWith('.');
    const named = match[1] !== undefined;
    // Only the very first name stands without a dot.
    if (named && !dotted && at !== 0) return null;
    const quoted = match[3] ?? match[4];
    steps.push(quoted === undefined ? (match[1] ?? match[2]!) : quoted.replace(/\\(.)/gsu, '$1'));
    at = STEP.lastIndex;
  }
  return steps;
}
