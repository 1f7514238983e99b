import { StreamgaugeError } from '@shared/errors';

export type AccessCode =
  /** Nothing was offered where something is needed. */
  | 'no-credentials'
  /** What was offered is malformed, unknown, forged, used up, or in the wrong place. */
  | 'bad-credentials'
  /** What was offered was good once. */
  | 'expired-credentials'
  /** It is known who asks; they may not. */
  | 'not-allowed'
  /** Too many wrong credentials from one address. */
  | 'too-many-failures'
  /** Whoever decides (a key server, a handler) could not be asked. */
  | 'cannot-check';

const STATUS: Readonly<Record<AccessCode, number>> = {
  'no-credentials': 401,
  'bad-credentials': 401,
  'expired-credentials': 401,
  'not-allowed': 403,
  'too-many-failures': 429,
  'cannot-check': 503,
};

/** What `WWW-Authenticate` says (RFC 6750 §3). Nothing of the request is repeated in it. */
const CHALLENGE: Readonly<Partial<Record<AccessCode, string>>> = {
  'no-credentials': 'Bearer realm="streamgauge"',
  'bad-credentials': 'Bearer realm="streamgauge", error="invalid_token"',
  'expired-credentials':
    'Bearer realm="streamgauge", error="invalid_token", error_description="The token has expired"',
  'not-allowed': 'Bearer realm="streamgauge", error="insufficient_scope"',
};

export interface AccessErrorOptions {
  readonly hint?: string;
  /** Whole seconds for `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** For the log of whoever runs the hub; never sent. */
  readonly cause?: unknown;
}

/**
 * A request that is refused for who makes it. `message` and `hint` are fit for the answer and the log: they hold
 * nothing of a credential. With `status` and `headers`, the answer is
 * `sendProblem(res, error.status, toProblem(error), error.headers)`.
 */
export class AccessError extends StreamgaugeError {
  declare readonly code: AccessCode;
  /** HTTP status: 401, 403, 429 or 503. */
  readonly status: number;
  /** Whole seconds, 1 or more; null when coming back makes no difference. */
  readonly retryAfterSeconds: number | null;

  constructor(code: AccessCode, message: string, options: AccessErrorOptions = {}) {
    super(code, message, {
      ...(options.hint !== undefined && { hint: options.hint }),
      ...(options.cause !== undefined && { cause: options.cause }),
    });
    this.name = 'AccessError';
    this.status = STATUS[code];
    this.retryAfterSeconds = options.retryAfterSeconds ?? null;
  }

  /** Headers that belong to the answer: `www-authenticate` (401, 403), `retry-after` (429, 503). */
  get headers(): Readonly<Record<string, string>> {
    const challenge = CHALLENGE[this.code];
    return {
      ...(challenge !== undefined && { 'www-authenticate': challenge }),
      ...(this.retryAfterSeconds !== null && { 'retry-after': String(this.retryAfterSeconds) }),
    };
  }
}
