/** A row and how far below the upper edge of the table it should be, px; null: in the middle. */
export interface Landing {
  readonly position: number;
  readonly offset: number | null;
}

/** The row that should stay where it is. */
export interface Anchor {
  readonly seq: number;
  readonly offset: number;
}
