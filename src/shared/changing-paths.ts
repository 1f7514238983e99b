/** Events of a kind that are compared, each with the one before it. */
export const COMPARED_EVENTS = 200;
/** Paths that an answer tells of at most, those that change most often first. */
export const MOST_CHANGING_PATHS = 20;

/** A place in the payloads of a stream whose value is not always the same. */
export interface ChangingPath {
  /** Keys from the root; what lies within an array counts as the array's. */
  readonly keys: readonly string[];
  /** In how many of the comparisons it came, went or was another value. */
  readonly changes: number;
  /** Whether the event that was asked about has it. */
  readonly here: boolean;
  /** How the newest of its values is a number: as one, or as a text that is one. Null when it is none. */
  readonly number: 'number' | 'text' | null;
  /** Its numbers, oldest first; empty where `number` is null. */
  readonly values: readonly number[];
}

/** What changes from event to event of the same source, channel and type, up to one of them. */
export interface ChangingPaths {
  /** Comparisons of an event with the one before it. */
  readonly comparisons: number;
  readonly paths: readonly ChangingPath[];
  /** Further paths that change. */
  readonly more: number;
  /** Events that were left out: too large, or no JSON object. */
  readonly leftOut: number;
  /** False when the search for events took too long, or a payload has more values than are told apart. */
  readonly complete: boolean;
}
