import type { TypeCounts } from './type-counts';

/** Events that one run of arriving events covers. */
const RUN_EVENTS = 4_096;
/** Types beyond this number are not counted: a stream with a new type for every event. */
const MAX_TYPE_NUMBER = 65_534;

/** What the search of the history found in one stretch: see `ScanChunk` of the store. */
export interface FoundEvents {
  readonly firstSeq: number;
  readonly lastSeq: number;
  /** Bit i is event `firstSeq + i`. */
  readonly bits: Uint32Array | null;
  /** Instead of `bits` where events are far apart, ascending. */
  readonly seqs: Float64Array | null;
  /** Matches. */
  readonly count: number;
  /** Events by type, of those that pass all but the type part. */
  readonly types: readonly (readonly [type: string, count: number])[];
}

interface Run {
  readonly firstSeq: number;
  lastSeq: number;
  /** Position of its first match, and how many it has. */
  start: number;
  count: number;
  readonly bits: Uint32Array | null;
  seqs: Float64Array | null;
  /** By event, the number of its type plus 1; 0 for none. */
  readonly types: Uint16Array | null;
  /** In all, where there is no `types`. */
  readonly counts: readonly (readonly [type: number, count: number])[];
}

/**
 * The events that match a filter, by position and by `seq`. A bit and two bytes for each event that arrived, a bit for each
 * that was found in the history. Positions never change: what arrives is added at the end, what is found goes in front, with
 * negative positions.
 */
export class PositionIndex {
  /** In order of their events; positions follow one another without holes. */
  #runs: Run[] = [];
  #end = 0;
  /** What is below has left. */
  #floor = 0;
  readonly #types: TypeCounts;

  /** @param types is told of every type that comes and leaves */
  constructor(types: TypeCounts) {
    this.#types = types;
  }

  /** The first position that is known and still there; `end` when there is none. */
  get first(): number {
    return this.#runs[0]?.start ?? this.#end;
  }

  /** The position after the last. */
  get end(): number {
    return this.#end;
  }

  /**
   * Takes an arriving event. `seq` is larger than all before it.
   * @param type null when it is none of those that are counted by type
   * @param shown whether it has a position
   */
  push(seq: number, type: string | null, shown: boolean): void {
    let run = this.#runs.at(-1);
    if (!run?.types || seq >= run.firstSeq + RUN_EVENTS) {
      run = {
        firstSeq: seq,
        lastSeq: seq,
        start: this.#end,
        count: 0,
        bits: new Uint32Array(RUN_EVENTS / 32),
        seqs: null,
        types: new Uint16Array(RUN_EVENTS),
        counts: [],
      };
      this.#runs.push(run);
    }
    const at = seq - run.firstSeq;
    run.lastSeq = seq;
    if (type !== null) {
      const number = this.#types.add(type);
      if (number <= MAX_TYPE_NUMBER) run.types![at] = number + 1;
      else this.#types.remove(number);
    }
    if (!shown) return;
    run.bits![at >>> 5]! |= 1 << (at & 31);
    run.count++;
    this.#end++;
  }

  /** Takes what was found before everything that is here. */
  prepend(found: FoundEvents): void {
    // It left while the search was on its way.
    if (found.lastSeq < this.#floor) return;
    const counts = found.types.map(([type, count]) => [this.#types.add(type, count), count] as const);
    const { firstSeq, lastSeq, bits, seqs, count } = found;
    if (count === 0 && counts.length === 0) return;
    this.#runs.unshift({
      firstSeq,
      lastSeq,
      start: this.first - count,
      count,
      bits,
      seqs,
      types: null,
      counts,
    });
  }

  /** The event at a position in [first, end). */
  seqAt(position: number): number | null {
    return this.seqs(position, 1)[0] ?? null;
  }

  /** The events at up to `count` positions from `from` on, as far as they are within [first, end). */
  seqs(from: number, count: number): number[] {
    const list: number[] = [];
    const start = Math.max(from, this.first);
    const stop = Math.min(from + count, this.#end);
    if (start >= stop) return list;
    let number = this.#runAt(start);
    let skip = start - this.#runs[number]!.start;
    while (list.length < stop - start) {
      const run = this.#runs[number++];
      if (!run) break;
      collect(run, skip, stop - start - list.length, list);
      skip = 0;
    }
    return list;
  }

  /** The position of an event, or null when it is not here. */
  find(seq: number): number | null {
    const run = this.#runOf(seq);
    if (!run || seq > run.lastSeq) return null;
    if (run.seqs) {
      const at = lowerBound(run.seqs, seq);
      return run.seqs[at] === seq ? run.start + at : null;
    }
    const at = seq - run.firstSeq;
    if (!run.bits || (run.bits[at >>> 5]! & (1 << (at & 31))) === 0) return null;
    return run.start + rank(run.bits, at);
  }

  /** The first position whose event is `seq` or newer; `end` when there is none. */
  positionFrom(seq: number): number {
    const run = this.#runOf(seq);
    if (!run) return this.first;
    if (seq > run.lastSeq) return run.start + run.count;
    if (run.seqs) return run.start + lowerBound(run.seqs, seq);
    return run.start + (run.bits ? rank(run.bits, seq - run.firstSeq) : 0);
  }

  /** Lets go of the events below `seq`, but for those among `kept` (ascending), which move up to the others. */
  dropBelow(seq: number, kept: readonly number[] = []): void {
    this.#floor = Math.max(this.#floor, seq);
    const staying = kept.filter((one) => one < seq && this.find(one) !== null);
    for (let run = this.#runs[0]; run && run.lastSeq < seq; run = this.#runs[0]) {
      this.#leave(run, run.lastSeq + 1);
      this.#runs.shift();
    }
    const partly = this.#runs[0];
    if (partly && partly.firstSeq < seq) this.#leave(partly, seq);
    if (staying.length > 0) {
      const count = staying.length;
      this.#runs.unshift({
        firstSeq: staying[0]!,
        lastSeq: staying[count - 1]!,
        start: this.first - count,
        count,
        bits: null,
        seqs: Float64Array.from(staying),
        types: null,
        counts: [],
      });
    }
  }

  #leave(run: Run, below: number): void {
    if (below > run.lastSeq) for (const [type, count] of run.counts) this.#types.remove(type, count);
    if (run.types) {
      for (let at = 0; at < Math.min(RUN_EVENTS, below - run.firstSeq); at++) {
        if (run.types[at]! > 0) this.#types.remove(run.types[at]! - 1);
        run.types[at] = 0;
      }
    }
    const gone = run.seqs
      ? lowerBound(run.seqs, below)
      : run.bits
        ? rank(run.bits, Math.min(below - run.firstSeq, run.bits.length * 32))
        : 0;
    if (run.seqs) run.seqs = run.seqs.slice(gone);
    else if (run.bits) clearBelow(run.bits, below - run.firstSeq);
    run.start += gone;
    run.count -= gone;
  }

  /** The last run that starts at the position or before it. */
  #runAt(position: number): number {
    let low = 0;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.#runs[middle]!.start <= position) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The last run that begins with the event or before it. */
  #runOf(seq: number): Run | undefined {
    let low = -1;
    let high = this.#runs.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#runs[middle]!.firstSeq <= seq) low = middle;
      else high = middle - 1;
    }
    return this.#runs[low];
  }
}

/** Adds up to `count` matches of a run to a list, after the first `skip`. */
function collect(run: Run, skip: number, count: number, list: number[]): void {
  if (run.seqs) {
    for (const seq of run.seqs.subarray(skip, skip + count)) list.push(seq);
    return;
  }
  const { bits } = run;
  if (!bits) return;
  let left = count;
  for (let word = 0; word < bits.length && left > 0; word++) {
    let rest = bits[word]!;
    if (rest === 0) continue;
    const here = ones(rest);
    if (skip >= here) {
      skip -= here;
      continue;
    }
    while (rest !== 0 && left > 0) {
      const lowest = rest & -rest;
      rest ^= lowest;
      if (skip > 0) skip--;
      else {
        list.push(run.firstSeq + word * 32 + 31 - Math.clz32(lowest));
        left--;
      }
    }
  }
}

/** How many bits are set before a bit. */
function rank(bits: Uint32Array, bit: number): number {
  const word = bit >>> 5;
  let count = 0;
  for (let i = 0; i < word; i++) count += ones(bits[i]!);
  if (word < bits.length && (bit & 31) > 0) count += ones(bits[word]! & (0xffffffff >>> (32 - (bit & 31))));
  return count;
}

function clearBelow(bits: Uint32Array, bit: number): void {
  const word = Math.min(bits.length, bit >>> 5);
  bits.fill(0, 0, word);
  if (word < bits.length && (bit & 31) > 0) bits[word]! &= 0xffffffff << (bit & 31);
}

function ones(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

function lowerBound(list: Float64Array, value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
