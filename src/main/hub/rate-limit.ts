import { isIPv6 } from 'node:net';
import { performance } from 'node:perf_hooks';
import { StreamgaugeError } from '@shared/errors';

/** How much is allowed of something. */
export interface RateLimit {
  /** Refilled per second; 0 for no limit. May be a fraction: 0.1 is one every ten seconds. */
  readonly perSecond: number;
  /** Allowed at once after a pause, 1 or more; default: what one second brings, rounded up. */
  readonly burst?: number;
}

export interface RateLimiterOptions extends RateLimit {
  /** Keys that are remembered at once; default 10 000. Beyond, the one that was quiet for longest is forgotten. */
  readonly maxKeys?: number;
  /** ms that never run backwards; default `performance.now`. */
  readonly now?: () => number;
}

export type Taken = { readonly ok: true } | { readonly ok: false; readonly retryAfterSeconds: number };

interface Bucket {
  tokens: number;
  /** When `tokens` was right. */
  at: number;
}

const TAKEN: Taken = { ok: true };
const DEFAULT_MAX_KEYS = 10_000;
/** Old buckets looked at on every take: two, so that forgetting is always faster than growing. */
const SWEPT_PER_TAKE = 2;

/**
 * A token bucket per key. Memory is bounded: a full bucket says nothing and is forgotten, and beyond `maxKeys` the
 * least recently used one goes.
 */
export class RateLimiter {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #maxKeys: number;
  readonly #now: () => number;
  /** Least recently used first. */
  readonly #buckets = new Map<string, Bucket>();
  #evicted = 0;

  /** @throws StreamgaugeError `bad-option` */
  constructor(options: RateLimiterOptions) {
    const { perSecond, maxKeys = DEFAULT_MAX_KEYS } = options;
    const burst = options.burst ?? Math.max(1, Math.ceil(perSecond));
    if (!(Number.isFinite(perSecond) && perSecond >= 0)) {
      throw new StreamgaugeError('bad-option', `A rate limit of ${perSecond} per second has no meaning.`, {
        hint: 'Use a number of 0 (no limit) or more.',
      });
    }
    if (!(Number.isFinite(burst) && burst >= 1)) {
      throw new StreamgaugeError(
        'bad-option',
        `A rate limit with a burst of ${burst} lets nothing through.`,
        {
          hint: 'Use 1 or more.',
        },
      );
    }
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#maxKeys = Math.max(1, maxKeys);
    this.#now = options.now ?? (() => performance.now());
  }

  /** Keys remembered. */
  get size(): number {
    return this.#buckets.size;
  }

  /** Keys forgotten before their bucket was full again, because there were too many. */
  get evicted(): number {
    return this.#evicted;
  }

  /**
   * Takes `n` of what `key` has left, or nothing and says when to come back (whole seconds, 1 or more).
   * More than `burst` at once passes when the bucket is full and is paid off afterwards, so that a large batch is
   * slow and not impossible.
   */
  take(key: string, n = 1): Taken {
    if (this.#perSecond === 0 || n <= 0) return TAKEN;
    const now = this.#now();
    const bucket = this.#buckets.get(key) ?? { tokens: this.#burst, at: now };
    bucket.tokens = this.#tokensAt(bucket, now);
    bucket.at = now;
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    this.#forget(now, key);
    const needed = Math.min(n, this.#burst);
    if (bucket.tokens >= needed) {
      bucket.tokens -= n;
      return TAKEN;
    }
    const seconds = Math.ceil((needed - bucket.tokens) / this.#perSecond);
    return { ok: false, retryAfterSeconds: Math.max(1, seconds) };
  }

  #tokensAt(bucket: Bucket, now: number): number {
    const seconds = Math.max(0, now - bucket.at) / 1_000;
    return Math.min(this.#burst, bucket.tokens + seconds * this.#perSecond);
  }

  #forget(now: number, inUse: string): void {
    let looked = 0;
    for (const [key, bucket] of this.#buckets) {
      if (looked++ === SWEPT_PER_TAKE || key === inUse) return;
      if (this.#tokensAt(bucket, now) < this.#burst) {
        if (this.#buckets.size <= this.#maxKeys) continue;
        this.#evicted++;
      }
      this.#buckets.delete(key);
    }
  }
}

/**
 * The part of a client's address that stands for one client: an IPv4 address (also when it is written as
 * `::ffff:a.b.c.d`), or the /64 network of an IPv6 address, of which every client has 2^64 addresses.
 */
export function addressKey(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address);
  if (mapped) return mapped[1]!;
  const plain = address.split('%', 1)[0]!;
  if (!isIPv6(plain)) return address;
  const [head = '', tail] = plain.toLowerCase().split('::');
  const before = head === '' ? [] : head.split(':');
  const after = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length - (tail.includes('.') ? 1 : 0);
  const groups = [...before, ...new Array<string>(Math.max(0, zeros)).fill('0'), ...after];
  const network = groups.slice(0, 4).map((group) => parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}
