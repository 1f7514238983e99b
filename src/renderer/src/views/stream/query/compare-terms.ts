import { LEVELS } from '@shared/notification';
import { completionsAt, type Completion } from '@shared/query/complete';
import { eventFieldOf } from '@shared/query/event-fields';
import type { LexemeOf } from '@shared/query/lexemes';
import { looseNumber } from '@shared/query/scalars';
import type { SeenFields } from '@shared/query/seen-fields';

/** A whole term to put in the place of `field:value`. */
export interface CompareTerm {
  readonly text: string;
  /** In how many events it would be found; null where the values seen do not tell. */
  readonly count: number | null;
}

/** What is offered at once. */
const MOST = 3;

/**
 * Other ways to ask about a field whose value is being written: several values, more or less than a number, a part of
 * the text.
 *
 * @param name the field as it is written, without its colon
 * @param written what stands behind the colon so far
 */
export function compareTerms(
  field: LexemeOf<'field'>,
  name: string,
  written: string,
  seen: SeenFields,
): CompareTerm[] {
  const own = eventFieldOf(field.path.map((segment) => segment.name));
  const term = (rest: string, count: number | null = null): CompareTerm => ({
    text: `${name}:${rest}`,
    count,
  });
  if (own === 'time' || own === 'eventTime') return [term('[-1h TO -10m]')];
  if (own === 'size') return [term('[1kB TO 10kB]')];
  const text = `${name}:`;
  const values = completionsAt(text, text.length, seen).items.filter(({ kind }) => kind === 'value');
  const numbers = values.map(({ label }) => looseNumber(label)).filter((value) => value !== null);
  const terms =
    own === null && numbers.length > 0 && numbers.length * 2 >= values.length
      ? numberTerms(numbers, written)
      : valueTerms(values, written, own === 'level');
  return terms.slice(0, MOST).map(({ text: rest, count }) => term(rest, count));
}

function numberTerms(numbers: readonly number[], written: string): CompareTerm[] {
  const sorted = [...numbers].sort((a, b) => a - b);
  const pivot = looseNumber(written) ?? sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
  const [least, most] = [sorted[0] ?? 0, sorted.at(-1) ?? 0];
  const terms: CompareTerm[] = [
    { text: `>${pivot}`, count: null },
    { text: `<=${pivot}`, count: null },
  ];
  if (least < most) terms.push({ text: `[${least} TO ${most}]`, count: null });
  return terms;
}

function valueTerms(values: readonly Completion[], written: string, isLevel: boolean): CompareTerm[] {
  const wanted = written.replace(/^"|"$/gu, '').toLowerCase();
  const first = values.find(({ label }) => label.toLowerCase().startsWith(wanted)) ?? values[0];
  const terms: CompareTerm[] = [];
  if (first && values.length > 1) {
    const second = besides(first, values);
    if (second) terms.push({ text: `(${first.insert} OR ${second.insert})`, count: sum(first, second) });
  }
  if (isLevel && first && first.label !== 'info') terms.push({ text: `>=${first.label}`, count: null });
  const isValue = values.some(({ label }) => label.toLowerCase() === wanted);
  if (!isLevel && !isValue && /^[\p{L}\p{N}_-]+$/u.test(wanted)) {
    terms.push({ text: `~${wanted}`, count: null });
  }
  return terms;
}

/** The value that goes best with another: the level next below it, or the most frequent one. */
function besides(first: Completion, values: readonly Completion[]): Completion | undefined {
  const rank = LEVELS.findIndex((level) => level === first.label);
  const nextLevel = rank > 0 ? values.find(({ label }) => label === LEVELS[rank - 1]) : undefined;
  return nextLevel ?? values.find((value) => value !== first);
}

function sum(a: Completion, b: Completion): number | null {
  return a.count === null || b.count === null ? null : a.count + b.count;
}
