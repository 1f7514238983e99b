import type { SegmentSummary } from './summary';

/**
 * The index of a whole segment, derived from it and made anew when it is missing or damaged:
 *
 * - the head: magic, checksum of the JSON, length of the JSON, length of all sections, 4 bytes each;
 * - the summary and the places of the sections as JSON, padded with spaces;
 * - the sections, each with a checksum of its own, so that a query reads those that it needs and no others;
 * - the events of words and the blocks of the field index, which have their checksums in sections.
 *
 * All of it starts at multiples of 8.
 */
export const INDEX_MAGIC = 0x36584753;
export const INDEX_HEAD = 16;

export const SECTION_TYPES = {
  seqs: Float64Array,
  times: Float64Array,
  eventTimes: Float64Array,
  offsets: Uint32Array,
  sizes: Uint32Array,
  sources: Uint16Array,
  channels: Uint16Array,
  types: Uint16Array,
  kinds: Uint8Array,
  transports: Uint8Array,
  levels: Uint8Array,
  problems: Uint8Array,
  names: Uint8Array,
  words: Uint8Array,
  wordMarks: Uint32Array,
  recased: Uint32Array,
  opaque: Uint32Array,
  escaped: Uint32Array,
  groupStarts: Uint32Array,
  postingSums: Uint32Array,
  fieldPaths: Uint8Array,
  blockStarts: Uint32Array,
  blockLengths: Uint32Array,
  blockSums: Uint32Array,
  unlisted: Uint32Array,
} as const;

export type Section = keyof typeof SECTION_TYPES;
export type SectionArray<K extends Section> = InstanceType<(typeof SECTION_TYPES)[K]>;

/** Where a section starts, relative to the first one, and its length without padding, in bytes. */
export type Place = readonly [start: number, length: number, sum: number];

/** The JSON of an index. */
export interface IndexHead {
  readonly summary: SegmentSummary;
  readonly places: Readonly<Record<Section, Place>>;
  /** Where the events of words and the blocks of the field index start, relative to the first section. */
  readonly postingsAt: number;
  readonly blocksAt: number;
}

/** How many bytes are missing to a multiple of 8. */
export function padding(length: number): number {
  return -length & 7;
}
