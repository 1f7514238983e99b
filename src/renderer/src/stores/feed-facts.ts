import { shallowRef, type ShallowRef } from 'vue';
import type { FeedMessage, HistoryTotals, RateBucket, TypeCount } from '@shared/feed';
import type { EventRow } from '@shared/stream-event';
import { withBreaks, type Break } from './feed-breaks';
import { mergedRates } from './feed-rates';
import { TypeHues } from './type-hues';

type Update = Extract<FeedMessage, { kind: 'update' }>;

export interface FeedFacts {
  readonly types: ShallowRef<readonly TypeCount[]>;
  readonly rate: ShallowRef<readonly RateBucket[]>;
  readonly totals: ShallowRef<HistoryTotals>;
  /** Breaks among the rows that went past. */
  readonly breaks: ShallowRef<readonly Break[]>;
  readonly hues: TypeHues;
  take(update: Update): void;
  note(rows: readonly EventRow[]): void;
}

/** What the feed tells beside rows: counts of types, the rate by second, breaks, and which hue a type has. */
export function useFeedFacts(): FeedFacts {
  const types = shallowRef<readonly TypeCount[]>([]);
  const rate = shallowRef<readonly RateBucket[]>([]);
  const totals = shallowRef<HistoryTotals>({ received: 0, stored: 0, evicted: 0, dropped: 0 });
  const breaks = shallowRef<readonly Break[]>([]);
  const hues = new TypeHues();

  function take(update: Update): void {
    note(update.tail);
    if (update.types) {
      for (const { type } of update.types) hues.note(type);
      types.value = update.types;
    }
    if (update.rate || update.rateReset)
      rate.value = mergedRates(rate.value, update.rate ?? [], update.rateReset === true);
  }
  function note(rows: readonly EventRow[]): void {
    for (const row of rows) if (row.kind === 'event') hues.note(row.type);
    breaks.value = withBreaks(breaks.value, rows);
  }
  return { types, rate, totals, breaks, hues, take, note };
}
