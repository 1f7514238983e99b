import type { EventRow } from '@shared/stream-event';

/** Most breaks that are kept; the oldest go first. */
const MAX_BREAKS = 100;

/** A break in a source's stream that went past, for the flags of the hydrograph. */
export interface Break {
  readonly seq: number;
  /** Epoch ms when the source was back. */
  readonly at: number;
  readonly downMs: number;
  readonly lost: boolean;
}

/** The breaks with those among `rows` added, each once; the same list when there are none. */
export function withBreaks(had: readonly Break[], rows: readonly EventRow[]): readonly Break[] {
  let breaks = had;
  for (const { seq, receivedAt, gap } of rows) {
    if (!gap || breaks.some((known) => known.seq === seq)) continue;
    breaks = [...breaks, { seq, at: receivedAt, downMs: gap.downMs, lost: gap.verdict === 'lost' }];
  }
  return breaks === had ? had : breaks.slice(-MAX_BREAKS);
}
