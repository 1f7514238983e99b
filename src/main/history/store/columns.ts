import type { RecordView } from './record';

/**
 * Most events of one segment: numbers of events and names fit 16 bits, and what of its index cannot be made in slices
 * holds up writing for a few ms only.
 */
export const SEGMENT_EVENTS = 32_768;

/** Names that repeat, by number. */
export class Names {
  readonly list: string[];
  #numbers: Map<string, number> | null = null;

  constructor(list: string[] = []) {
    this.list = list;
  }

  /** The number of a name, which is given one when it has none. */
  number(name: string): number {
    this.#numbers ??= new Map(this.list.map((known, i) => [known, i]));
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.list.length;
      this.list.push(name);
      this.#numbers.set(name, number);
    }
    return number;
  }
}

/** The arrays of `Columns`. */
export interface ColumnArrays {
  readonly seqs: Float64Array;
  readonly times: Float64Array;
  /** Epoch ms that payloads say, NaN for none; filled when the index is made. */
  readonly eventTimes: Float64Array;
  /** Where the record starts in the file, bytes. */
  readonly offsets: Uint32Array;
  /** Bytes of the raw frame. */
  readonly sizes: Uint32Array;
  readonly sources: Uint16Array;
  readonly channels: Uint16Array;
  readonly types: Uint16Array;
  readonly kinds: Uint8Array;
  readonly transports: Uint8Array;
  readonly levels: Uint8Array;
  /** `ProblemBits`. */
  readonly problems: Uint8Array;
}

/** What queries ask most about the events of a segment, by their number within it. */
export class Columns {
  #arrays: ColumnArrays;
  #length: number;
  #hasEventTimes = false;
  readonly #sourceNames: Names;
  readonly #channelNames: Names;
  readonly #typeNames: Names;

  constructor(
    arrays: ColumnArrays = emptyArrays(1_024),
    length = 0,
    names: readonly [string[], string[], string[]] = [[], [], []],
  ) {
    this.#arrays = arrays;
    this.#length = length;
    this.#sourceNames = new Names(names[0]);
    this.#channelNames = new Names(names[1]);
    this.#typeNames = new Names(names[2]);
  }

  get length(): number {
    return this.#length;
  }

  get sourceNames(): Names {
    return this.#sourceNames;
  }

  get channelNames(): Names {
    return this.#channelNames;
  }

  get typeNames(): Names {
    return this.#typeNames;
  }

  /** Longer than `length` while the segment grows. */
  get arrays(): ColumnArrays {
    return this.#arrays;
  }

  /** Whether `eventTimes` is filled. */
  get hasEventTimes(): boolean {
    return this.#hasEventTimes;
  }

  /** All of `eventTimes` is in place. */
  fillEventTimes(times: Float64Array): void {
    this.#arrays.eventTimes.set(times);
    this.#hasEventTimes = true;
  }

  add(record: RecordView, offset: number): void {
    if (this.#length === this.#arrays.seqs.length) this.#arrays = grown(this.#arrays);
    const i = this.#length++;
    const to = this.#arrays;
    to.seqs[i] = record.seq;
    to.times[i] = record.time;
    to.offsets[i] = offset;
    to.sizes[i] = record.size;
    to.sources[i] = this.sourceNames.number(record.source);
    to.channels[i] = this.channelNames.number(record.channel);
    to.types[i] = this.typeNames.number(record.type);
    to.kinds[i] = record.kindCode;
    to.transports[i] = record.transportCode;
    to.levels[i] = record.levelCode;
    to.problems[i] = record.problems;
  }

  /** The events that are here now: what is added later does not show. */
  frozen(): Columns {
    return new Columns(this.#arrays, this.#length, [
      this.sourceNames.list,
      this.channelNames.list,
      this.typeNames.list,
    ]);
  }

  seqAt(event: number): number {
    return this.#arrays.seqs[event]!;
  }

  /** The number of the first event whose `seq` is `seq` or larger; `length` when there is none. */
  lowerBound(seq: number): number {
    const { seqs } = this.#arrays;
    let low = 0;
    let high = this.#length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (seqs[middle]! < seq) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The newest event of each channel of each source, as number by `source\0channel`. */
  newestOfChannels(): Map<string, number> {
    const newest = new Map<string, number>();
    const seen = new Set<number>();
    const { sources, channels, kinds } = this.#arrays;
    for (let i = this.#length - 1; i >= 0; i--) {
      const source = sources[i]!;
      const channel = channels[i]!;
      const key = source * 65_536 + channel;
      if (kinds[i] !== 0 || seen.has(key)) continue;
      seen.add(key);
      newest.set(`${this.sourceNames.list[source]}\0${this.channelNames.list[channel]}`, i);
    }
    return newest;
  }
}

function emptyArrays(length: number): ColumnArrays {
  return {
    seqs: new Float64Array(length),
    times: new Float64Array(length),
    eventTimes: new Float64Array(length),
    offsets: new Uint32Array(length),
    sizes: new Uint32Array(length),
    sources: new Uint16Array(length),
    channels: new Uint16Array(length),
    types: new Uint16Array(length),
    kinds: new Uint8Array(length),
    transports: new Uint8Array(length),
    levels: new Uint8Array(length),
    problems: new Uint8Array(length),
  };
}

function grown(arrays: ColumnArrays): ColumnArrays {
  const larger = emptyArrays(Math.min(SEGMENT_EVENTS, arrays.seqs.length * 4));
  for (const key of Object.keys(arrays) as (keyof ColumnArrays)[]) larger[key].set(arrays[key]);
  return larger;
}
