/** What a query asks for, taken apart. The same tree runs over the history and over arriving events. */
export type QueryNode =
  /** Everything: an empty query. */
  | { readonly kind: 'all' }
  | { readonly kind: 'and' | 'or'; readonly nodes: readonly QueryNode[] }
  | { readonly kind: 'not'; readonly node: QueryNode }
  /** Free text: in payload, type, channel or id, without case. */
  | { readonly kind: 'text'; readonly match: TextMatch }
  /** A field: `['type']`, `['data', 'user', 'name']`. */
  | { readonly kind: 'field'; readonly path: readonly string[]; readonly match: FieldMatch };

export type TextMatch =
  | { readonly kind: 'contains'; readonly text: string }
  /** `*` and `?`; a backslash stands before either, or before itself, where it is meant as it is. */
  | { readonly kind: 'wildcard'; readonly pattern: string }
  | { readonly kind: 'regex'; readonly source: string; readonly flags: string };

export type FieldMatch =
  | TextMatch
  | { readonly kind: 'is'; readonly value: string | number | boolean | null }
  | { readonly kind: 'range'; readonly low: Bound | null; readonly high: Bound | null }
  | { readonly kind: 'exists' };

export interface Bound {
  /** Times as epoch ms. */
  readonly value: number | string;
  readonly inclusive: boolean;
}

/** What is wrong with a query, and where. */
export interface QueryProblem {
  readonly message: string;
  readonly hint?: string;
  /** UTF-16 offsets into the text. */
  readonly from: number;
  readonly to: number;
}

/** Fields of an event itself; all others are looked for in its payload. */
export const EVENT_FIELDS = [
  'source',
  'channel',
  'type',
  'id',
  /** When it arrived. */
  'time',
  /** When its payload says that it happened. */
  'eventTime',
  'size',
  'kind',
  'transport',
  'level',
  /** See `EVENT_PROBLEMS`. */
  'problem',
] as const;
