import fs from 'node:fs';
import type { SourceStats } from './api';
import type { Segment } from './segment';
import { indexPath } from './segment-file';
import type { SegmentSummary } from './summary';

/** What summaries say together. */
export interface SummaryTotals {
  readonly events: number;
  readonly bytes: number;
  readonly oldestAt: number | null;
  readonly notJson: number;
  readonly badUtf8: number;
  readonly cut: number;
  readonly sources: readonly SourceStats[];
}

export function addUp(summaries: readonly (SegmentSummary | null)[]): SummaryTotals {
  const shares = new Map<string, { source: string; events: number; bytes: number }>();
  const totals = { events: 0, bytes: 0, notJson: 0, badUtf8: 0, cut: 0 };
  let oldestAt: number | null = null;
  for (const summary of summaries) {
    if (!summary) continue;
    totals.events += summary.events;
    totals.bytes += summary.bytes;
    totals.notJson += summary.problems.notJson;
    totals.badUtf8 += summary.problems.badUtf8;
    totals.cut += summary.problems.cut;
    if (summary.events > 0) oldestAt = Math.min(oldestAt ?? Infinity, summary.oldest);
    for (const { source, events, bytes } of summary.sources) {
      if (events === 0) continue;
      const share = shares.get(source) ?? { source, events: 0, bytes: 0 };
      share.events += events;
      share.bytes += bytes;
      shares.set(source, share);
    }
  }
  return { ...totals, oldestAt, sources: [...shares.values()] };
}

/** Of the index files of segments; one that is not there has none. */
export function indexBytesOf(segments: readonly Segment[]): number {
  let bytes = 0;
  for (const { path } of segments)
    bytes += fs.statSync(indexPath(path), { throwIfNoEntry: false })?.size ?? 0;
  return bytes;
}
