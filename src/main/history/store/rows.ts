import type { QueryNode } from '@shared/query';
import { FIELD_REACH, PREVIEW_LENGTH } from '@shared/stream-event';
import type { EventRow } from '@shared/stream-event';
import { cutText } from '@shared/text';
import { firstProblem } from '../event-problem';
import { hasPayload, ROW_NAME_LENGTH } from '../event-row';
import { PayloadValues } from '../payload-values';
import type { RecordView } from './record';
import { compileRecordQuery, RecordSubject } from './record-query';
import { walk, type Piece, type QuerySource } from './segment-walk';
import { Turns } from './turns';

type Test = (subject: RecordSubject) => boolean;

/** Rows of events by `seq`, in the order asked for; those that are not there are left out. */
export async function findRows(
  source: QuerySource,
  seqs: readonly number[],
  mark: QueryNode | null,
  columns: readonly string[],
): Promise<EventRow[]> {
  const values = columns.length === 0 ? null : new PayloadValues(columns);
  const marks = mark && compileRecordQuery(mark);
  const turns = new Turns();
  const wanted = Float64Array.from(new Set(seqs)).sort();
  const found = new Map<number, EventRow>();
  let at = 0;
  while (at < wanted.length) {
    const piece = { first: wanted[at]!, last: wanted.at(-1)!, backward: false };
    const before = at;
    // Only the segment of the next one: what lies between those that are asked for is not opened.
    for (const next of walk(source, piece)) {
      at = readPiece(source, next, wanted, at, marks, values, found);
      break;
    }
    if (at === before) break;
    if (turns.due) await turns.next();
  }
  return seqs.flatMap((seq) => found.get(seq) ?? []);
}

/** Reads what is wanted of one segment, from `at` on; returns which is the next one. */
function readPiece(
  source: QuerySource,
  { open, from, to }: Piece,
  wanted: Float64Array,
  at: number,
  marks: Test | null,
  values: PayloadValues | null,
  found: Map<number, EventRow>,
): number {
  const { columns, reader, segment } = open;
  const { seqs } = columns.arrays;
  const visible = source.visible(columns);
  const last = seqs[to - 1]!;
  let subject: RecordSubject | null = null;
  while (at < wanted.length && wanted[at]! <= last) {
    const event = columns.lowerBound(wanted[at++]!);
    if (event < from || seqs[event] !== wanted[at - 1] || (visible && !visible.has(event))) continue;
    const record = reader.read(event);
    if (record) {
      subject ??= new RecordSubject(record);
      found.set(record.seq, rowOf(record, marks?.(subject) ?? false, values));
    } else if (segment) source.damaged(segment);
  }
  return at;
}

/** What `toEventRow` makes of the event; of a long one only the beginning is read. */
function rowOf(record: RecordView, marked: boolean, values: PayloadValues | null): EventRow {
  const { typeStart, channelStart, idStart, idEnd, dataStart, dataLength } = record;
  const start = (from: number, to: number, units: number): string =>
    // A UTF-16 unit takes 3 bytes at most; what is cut within a character lies behind the last unit.
    cutText(record.textAt(from, Math.min(to, from + 3 * (units + 2))), units);
  const problem = firstProblem(record.problems);
  return {
    seq: record.seq,
    kind: record.kind,
    sourceId: record.source,
    receivedAt: record.time,
    type: start(typeStart, channelStart, ROW_NAME_LENGTH),
    id: record.hasId ? start(idStart, idEnd, ROW_NAME_LENGTH) : null,
    channel: start(channelStart, idStart, ROW_NAME_LENGTH),
    preview: start(dataStart, dataStart + dataLength, PREVIEW_LENGTH),
    size: record.size,
    level: record.level,
    gap: record.kind === 'gap' ? record.toEvent().gap : null,
    ...(problem && { problem }),
    ...(values &&
      hasPayload(record.kind) && {
        // What is longer than is looked through tells that there is more.
        values:
          problem === 'not-json' ? {} : values.of(start(dataStart, dataStart + dataLength, 2 * FIELD_REACH)),
      }),
    ...(marked && { marked }),
  };
}
