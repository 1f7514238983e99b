import { StreamgaugeError } from '@shared/errors';

/** What a source does about an error. */
export type Remedy = 'retry' | 'stop' | 'credentials';

/** A connection that could not be opened, or broke. */
export class ConnectionError extends StreamgaugeError {
  readonly remedy: Remedy;
  /** What the server asked for with `Retry-After`, ms, clamped. */
  readonly retryAfterMs: number | null;

  constructor(
    code: string,
    message: string,
    options: { remedy: Remedy; hint?: string; cause?: unknown; retryAfterMs?: number | null },
  ) {
    super(code, message, options);
    this.name = 'ConnectionError';
    this.remedy = options.remedy;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
