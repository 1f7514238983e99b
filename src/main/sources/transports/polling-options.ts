import { StreamgaugeError } from '@shared/errors';
import type { PollingSetup } from '@shared/source-options';

export const MIN_INTERVAL_MS = 250;
export const MAX_INTERVAL_MS = 86_400_000;

/**
 * Where an answer says how to go on.
 * - `body`: a string or number at a path of a JSON answer;
 * - `header`: a field of the answer;
 * - `link`: `Link: <…>; rel="next"` (RFC 8288), an address of the same origin.
 */
export type PollingCursor =
  | {
      readonly from: 'body';
      /** `next_cursor`, `meta.cursor` */
      readonly path: string;
      /** Query parameter that carries it back; `cursor` by default. */
      readonly parameter?: string;
    }
  | { readonly from: 'header'; readonly name: string; readonly parameter?: string }
  | { readonly from: 'link' };

/** How an endpoint is polled. Everything has a default that fits our hub and nchan, and lists in JSON. */
export interface PollingOptions {
  /**
   * `long-poll`: the server holds each request until it has something; the next follows at once.
   * `interval`: every `intervalMs`.
   * `auto` (default): as a long poll where the answers are those of our hub or of nchan, else at intervals.
   */
  readonly mode?: 'long-poll' | 'interval' | 'auto';
  /** ms from the start of one poll to the start of the next, ±10 %; 250 to 86,400,000 (24 h), 10,000 by default. */
  readonly intervalMs?: number;
  /** ms that a poll waits for the head of its answer, and then for its body; 100 to 600,000, 90,000 by default. */
  readonly timeoutMs?: number;
  /** What the answers look like; `auto` (default) tells from the answers. */
  readonly form?: 'auto' | 'hub' | 'nchan' | 'generic';
  readonly cursor?: PollingCursor;
  /** Where the list is in a JSON answer (`data.items`); by default the answer itself is the list. */
  readonly itemsPath?: string;
  /** Where an item has its id. By default items are told apart by what they say. */
  readonly idPath?: string;
  /** Whether the same value with its keys in another order counts as changed; false by default. */
  readonly keyOrderMatters?: boolean;
  /** What 204 says: `end` of the stream for good, as in SSE (default), or `nothing-new`. */
  readonly noContent?: 'end' | 'nothing-new';
  /** Hears after every poll how the run stands. */
  readonly onPoll?: (counters: PollingCounters) => void;
}

/** What one run has done so far. */
export interface PollingCounters {
  readonly polls: number;
  /** Answers that brought nothing new. */
  readonly empty: number;
  /** Bytes of bodies, decoded. */
  readonly bytes: number;
  /** Times that a poll was due while the one before was still under way. */
  readonly skippedTicks: number;
  /** Items that had been delivered before. */
  readonly known: number;
}

export type ResolvedPolling = Required<Omit<PollingOptions, 'cursor' | 'itemsPath' | 'idPath' | 'onPoll'>> &
  Pick<PollingOptions, 'cursor' | 'itemsPath' | 'idPath' | 'onPoll'>;

/**
 * Fills in the defaults. What a source says goes before what the transport was made with.
 * @throws StreamgaugeError `bad-interval`, `bad-timeout`
 */
export function resolvePolling(made: PollingOptions, setup?: PollingSetup): ResolvedPolling {
  const options = setup ? { ...made, ...fromSetup(setup) } : made;
  const { intervalMs = 10_000, timeoutMs = 90_000 } = options;
  if (!(intervalMs >= MIN_INTERVAL_MS && intervalMs <= MAX_INTERVAL_MS)) {
    throw new StreamgaugeError('bad-interval', 'The interval of polling is outside its range.', {
      hint: 'It goes from 250 ms to 24 h.',
    });
  }
  if (!(timeoutMs >= 100 && timeoutMs <= 600_000)) {
    throw new StreamgaugeError('bad-timeout', 'The timeout of a poll is outside its range.', {
      hint: 'It goes from 100 ms to 10 min.',
    });
  }
  return {
    mode: 'auto',
    form: 'auto',
    keyOrderMatters: false,
    noContent: 'end',
    ...options,
    intervalMs,
    timeoutMs,
  };
}

function fromSetup({ cursor, itemsPath, idPath, ...rest }: PollingSetup): PollingOptions {
  return {
    ...rest,
    ...(cursor.from === 'none' ? {} : { cursor }),
    ...(itemsPath === '' ? {} : { itemsPath }),
    ...(idPath === '' ? {} : { idPath }),
  };
}
