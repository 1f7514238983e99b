/**
 * What went wrong, as a value that can be shown, logged and sent over IPC.
 * `message` is a whole sentence that names the thing and what happened; `hint` says what to do.
 */
export interface Problem {
  /** Stable, kebab-case: for tests, logs and filters. Never shown alone. */
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
}

/** The error type of Streamgauge: a code, a sentence for people, what to do, and the cause. */
export class StreamgaugeError extends Error implements Problem {
  readonly code: string;
  readonly hint?: string;

  constructor(code: string, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'StreamgaugeError';
    this.code = code;
    if (options.hint !== undefined) this.hint = options.hint;
  }
}

/** The plain value of any thrown thing. Foreign errors become `unexpected` with their own message. */
export function toProblem(error: unknown): Problem {
  if (error instanceof StreamgaugeError) {
    return error.hint === undefined
      ? { code: error.code, message: error.message }
      : { code: error.code, message: error.message, hint: error.hint };
  }
  return { code: 'unexpected', message: error instanceof Error ? error.message : String(error) };
}
