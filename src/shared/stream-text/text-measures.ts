import type { TextResponse } from './text-response';

/** How a response came in. Times in ms; null where nothing can be said. */
export interface TextMeasures {
  /** Until the first piece of text, from the request when its time is known, else from the first event. */
  readonly firstText: { readonly ms: number; readonly from: 'request' | 'event' } | null;
  /** Per second from the first piece to the last: tokens when the service tells how many, else events with text. */
  readonly speed: { readonly perSecond: number; readonly of: 'tokens' | 'deltas' } | null;
  /** From the request or the first event to the last event. */
  readonly total: number;
  /** Between events with text; null with less than two. */
  readonly gaps: {
    readonly p50: number;
    readonly p95: number;
    readonly longest: number;
    /** The longest is one that a reader would feel. */
    readonly stalls: boolean;
  } | null;
}

/** A wait from which on a stream of text seems to stall, ms, when it is also many times the usual one. */
const STALL_MS = 400;
const STALL_TIMES = 4;

/** @param requestedAt epoch ms when the request was sent; null when that is not known */
export function measuresOf(response: TextResponse, requestedAt: number | null): TextMeasures {
  const { firstAt, lastAt, firstTextAt } = response;
  const start = requestedAt ?? firstAt;
  return {
    firstText:
      firstTextAt === null
        ? null
        : { ms: Math.max(0, firstTextAt - start), from: requestedAt === null ? 'event' : 'request' },
    speed: speedOf(response),
    total: Math.max(0, lastAt - start),
    gaps: gapsOf(response),
  };
}

function gapsOf({ gaps }: TextResponse): TextMeasures['gaps'] {
  if (gaps.count === 0) return null;
  const p50 = gaps.quantile(0.5)!;
  const { longest } = gaps;
  const stalls = longest >= STALL_MS && longest >= STALL_TIMES * p50;
  return { p50, p95: gaps.quantile(0.95)!, longest, stalls };
}

function speedOf({ firstTextAt, lastTextAt, deltas, usage }: TextResponse): TextMeasures['speed'] {
  const ms = firstTextAt === null || lastTextAt === null ? 0 : lastTextAt - firstTextAt;
  if (ms <= 0 || deltas < 2) return null;
  // The first piece marks the start: what it took to make it is the time to the first text.
  const of = usage.output === undefined ? 'deltas' : 'tokens';
  const count = usage.output === undefined ? deltas - 1 : usage.output * ((deltas - 1) / deltas);
  return { perSecond: (count * 1_000) / ms, of };
}
