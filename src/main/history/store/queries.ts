import type { Buffer } from 'node:buffer';
import type { QueryNode } from '@shared/query';
import type { PageRequest } from './api';
import { matchPiece, ready, Slices } from './matching';
import { candidates } from './candidates';
import { RecordSubject } from './record-query';
import { walk, type QuerySource } from './segment-walk';

/** Most bytes of the records of a page; at least one event is in it. */
const PAGE_BYTES = 8 * 1_024 * 1_024;

export interface FoundPage {
  /** Records one after the other, smallest `seq` first. */
  readonly records: Uint8Array<ArrayBuffer>;
  /** Whether there are more beyond the last, in the direction of the request. */
  readonly more: boolean;
}

/** The events next to a position that match. `cancelled` is asked between slices. */
export async function findPage(
  source: QuerySource,
  node: QueryNode,
  request: PageRequest,
  cancelled: () => boolean,
): Promise<FoundPage> {
  const first = request.after === undefined ? 0 : request.after + 1;
  const last = request.before === undefined ? Number.MAX_SAFE_INTEGER : request.before - 1;
  const backward = request.before !== undefined || request.after === undefined;
  const found: Buffer[] = [];
  let bytes = 0;
  const more = await visit(source, node, { first, last, backward }, cancelled, (record) => {
    if (found.length === request.limit || (found.length > 0 && bytes + record.length > PAGE_BYTES))
      return false;
    found.push(record.copy());
    bytes += record.length;
    return true;
  });
  if (backward) found.reverse();
  const records = new Uint8Array(bytes);
  let at = 0;
  for (const part of found) {
    records.set(part, at);
    at += part.length;
  }
  return { records, more };
}

/** Hands on the records that match, in order, until `take` says false; returns whether it did. */
async function visit(
  source: QuerySource,
  node: QueryNode,
  range: { readonly first: number; readonly last: number; readonly backward: boolean },
  cancelled: () => boolean,
  take: (record: RecordSubject['view']) => boolean,
): Promise<boolean> {
  const { test } = ready(node);
  const slices = new Slices(cancelled);
  for (const { open, from, to } of walk(source, range)) {
    const { yes, maybe } = candidates(node, open.columns, open.index);
    const visible = maybe.next(0) < 0 ? null : source.visible(open.columns);
    const step = (event: number): number =>
      range.backward ? maybe.previous(event - 1) : maybe.next(event + 1);
    let subject: RecordSubject | null = null;
    let looked = 0;
    let event = range.backward ? maybe.previous(to - 1) : maybe.next(from);
    for (; event >= from && event < to; event = step(event)) {
      if ((++looked & 15) === 0 && !(await slices.goOn())) return false;
      if (visible && !visible.has(event)) continue;
      const record = open.reader.read(event);
      if (!record) {
        if (open.segment) source.damaged(open.segment);
        continue;
      }
      subject ??= new RecordSubject(record);
      if ((yes.has(event) || test(subject)) && !take(record)) return true;
    }
    if (!(await slices.goOn())) return false;
  }
  return false;
}

/** How many events match. What the index is certain of is not read. */
export async function countMatches(
  source: QuerySource,
  node: QueryNode,
  cancelled: () => boolean,
): Promise<number> {
  const query = ready(node);
  const slices = new Slices(cancelled);
  const everything = { first: 0, last: Number.MAX_SAFE_INTEGER, backward: true };
  let count = 0;
  for (const piece of walk(source, everything)) {
    const matches = await matchPiece(source, piece, query, null, slices);
    if (!matches) break;
    count += matches.base.count();
    if (!(await slices.goOn())) break;
  }
  return count;
}
