/** Bounds for what a server may ask for with `retry:` or `Retry-After`, ms. */
export const MIN_RETRY_MS = 500;
export const MAX_RETRY_MS = 3_600_000;

export interface BackoffPolicy {
  /** Delay that the first retry is drawn from, ms. */
  readonly floorMs: number;
  /** Largest delay of our own making, ms. A server may ask for more. */
  readonly capMs: number;
}

export const DEFAULT_BACKOFF: BackoffPolicy = { floorMs: 1_000, capMs: 30_000 };

/** A server's wish, ms, brought into bounds: `retry: 0` must not become a flood, nor 10^11 overflow a timer. */
export function clampRetry(ms: number): number {
  return Math.min(MAX_RETRY_MS, Math.max(MIN_RETRY_MS, Number.isFinite(ms) ? Math.round(ms) : MAX_RETRY_MS));
}

/**
 * Delay before retry number `retry` (1-based), in ms: full jitter over min(cap, floor · 2^(retry-1)), on top of
 * what the server asked for (WHATWG HTML §9.2.3 `reconnection time`), never below `MIN_RETRY_MS` unless the policy's floor
 * is.
 */
export function backoffDelay(
  retry: number,
  serverRetryMs: number | null,
  policy: BackoffPolicy = DEFAULT_BACKOFF,
  random: () => number = Math.random,
): number {
  const least = Math.min(MIN_RETRY_MS, policy.floorMs);
  const floor = serverRetryMs === null ? least : clampRetry(serverRetryMs);
  // A server's wish is the wait of the first retry; a storm of clients is spread by 0–20 % on top.
  if (retry <= 1 && serverRetryMs !== null) return Math.round(floor * (1 + 0.2 * random()));
  const ceiling = Math.min(policy.capMs, policy.floorMs * 2 ** Math.min(retry - 1, 30));
  // From the floor up: were it cut off below, many would come back in the same moment.
  return Math.round(floor + Math.max(0, ceiling - floor) * random());
}

/**
 * `Retry-After` (RFC 9110 §10.2.3: seconds or a date) as ms from `now`, clamped; null when it is neither.
 */
export function retryAfterMs(value: string | null | undefined, now: number): number | null {
  if (!value) return null;
  const text = value.trim();
  if (/^[0-9]{1,9}$/u.test(text)) return clampRetry(Number(text) * 1_000);
  if (!/^[A-Za-z]{3},/u.test(text)) return null;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : clampRetry(date - now);
}
