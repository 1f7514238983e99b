import { LEVELS } from '@shared/notification';
import { EVENT_FIELDS } from '@shared/query';
import { EVENT_KINDS, EVENT_PROBLEMS } from '@shared/stream-event';
import { eventFieldOf, isTimeField } from './event-fields';
import { lexemesOf } from './lexemes';
import type { Lexeme, LexemeOf } from './lexemes';
import { printPath, printValue } from './print';
import type { SeenField, SeenFields } from './seen-fields';

/** One way to go on. */
export interface Completion {
  readonly kind: 'field' | 'value' | 'keyword';
  /** What people read: the path or the value without quotes. */
  readonly label: string;
  /** What takes the place of `from` to `to`, quoted where that is needed. */
  readonly insert: string;
  /** In how many events it was seen; null where nobody counts. */
  readonly count: number | null;
}

/** The ways to go on at a cursor, best first. */
export interface Completions {
  /** UTF-16 offsets of what an accepted completion replaces. */
  readonly from: number;
  readonly to: number;
  readonly items: readonly Completion[];
}

/** Most ways that are offered at once. */
const COMPLETION_LIMIT = 50;

const TIMES = ['>-1m', '>-10m', '>-1h', '>-1d'];
const SIZES = ['>1kB', '>10kB', '>1MB'];

/**
 * What can stand at the cursor: fields of events and of payloads seen, their values behind the colon, `AND`, `OR` and
 * `NOT` between terms. Names that begin with what is written come first, the ones seen more often before others.
 */
export function completionsAt(text: string, cursor: number, seen: SeenFields): Completions {
  const lexemes = lexemesOf(text.slice(0, cursor));
  const last = lexemes.at(-1);
  const touching = last?.to === cursor ? last : undefined;
  const none: Completions = { from: cursor, to: cursor, items: [] };
  if (touching?.kind === 'close' || touching?.kind === 'range-close' || touching?.kind === 'regex')
    return none;
  if (touching?.kind === 'quoted' && touching.closed) return none;

  const field = fieldAround(lexemes, cursor);
  if (field && field.behind !== 'term') return valuesOf(field, touching, cursor, text, seen);
  if (touching && ['word', 'quoted'].includes(touching.kind)) {
    return fieldsOf(touching, cursor, text, seen, followsTerm(lexemes.slice(0, -1)));
  }
  const items = [...(followsTerm(lexemes) ? keywords('') : []), ...fields('', seen)];
  return { from: cursor, to: cursor, items: items.slice(0, COMPLETION_LIMIT) };
}

interface FieldAround {
  readonly field: LexemeOf<'field'>;
  /** What the cursor is in: a plain value, one behind `>` or in a range, or a new term. */
  readonly behind: 'colon' | 'comparison' | 'term';
}

/** The field whose value is written at the cursor. */
function fieldAround(lexemes: readonly Lexeme[], cursor: number): FieldAround | null {
  const groups: (LexemeOf<'field'> | null)[] = [];
  let field: LexemeOf<'field'> | null = null;
  let compared = false;
  let ranged = false;
  for (const [index, lexeme] of lexemes.entries()) {
    const open: LexemeOf<'field'> | null = groups.at(-1) ?? null;
    const isLast = index === lexemes.length - 1;
    if (lexeme.kind === 'field') field = lexeme;
    else if (lexeme.kind === 'open') {
      groups.push(field ?? open);
      field = null;
    } else if (lexeme.kind === 'close') {
      groups.pop();
      field = null;
    } else if (lexeme.kind === 'comparison') {
      compared = true;
      field ??= open;
    } else if (lexeme.kind === 'range-open') {
      ranged = true;
      field ??= open;
    } else if (lexeme.kind === 'range-close') {
      ranged = false;
      field = null;
    } else if (!ranged && !(isLast && lexeme.to === cursor)) {
      field = null;
      compared = false;
    }
  }
  const group = groups.at(-1) ?? null;
  if (ranged && field) return { field, behind: 'comparison' };
  const last = lexemes.at(-1);
  if (field && (last?.to === cursor || compared)) {
    return { field, behind: compared ? 'comparison' : 'colon' };
  }
  return group ? { field: group, behind: 'colon' } : null;
}

function valuesOf(
  { field, behind }: FieldAround,
  touching: Lexeme | undefined,
  cursor: number,
  text: string,
  seen: SeenFields,
): Completions {
  const written = touching?.kind === 'word' || touching?.kind === 'quoted' ? touching : null;
  const path = field.path.map((segment) => segment.name);
  const from = written?.from ?? cursor;
  const prefix = written?.text ?? '';
  const known = knownValues(path, behind === 'comparison');
  const values = seenField(path, seen)?.values ?? [];
  const items: Completion[] = known.map((value) => ({
    kind: 'value',
    label: value,
    insert: value,
    count: values.find((one) => one.value === value)?.count ?? null,
  }));
  for (const { value, count } of values) {
    const label = String(value);
    if (behind === 'comparison' && typeof value !== 'number') continue;
    if (!known.includes(label)) items.push({ kind: 'value', label, insert: printValue(value, path), count });
  }
  return { from, to: wordEnd(text, cursor, written), items: ranked(items, prefix) };
}

/** Values that need not be seen to be known. */
function knownValues(path: readonly string[], compared: boolean): readonly string[] {
  const field = eventFieldOf(path);
  if (field === 'level') return LEVELS;
  if (field === 'kind' && !compared) return EVENT_KINDS;
  if (field === 'problem' && !compared) return EVENT_PROBLEMS;
  if (isTimeField(field)) return compared ? TIMES.map((time) => time.slice(1)) : TIMES;
  if (field === 'size') return compared ? SIZES.map((size) => size.slice(1)) : SIZES;
  return [];
}

function seenField(path: readonly string[], seen: SeenFields): SeenField | undefined {
  const name = path.join('\0');
  const inPayload = path[0] === 'data' ? name : `data\0${name}`;
  const exact = seen.fields.find((field) => field.path.join('\0') === name);
  if (exact || eventFieldOf(path)) return exact;
  const last = path.at(-1);
  return path[0] === '**'
    ? seen.fields.find((field) => field.path.at(-1) === last)
    : seen.fields.find((field) => field.path.join('\0') === inPayload);
}

function fieldsOf(
  touching: Lexeme,
  cursor: number,
  text: string,
  seen: SeenFields,
  afterTerm: boolean,
): Completions {
  const written = touching.kind === 'word' || touching.kind === 'quoted' ? touching : null;
  const prefix = written?.text ?? '';
  if (prefix === '') return { from: cursor, to: cursor, items: [] };
  const words = afterTerm ? keywords(prefix) : keywords(prefix).filter(({ label }) => label === 'NOT');
  return {
    from: touching.from,
    to: wordEnd(text, cursor, written),
    items: [...fields(prefix, seen), ...words].slice(0, COMPLETION_LIMIT),
  };
}

function fields(prefix: string, seen: SeenFields): Completion[] {
  const counts = new Map<string, Completion>();
  for (const name of EVENT_FIELDS) {
    counts.set(name, { kind: 'field', label: name, insert: `${name}:`, count: null });
  }
  for (const { path, count } of seen.fields) {
    const label = path.join('.');
    counts.set(label, { kind: 'field', label, insert: `${printPath(path)}:`, count });
  }
  return ranked([...counts.values()], prefix);
}

function keywords(prefix: string): Completion[] {
  return ['AND', 'OR', 'NOT']
    .filter((word) => prefix !== word && word.startsWith(prefix.toUpperCase()))
    .map((word) => ({ kind: 'keyword', label: word, insert: `${word} `, count: null }));
}

/** Those that contain what is written: first where it begins the name, then a part of the path, then anywhere. */
function ranked(items: readonly Completion[], prefix: string): Completion[] {
  const wanted = prefix.toLowerCase();
  const rank = (item: Completion): number => {
    const label = item.label.toLowerCase();
    if (label.startsWith(wanted)) return 0;
    if (label.includes(`.${wanted}`)) return 1;
    return label.includes(wanted) ? 2 : 3;
  };
  return items
    .map((item, index) => ({ item, index, rank: rank(item) }))
    .filter((each) => each.rank < 3)
    .sort((a, b) => a.rank - b.rank || (b.item.count ?? 0) - (a.item.count ?? 0) || a.index - b.index)
    .slice(0, COMPLETION_LIMIT)
    .map((each) => each.item);
}

/** Whether a whole term stands before, so that a word can join it with the next. */
function followsTerm(lexemes: readonly Lexeme[]): boolean {
  const last = lexemes.at(-1);
  return last !== undefined && ['word', 'quoted', 'regex', 'close', 'range-close'].includes(last.kind);
}

/** The end of the word that the cursor stands in: completing in its middle replaces all of it. */
function wordEnd(
  text: string,
  cursor: number,
  written: LexemeOf<'word'> | LexemeOf<'quoted'> | null,
): number {
  if (!written || written.kind === 'quoted') return cursor;
  const rest = /^[^\s():\]}]*/u.exec(text.slice(cursor));
  return cursor + (rest?.[0].length ?? 0);
}
