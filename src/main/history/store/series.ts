import { EVENT_KINDS } from '@shared/stream-event';
import { cutText } from '@shared/text';
import type { SeriesAnswer, SeriesRequest } from '@shared/series';
import { ROW_NAME_LENGTH } from '../event-row';
import { PayloadReader } from '../query/payload';
import { PayloadNumber } from '../query/payload-number';
import { SeriesCollector } from '../series-collector';
import { Slices } from './matching';
import { walk, type Piece, type QuerySource } from './segment-walk';

const EVENT = EVENT_KINDS.indexOf('event');
const GAP = EVENT_KINDS.indexOf('gap');

/**
 * The numbers at a path over time, newest first as far as they are wanted. What the index of a segment lists is not read.
 * Null when cancelled.
 */
export async function findSeries(
  source: QuerySource,
  request: SeriesRequest,
  cancelled: () => boolean,
): Promise<SeriesAnswer | null> {
  const slices = new Slices(cancelled);
  const found = new SeriesCollector();
  const { series } = request;
  const numbers = new PayloadNumber(series.path, series.texts, new PayloadReader());
  let newest = 0;
  const range = { first: firstSeq(source, request.from), last: Number.MAX_SAFE_INTEGER, backward: true };
  for (const piece of walk(source, range)) {
    const { columns } = piece.open;
    newest = Math.max(newest, columns.seqAt(piece.to - 1));
    if (!(await addPiece(source, piece, request, numbers, found, slices))) return null;
    if (request.newest !== null && found.numbers >= request.newest) break;
  }
  return found.answer(request.points, newest);
}

/** What lies below holds nothing that arrived since; clocks jump, so it is asked of every segment. */
function firstSeq({ segments, growingFrom }: QuerySource, from: number): number {
  for (const { summary, nameSeq, carry } of segments) {
    if (!summary) return carry ? 0 : nameSeq;
    if (summary.events > 0 && summary.newest >= from) return summary.firstSeq;
  }
  return growingFrom;
}

/** Adds what one segment holds. False when the question was cancelled. */
async function addPiece(
  source: QuerySource,
  { open, from, to }: Piece,
  { series, from: fromTime, to: toTime, newest }: SeriesRequest,
  numbers: PayloadNumber,
  found: SeriesCollector,
  slices: Slices,
): Promise<boolean> {
  const { columns, index, reader, segment } = open;
  const { arrays } = columns;
  const sourceNumber = columns.sourceNames.list.indexOf(series.sourceId);
  if (sourceNumber < 0) return slices.goOn();
  const channels = named(columns.channelNames.list, series.channel);
  const types = named(columns.typeNames.list, series.type);
  const visible = source.visible(columns);
  const listed = index?.fields.numbers(series.path, series.texts) ?? null;
  let looked = 0;
  for (let event = to - 1; event >= from; event--) {
    if ((++looked & 1_023) === 0 && !(await slices.goOn())) return false;
    if (arrays.sources[event] !== sourceNumber || (visible && !visible.has(event))) continue;
    const time = arrays.times[event]!;
    if (time < fromTime || time >= toTime) continue;
    const kind = arrays.kinds[event];
    if (kind === GAP) {
      const gap = reader.read(event)?.toEvent().gap;
      if (gap) found.addBreak(gap.downMs, time);
      continue;
    }
    if (kind !== EVENT || !channels[arrays.channels[event]!] || !types[arrays.types[event]!]) continue;
    if (listed && !listed.unsure.has(event)) {
      found.add(time, columns.seqAt(event), listed.found(event));
    } else {
      const record = reader.read(event);
      if (!record && segment) source.damaged(segment);
      found.add(time, columns.seqAt(event), record && numbers.of(record.data));
      if ((looked & 15) === 0 && !(await slices.goOn())) return false;
    }
    if (newest !== null && found.numbers >= newest) return true;
  }
  return slices.goOn();
}

/** Which of some names are the one that is asked for, as far as rows show it. */
const named = (names: readonly string[], wanted: string | null): boolean[] =>
  names.map((name) => wanted === null || cutText(name, ROW_NAME_LENGTH) === wanted);
