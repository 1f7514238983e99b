import { Buffer } from 'node:buffer';
import { StreamgaugeError } from '@shared/errors';
import { Columns, Names, type ColumnArrays } from './columns';
import type { SectionArray } from './index-layout';
import type { SegmentSummary } from './summary';

type ColumnSection = keyof ColumnArrays | 'names';
/** Null when a section is damaged. */
type ReadSection = <K extends ColumnSection>(key: K) => SectionArray<K> | null;
type ReadColumn = <K extends keyof ColumnArrays>(key: K) => ColumnArrays[K] | null;
type AllNames = readonly [sources: Names, channels: Names, types: Names];

/** The columns of a segment with an index: each is read when it is asked for. */
export class StoredColumns extends Columns {
  readonly #read: ReadSection;
  readonly #summary: SegmentSummary;
  readonly #recovered: () => Columns;
  #names: AllNames | null = null;

  /** `recover` reads them from the segment itself, in place of those that are damaged. */
  constructor(read: ReadSection, summary: SegmentSummary, recover: () => Columns) {
    const recovered = once(recover, summary.events);
    const column: ReadColumn = read as ReadColumn;
    super(new StoredArrays((key) => column(key) ?? recovered().arrays[key]), summary.events);
    this.#read = read;
    this.#summary = summary;
    this.#recovered = recovered;
  }

  override get hasEventTimes(): boolean {
    return this.#read('eventTimes') !== null;
  }

  override get sourceNames(): Names {
    return this.#allNames[0];
  }

  override get channelNames(): Names {
    return this.#allNames[1];
  }

  override get typeNames(): Names {
    return this.#allNames[2];
  }

  get #allNames(): AllNames {
    return (this.#names ??= this.#readNames());
  }

  #readNames(): AllNames {
    const bytes = this.#read('names');
    if (!bytes) {
      const { sourceNames, channelNames, typeNames } = this.#recovered();
      return [sourceNames, channelNames, typeNames];
    }
    const [sources, channels, types] = JSON.parse(Buffer.from(bytes).toString()) as string[][];
    return [new Names(sources), new Names(channels), new Names(types)];
  }

  override seqAt(event: number): number {
    if (event === 0) return this.#summary.firstSeq;
    return event === this.length - 1 ? this.#summary.lastSeq : super.seqAt(event);
  }

  override lowerBound(seq: number): number {
    if (seq <= this.#summary.firstSeq) return 0;
    return seq > this.#summary.lastSeq ? this.length : super.lowerBound(seq);
  }
}

class StoredArrays implements ColumnArrays {
  readonly #of: <K extends keyof ColumnArrays>(key: K) => ColumnArrays[K];

  constructor(of: <K extends keyof ColumnArrays>(key: K) => ColumnArrays[K]) {
    this.#of = of;
  }

  get seqs(): Float64Array {
    return this.#of('seqs');
  }

  get times(): Float64Array {
    return this.#of('times');
  }

  get eventTimes(): Float64Array {
    return this.#of('eventTimes');
  }

  get offsets(): Uint32Array {
    return this.#of('offsets');
  }

  get sizes(): Uint32Array {
    return this.#of('sizes');
  }

  get sources(): Uint16Array {
    return this.#of('sources');
  }

  get channels(): Uint16Array {
    return this.#of('channels');
  }

  get types(): Uint16Array {
    return this.#of('types');
  }

  get kinds(): Uint8Array {
    return this.#of('kinds');
  }

  get transports(): Uint8Array {
    return this.#of('transports');
  }

  get levels(): Uint8Array {
    return this.#of('levels');
  }

  get problems(): Uint8Array {
    return this.#of('problems');
  }
}

function once(recover: () => Columns, events: number): () => Columns {
  let columns: Columns | null = null;
  return () => {
    columns ??= recover();
    if (columns.length === events) return columns;
    throw new StreamgaugeError(
      'history-damaged',
      'A file of the history and its index are damaged. The index is being made anew: ask again.',
    );
  };
}
