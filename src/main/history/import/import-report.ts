export const IMPORT_FORMATS = ['events', 'recording', 'tail', 'json-lines', 'event-stream', 'har'] as const;
/**
 * `events`: our NDJSON. `recording`: of the hub. `tail`: what `streamgauge tail` prints. `json-lines`: any other JSON, a line
 * an event. `event-stream`: bytes of a `text/event-stream`, with or without the head of an HTTP answer.
 */
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

export type ImportProblemCode =
  | 'not-an-event'
  | 'too-long'
  | 'invalid-utf8'
  | 'incomplete-event'
  | 'truncated'
  | 'other-content'
  | 'curl-meter'
  | 'no-address';

/** Something of a file that was not taken, or not as it stands. */
export interface ImportProblem {
  readonly code: ImportProblemCode;
  /** 1-based; null where lines say nothing (HAR) . */
  readonly line: number | null;
  /** A whole sentence that names the place. */
  readonly message: string;
}

/** How often a problem of each kind is named before it is only counted. */
export const MAX_NAMED_PROBLEMS = 50;

/** What is known of a file while it is read; filled in as the reading goes on. */
export class ImportReport {
  format: ImportFormat | null = null;
  /** Of the file. */
  totalBytes = 0;
  bytesRead = 0;
  events = 0;
  /**
   * False when the file does not tell when its events arrived: then each carries the time that its payload names, else that of
   * the one before; the first that of the answer in the file, or of the file's last change.
   */
  timed = true;
  /** Whether the payload of an event named such a time. */
  payloadTimes = false;
  /** The last head of an HTTP answer in the file (`curl -i`, `curl -v`). */
  answered: { readonly status: number; readonly contentType: string } | null = null;
  /** Names of sources as the file tells them, by the id it gives them. At most 1 000. */
  readonly sourceNames = new Map<string, string>();
  /** The first of each kind. */
  readonly problems: ImportProblem[] = [];
  readonly #counts = new Map<ImportProblemCode, number>();

  /** How often each kind of problem came up. */
  get problemCounts(): Readonly<Partial<Record<ImportProblemCode, number>>> {
    return Object.fromEntries(this.#counts);
  }

  /** Whether one more problem of this kind would be named: what it costs to find its place is spent only then. */
  names(code: ImportProblemCode): boolean {
    return (this.#counts.get(code) ?? 0) < MAX_NAMED_PROBLEMS;
  }

  problem(code: ImportProblemCode, line: number | null, message: string, times = 1): void {
    if (this.names(code)) this.problems.push({ code, line, message });
    this.#counts.set(code, (this.#counts.get(code) ?? 0) + times);
  }
}
