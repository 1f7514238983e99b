import { StreamgaugeError } from '@shared/errors';
import type { QueryProblem } from '@shared/query';
import { terminalText } from './terminal-text';

/** What is shown of a long query around the place, UTF-16 code units to either side. */
const AROUND = 60;

/**
 * What is wrong with a query, with the place marked under it:
 *
 * ```
 * "14:99" is no time. A time is -10m, 14:03, …
 *
 *   type:error AND time:>14:99
 *                        ^^^^^
 * ```
 */
export function queryFault(text: string, problem: QueryProblem): StreamgaugeError {
  const from = Math.max(0, problem.from - AROUND);
  const to = Math.min(text.length, problem.from + AROUND);
  const lead = from > 0 ? '… ' : '';
  const before = `${lead}${terminalText(text.slice(from, problem.from))}`;
  const marked = terminalText(text.slice(problem.from, Math.min(problem.to, to)));
  const after = `${terminalText(text.slice(Math.max(problem.from, Math.min(problem.to, to)), to))}${to < text.length ? ' …' : ''}`;
  const carets = '^'.repeat(Math.max(1, widthOf(marked)));
  const shown = `  ${before}${marked}${after}\n  ${' '.repeat(widthOf(before))}${carets}`;
  return new StreamgaugeError('bad-query', problem.message, {
    hint: `${problem.hint ?? 'streamgauge query --help says how queries are written.'}\n\n${shown}`,
  });
}

/** East Asian characters and pictographs, which take two columns of a terminal (UAX #11, roughly). */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const MARK = /\p{Mn}/u;

/** Columns that a text takes in a terminal. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += MARK.test(character) ? 0 : WIDE.test(character) ? 2 : 1;
  return width;
}
