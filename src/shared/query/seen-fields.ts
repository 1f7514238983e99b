/** A field that events had, as completions offer it. */
export interface SeenField {
  /** As a query names it: `['type']`, `['data', 'user', 'name']`. */
  readonly path: readonly string[];
  /** Events that had it, of those that were looked at. */
  readonly count: number;
  /** The first different values, most frequent first. */
  readonly values: readonly { readonly value: string | number | boolean | null; readonly count: number }[];
}

export interface SeenFields {
  /** Most frequent first. */
  readonly fields: readonly SeenField[];
}
