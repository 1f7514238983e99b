import { LEVELS } from '@shared/notification';
import type { QueryNode } from '@shared/query';
import type { HistogramAnswer, HistogramRequest } from './api';
import { matchPiece, ready, Slices } from './matching';
import { walk, type QuerySource } from './segment-walk';

const ERROR = LEVELS.indexOf('error');

/** Counts the events (of this kind) that match, by when they arrived. Null when cancelled. */
export async function countByTime(
  source: QuerySource,
  node: QueryNode,
  { from, to, buckets }: HistogramRequest,
  cancelled: () => boolean,
): Promise<HistogramAnswer | null> {
  const query = ready(node);
  const slices = new Slices(cancelled);
  const events = new Array<number>(buckets).fill(0);
  const errors = new Array<number>(buckets).fill(0);
  const perMs = buckets / (to - from);
  let oldest = Infinity;
  let newest = -Infinity;
  const range = { first: 0, last: Number.MAX_SAFE_INTEGER, backward: true };
  for (const piece of walk(source, range)) {
    const matches = await matchPiece(source, piece, query, null, slices);
    if (!matches) return null;
    const { times, kinds, levels } = piece.open.columns.arrays;
    for (let event = matches.base.next(0); event >= 0; event = matches.base.next(event + 1)) {
      if (kinds[event] !== 0) continue;
      const time = times[event]!;
      if (time < oldest) oldest = time;
      if (time > newest) newest = time;
      if (time < from || time >= to) continue;
      const bucket = Math.min(buckets - 1, Math.floor((time - from) * perMs));
      events[bucket]!++;
      if (levels[event] === ERROR) errors[bucket]!++;
    }
    if (!(await slices.goOn())) return null;
  }
  return { events, errors, extent: oldest <= newest ? { from: oldest, to: newest } : null };
}
