import type { EarlierEvents } from '@shared/earlier-events';
import type { EventDetail } from '@shared/stream-event';

/** Times between events, and between what a payload says and when it came; all in ms. */
export interface TimingFacts {
  /** From when the payload says that it happened until it came; negative when its clock is ahead. Null when it does not say. */
  readonly lag: number | null;
  /** Since the last event of the same source, channel and type; of the source and channel; of the source. */
  readonly sinceAlike: number | null;
  readonly sinceChannel: number | null;
  readonly sinceSource: number | null;
  /** Between events alike, newest first, this one's first. */
  readonly intervals: readonly number[];
  /** As `lag`, of this event and those alike before it that say it, newest first. */
  readonly lags: readonly number[];
  readonly order: IdOrder | null;
}

/** How the id of an event goes on from the one before it on the source. */
export interface IdOrder {
  readonly kind: 'follows' | 'jumps' | 'back' | 'repeats' | 'other';
  readonly previous: string;
  /** How many numbers lie between; 0 unless it jumps. */
  readonly missing: number;
}

/** What can be told of an event from those before it. */
export function timingFacts(
  event: Pick<EventDetail, 'receivedAt' | 'eventTime' | 'id'>,
  { alike, ofChannel, ofSource }: Pick<EarlierEvents, 'alike' | 'ofChannel' | 'ofSource'>,
): TimingFacts {
  const since = (earlier: { readonly receivedAt: number } | null | undefined): number | null =>
    earlier ? Math.max(0, event.receivedAt - earlier.receivedAt) : null;
  const all = [event, ...alike];
  return {
    lag: event.eventTime === null ? null : event.receivedAt - event.eventTime,
    sinceAlike: since(alike[0]),
    sinceChannel: since(ofChannel),
    sinceSource: since(ofSource),
    intervals: alike.map((earlier, i) => Math.max(0, all[i]!.receivedAt - earlier.receivedAt)),
    lags: all.flatMap(({ receivedAt, eventTime }) => (eventTime === null ? [] : [receivedAt - eventTime])),
    order: event.id === null || !ofSource || ofSource.id === null ? null : orderOf(ofSource.id, event.id),
  };
}

/** Compares the numbers that two ids end in, when all before them is the same: `88:1041` and `88:1042`. */
export function orderOf(previous: string, id: string): IdOrder {
  if (previous === id) return { kind: 'repeats', previous, missing: 0 };
  const [before, now] = [previous, id].map((text) => /^(.*?)(\d{1,15})$/su.exec(text));
  if (!before || !now || before[1] !== now[1]) return { kind: 'other', previous, missing: 0 };
  const by = Number(now[2]) - Number(before[2]);
  if (by === 1) return { kind: 'follows', previous, missing: 0 };
  return by > 1 ? { kind: 'jumps', previous, missing: by - 1 } : { kind: 'back', previous, missing: 0 };
}

/** The value that a share of them does not exceed (nearest rank). `share` is above 0 and at most 1. */
export function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
}
