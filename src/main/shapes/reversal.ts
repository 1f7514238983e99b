/** What a change took away, for as long as it can be put back. One of the two is called, once. */
export interface Reversal {
  /** Puts it back; false when something else has taken its place. */
  undo(): boolean;
  /** It is gone for good: what it takes is given back. */
  done(): void;
}

/** Of a change that took nothing away. */
export const NOTHING_TAKEN: Reversal = { undo: () => true, done: () => undefined };
