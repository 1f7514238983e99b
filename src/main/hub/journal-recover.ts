import { newEpoch } from './log-ids';
import type { JournalRecord } from './journal-record';
import {
  cutTail,
  listSegments,
  readSegment,
  takeExpired,
  unlinkAll,
  type Retention,
  type Segment,
  type SegmentContent,
} from './journal-segments';

/** One life of the numbering. Numbers grow over all epochs, so each belongs to one of them. */
export interface EpochSpan {
  readonly epoch: string;
  /** The first number that stands for a position in it. */
  readonly first: number;
  /** The last one that is known; Infinity for the current epoch. */
  readonly last: number;
}

/** Numbers that clients may have been given and whose events are not there, on channels unknown. */
export interface LostRange {
  readonly from: number;
  readonly to: number;
  /**
   * `evicted`: beyond the bounds. `lost-on-disk`: damaged, or not written while the disk was full. `unclean-stop`: the
   * process was killed; the one number stands for any that went out and never reached the disk.
   */
  readonly reason: 'evicted' | 'lost-on-disk' | 'unclean-stop';
}

export interface Recovered {
  /** Of the events to come. */
  readonly epoch: string;
  readonly nextSeq: number;
  /** The newest within the bounds, in order. */
  readonly records: JournalRecord[];
  readonly lost: readonly LostRange[];
  /** Known epochs, oldest first; the last one is the current. */
  readonly epochs: readonly EpochSpan[];
  readonly segments: Segment[];
  readonly nextOrdinal: number;
  /** Damaged records before the end, and bytes cut off torn ends. */
  readonly damaged: number;
  readonly tornBytes: number;
}

interface Read {
  readonly segment: Segment;
  readonly content: SegmentContent;
}

/** Reads what a folder holds of earlier lives, cuts torn ends, and removes what is beyond the bounds. */
export async function recover(folder: string, bounds: Retention, now: number): Promise<Recovered> {
  const all = await listSegments(folder);
  const nextOrdinal = (all.at(-1)?.ordinal ?? 0) + 1;
  const kept = await readNewest(all, bounds);
  let tornBytes = 0;
  for (const { segment, content } of kept) {
    if (content.tornBytes === 0) continue;
    tornBytes += content.tornBytes;
    await cutTail(segment, content.tornBytes);
  }
  const segments = kept.map(({ segment }) => segment);
  await unlinkAll([...all.slice(0, all.length - kept.length), ...takeExpired(segments, bounds, now)]);

  const story = new Story();
  for (const read of kept) story.add(read);
  story.finish(kept.at(-1)?.content.end ?? null);
  return {
    ...story.within(bounds, now),
    segments,
    nextOrdinal,
    damaged: kept.reduce((sum, { content }) => sum + content.damaged, 0),
    tornBytes,
  };
}

/** From the newest on back until the bounds are reached; what is older is not even read. */
async function readNewest(all: readonly Segment[], bounds: Retention): Promise<Read[]> {
  const reads: Read[] = [];
  let events = 0;
  let bytes = 0;
  for (const segment of [...all].reverse()) {
    if (events >= bounds.maxEvents || bytes >= bounds.maxBytes) break;
    reads.unshift({ segment, content: await readSegment(segment) });
    events += segment.events;
    bytes += segment.bytes;
  }
  return reads;
}

/** Puts the lives of the journal together to one row of numbers. */
class Story {
  readonly #records: { readonly record: JournalRecord; readonly bytes: number }[] = [];
  readonly #lost: LostRange[] = [];
  readonly #epochs: EpochSpan[] = [];
  /** The number that the next event has when nothing is missing. */
  #expected = 1;
  #nextSeq = 1;

  add({ segment, content }: Read): void {
    const before = this.#epochs.at(-1);
    if (!before) {
      this.#expected = segment.first;
      this.#epochs.push({ epoch: segment.epoch, first: segment.first, last: Infinity });
    } else if (before.epoch !== segment.epoch) {
      this.#turn(segment.epoch, segment.first);
    } else {
      this.#skipTo(segment.first, 'lost-on-disk');
    }
    for (const read of content.records) {
      // A number that an earlier segment had already: not of this row.
      if (read.record.seq < this.#expected) continue;
      this.#skipTo(read.record.seq, 'lost-on-disk');
      this.#records.push(read);
      this.#expected = read.record.seq + 1;
    }
  }

  /** @param end the number that a proper end has left; null when the last life had none */
  finish(end: number | null): void {
    const before = this.#epochs.at(-1);
    if (!before) {
      this.#epochs.push({ epoch: newEpoch(), first: 1, last: Infinity });
    } else if (end !== null && end >= this.#expected) {
      this.#skipTo(end, 'lost-on-disk');
    } else {
      this.#turn(newEpoch(), this.#expected + 1);
    }
    this.#nextSeq = this.#expected;
  }

  within(
    bounds: Retention,
    now: number,
  ): Pick<Recovered, 'records' | 'lost' | 'epochs' | 'nextSeq' | 'epoch'> {
    const oldest = bounds.maxAgeMs === undefined ? -Infinity : now - bounds.maxAgeMs;
    let start = this.#records.length;
    let bytes = 0;
    while (start > 0 && this.#records.length - start < bounds.maxEvents) {
      bytes += this.#records[start - 1]!.bytes;
      if (bytes > bounds.maxBytes) break;
      start--;
    }
    while (start < this.#records.length && this.#records[start]!.record.at < oldest) start++;
    const records = this.#records.slice(start).map(({ record }) => record);
    const first = records[0]?.seq ?? this.#nextSeq;
    const lost = this.#lost.filter(({ from }) => from > first);
    if (first > 1) {
      // The nearest reason is the one that a client at the edge is told.
      const reason = this.#lost.find(({ to }) => to === first - 1)?.reason ?? 'evicted';
      lost.unshift({ from: 1, to: first - 1, reason });
    }
    return { records, lost, epochs: this.#epochs, nextSeq: this.#nextSeq, epoch: this.#epochs.at(-1)!.epoch };
  }

  /** Another epoch begins, whose first event has the number `first`; the number before it stands for the break. */
  #turn(epoch: string, first: number): void {
    const before = this.#epochs.pop()!;
    this.#epochs.push({ ...before, last: this.#expected - 1 });
    const from = this.#expected;
    this.#skipTo(first, 'unclean-stop');
    this.#epochs.push({ epoch, first: Math.max(from, first - 1), last: Infinity });
  }

  #skipTo(seq: number, reason: LostRange['reason']): void {
    if (seq > this.#expected) this.#lost.push({ from: this.#expected, to: seq - 1, reason });
    this.#expected = Math.max(this.#expected, seq);
  }
}
