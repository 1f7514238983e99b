import { nearest } from './nearest';
import { badArguments as bad } from './parse-flags';

/** Names that are listed when none of them was meant. */
const LISTED = 8;

/**
 * The ids of the sources that go by these names or ids. Case counts only where it makes a difference.
 * @param names of sources and captures, by id
 * @param inHistory ids that events are stored of: sources that were removed have no name any more
 * @throws StreamgaugeError `bad-arguments` that names one that is not known
 */
export function sourceIds(
  wanted: readonly string[],
  names: ReadonlyMap<string, string>,
  inHistory: readonly string[],
): string[] {
  return wanted.flatMap((name) => {
    const called = [...names].filter(([, each]) => each === name).map(([id]) => id);
    if (called.length > 0) return called;
    if (names.has(name) || inHistory.includes(name)) return [name];
    const lower = name.toLowerCase();
    const alike = [...names].filter(([, each]) => each.toLowerCase() === lower).map(([id]) => id);
    if (alike.length > 0) return alike;
    throw bad(`There is no source ${JSON.stringify(name)} in this history.`, hintFor(name, names));
  });
}

function hintFor(name: string, names: ReadonlyMap<string, string>): string {
  const known = [...new Set(names.values())];
  const meant = nearest(name, known);
  if (meant !== null) return `Is it ${JSON.stringify(meant)}?`;
  if (known.length === 0) return 'The app has no sources.';
  const rest = known.length > LISTED ? ` and ${known.length - LISTED} more` : '';
  return `There are ${known
    .slice(0, LISTED)
    .map((each) => JSON.stringify(each))
    .join(', ')}${rest}.`;
}
