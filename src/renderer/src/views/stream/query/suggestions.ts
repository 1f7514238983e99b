import { LEVELS, type Level } from '@shared/notification';
import { completionsAt, type Completion, type Completions } from '@shared/query/complete';
import { lexemesOf, type LexemeOf } from '@shared/query/lexemes';
import type { SeenFields } from '@shared/query/seen-fields';
import { t } from '../../../i18n/i18n';
import { compareTerms } from './compare-terms';

/** One line of the list under the query bar. */
export interface Suggestion {
  readonly kind: Completion['kind'] | 'compare' | 'past';
  readonly label: string;
  /** What takes the place of `from` to `to` (UTF-16 offsets). */
  readonly insert: string;
  readonly from: number;
  readonly to: number;
  /** In how many events it was seen; null where nobody counts. */
  readonly count: number | null;
  /** Drawn as the glyph of a level. */
  readonly level: Level | null;
  /** The part of the label that is written already. */
  readonly hit: { readonly from: number; readonly to: number } | null;
}

export interface SuggestionGroup {
  readonly heading: string;
  readonly items: readonly Suggestion[];
}

export interface Suggestions {
  readonly groups: readonly SuggestionGroup[];
  /** Something is being written that the first line would complete. */
  readonly completes: boolean;
}

const MOST_PAST = 5;
const MOST_VALUES = 8;

/**
 * The ways to go on at a cursor, in groups as they are shown.
 *
 * @param past earlier queries, newest first: offered while nothing is written yet
 */
export function suggestionsAt(
  text: string,
  cursor: number,
  seen: SeenFields,
  past: readonly string[],
): Suggestions {
  const found = completionsAt(text, cursor, seen);
  if (text.trim() === '') return beginnings(found, past, text.length);
  const field = lexemesOf(text.slice(0, cursor))
    .filter((lexeme) => lexeme.kind === 'field')
    .at(-1);
  if (field && found.from === field.to) return valueGroups(text, cursor, found, field, seen);
  const values = found.items.filter(({ kind }) => kind === 'value');
  const written = text.slice(found.from, cursor);
  const fields = found.items.filter(({ kind }) => kind === 'field');
  const words = found.items.filter(({ kind }) => kind === 'keyword');
  const groups = [
    group(t('stream.columns.fields'), fields, found, written),
    group(t('stream.query.joinWith'), words, found, written),
  ];
  // Behind a whole term a word that joins comes first, as long as no name is being written.
  if (written === '') groups.reverse();
  if (field) groups.unshift(group(valuesOf(nameOf(field, text)), values, found, written));
  return { groups: filled(groups), completes: written !== '' };
}

/** A field as it is written, without its colon. */
const nameOf = (field: LexemeOf<'field'>, text: string): string => text.slice(field.from, field.to - 1);
const valuesOf = (field: string): string => t('stream.query.valuesOf', { field });

function beginnings(found: Completions, past: readonly string[], length: number): Suggestions {
  const recent = past.slice(0, MOST_PAST).map((query): Suggestion => ({
    kind: 'past',
    label: query,
    insert: query,
    from: 0,
    to: length,
    count: null,
    level: null,
    hit: null,
  }));
  return {
    groups: filled([
      { heading: t('stream.query.recent'), items: recent },
      group(t('stream.columns.fields'), found.items, found, ''),
    ]),
    completes: false,
  };
}

function valueGroups(
  text: string,
  cursor: number,
  found: Completions,
  field: LexemeOf<'field'>,
  seen: SeenFields,
): Suggestions {
  const name = nameOf(field, text);
  const written = text.slice(found.from, cursor);
  const place = { from: field.from, to: found.to };
  const compares = compareTerms(field, name, written, seen).map((term): Suggestion => ({
    kind: 'compare',
    label: term.text,
    insert: term.text,
    ...place,
    count: term.count,
    level: null,
    hit: null,
  }));
  const values = withOthers(text, found, field, seen).slice(0, MOST_VALUES);
  const compare =
    values.length > 0 ? t('stream.query.orCompare') : t('stream.query.compare', { field: name });
  const groups = filled([
    group(valuesOf(name), values, found, written),
    { heading: compare, items: compares },
  ]);
  return { groups, completes: values.length > 0 };
}

/** A value that is written out stands first, and the others of its field below it: they are one key away. */
function withOthers(
  text: string,
  found: Completions,
  field: LexemeOf<'field'>,
  seen: SeenFields,
): readonly Completion[] {
  const [first] = found.items;
  if (!first || first.insert !== text.slice(found.from, found.to)) return found.items;
  const all = completionsAt(text.slice(0, field.to), field.to, seen).items;
  return [first, ...all.filter(({ insert }) => insert !== first.insert)];
}

function group(
  heading: string,
  items: readonly Completion[],
  place: Completions,
  written: string,
): SuggestionGroup {
  return {
    heading,
    items: items.map((item) => ({
      ...item,
      from: place.from,
      to: place.to,
      level: item.kind === 'value' ? (LEVELS.find((level) => level === item.label) ?? null) : null,
      hit: hitOf(item.label, written),
    })),
  };
}

function hitOf(label: string, written: string): Suggestion['hit'] {
  const wanted = written.replace(/^"/u, '').toLowerCase();
  const from = wanted === '' ? -1 : label.toLowerCase().indexOf(wanted);
  return from < 0 ? null : { from, to: from + wanted.length };
}

const filled = (groups: readonly SuggestionGroup[]): SuggestionGroup[] =>
  groups.filter(({ items }) => items.length > 0);
