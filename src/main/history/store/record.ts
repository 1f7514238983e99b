import { Buffer } from 'node:buffer';
import { TRANSPORTS } from '@shared/connection';
import { LEVELS } from '@shared/notification';
import { EVENT_KINDS } from '@shared/stream-event';
import type { EventKind, Gap, StreamEvent } from '@shared/stream-event';
import { problemsOf } from '../event-problem';
import type { ProblemBits } from '../event-problem';
import { wordSum } from './checksum';

/**
 * One event as bytes, little endian, padded to a multiple of 4:
 *
 * ```
 *  0 magic      4 length of all      8 checksum of what follows
 * 12 flags: kind, transport, level, bits
 * 16 seq (f64) 24 receivedAt (f64)
 * 32 lengths in bytes: source, type, channel, id, lastEventId, gap, raw, data
 * 64 where data starts in the record
 * 68 source, type, channel, id, lastEventId, gap (JSON), raw, data (unless it lies within raw)
 * ```
 */
const MAGIC = 0x52474553;
const HEADER = 68;
const LENGTHS = 32;
const FLAG_ASCII = 1;
const FLAG_HAS_ID = 2;
const FLAG_ID_IS_LAST = 4;
const LF = 0x0a;
const CR = 0x0d;
/** The problems of the event take the bits from here on. */
const PROBLEMS_SHIFT = 3;

/** The smallest length of a record, in bytes. */
export const RECORD_MIN_BYTES = HEADER;
/** Events whose record is longer are not stored; bytes. */
export const RECORD_MAX_BYTES = 64 * 1_024 * 1_024;

/** An upper bound of the bytes that `writeRecord` needs. */
export function recordBound(event: StreamEvent): number {
  const text =
    event.sourceId.length +
    event.type.length +
    event.channel.length +
    (event.id?.length ?? 0) +
    event.lastEventId.length +
    event.data.length;
  const gap = event.gap ? 6 * (event.gap.sentence.length + (event.gap.resumedFrom?.length ?? 0)) + 512 : 0;
  return HEADER + 3 * text + event.raw.byteLength + gap + 4;
}

/** Writes an event at a multiple of 4 and returns where the record ends. The checksum is left to `sealRecord`. */
export function writeRecord(event: StreamEvent, into: Buffer, at: number): number {
  let end = at + HEADER;
  let units = 0;
  const put = (field: number, text: string): void => {
    const bytes = text === '' ? 0 : into.write(text, end);
    into.writeUInt32LE(bytes, at + LENGTHS + 4 * field);
    end += bytes;
    units += text.length;
  };
  put(0, event.sourceId);
  put(1, event.type);
  put(2, event.channel);
  put(3, event.id ?? '');
  const idIsLast = event.id === event.lastEventId;
  put(4, idIsLast ? '' : event.lastEventId);
  const names = end;
  let ascii = names - at - HEADER === units;
  put(5, event.gap ? JSON.stringify(event.gap) : '');
  const { raw } = event;
  const rawStart = end;
  into.set(raw, rawStart);
  end += raw.byteLength;
  into.writeUInt32LE(raw.byteLength, at + LENGTHS + 24);

  // Most data lies in the frame as it is, so it is kept once.
  const dataBytes = event.data === '' ? 0 : into.write(event.data, end);
  const within = placeInFrame(into, rawStart, end, dataBytes);
  into.writeUInt32LE((within < 0 ? end : within) - at, at + 64);
  if (within < 0) end += dataBytes;
  into.writeUInt32LE(dataBytes, at + LENGTHS + 28);
  ascii &&= dataBytes === event.data.length;

  while (end & 3) into[end++] = 0;
  into.writeUInt32LE(MAGIC, at);
  into.writeUInt32LE(end - at, at + 4);
  into.writeUInt32LE(0, at + 8);
  into[at + 12] = EVENT_KINDS.indexOf(event.kind);
  into[at + 13] = TRANSPORTS.indexOf(event.transport);
  into[at + 14] = event.level === null ? 255 : LEVELS.indexOf(event.level);
  into[at + 15] =
    (ascii ? FLAG_ASCII : 0) |
    (event.id === null ? 0 : FLAG_HAS_ID) |
    (idIsLast ? FLAG_ID_IS_LAST : 0) |
    (problemsOf(event) << PROBLEMS_SHIFT);
  into.writeDoubleLE(event.seq, at + 16);
  into.writeDoubleLE(event.receivedAt, at + 24);
  return end;
}

/**
 * Where the bytes that were written behind a frame lie within it; -1 when they do not. Data in one line ends where the frame
 * does, before its line ends: there it is looked for first.
 */
function placeInFrame(bytes: Buffer, start: number, end: number, length: number): number {
  if (length === 0) return start;
  if (length > end - start) return -1;
  let last = end;
  while (last > start && (bytes[last - 1] === LF || bytes[last - 1] === CR)) last--;
  const from = last - length;
  if (from >= start && bytes.compare(bytes, end, end + length, from, last) === 0) return from;
  const found = bytes.subarray(start, end).indexOf(bytes.subarray(end, end + length));
  return found < 0 ? -1 : start + found;
}

/** Writes the checksum of the record at `at` and returns where it ends. */
export function sealRecord(bytes: Buffer, at: number): number {
  const length = bytes.readUInt32LE(at + 4);
  bytes.writeUInt32LE(wordSum(bytes.subarray(at + 12, at + length)), at + 8);
  return at + length;
}

/** The length of the record at `at`, in bytes; 0 when no whole and undamaged record starts there. */
export function checkRecord(bytes: Buffer, at: number): number {
  if (at + HEADER > bytes.length || bytes.readUInt32LE(at) !== MAGIC) return 0;
  const length = bytes.readUInt32LE(at + 4);
  if (length < HEADER || length & 3 || at + length > bytes.length) return 0;
  return bytes.readUInt32LE(at + 8) === wordSum(bytes.subarray(at + 12, at + length)) ? length : 0;
}

/** Reads fields of one record after the other without making an event of them. Give it only checked records. */
export class RecordView {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /** `bytes` starts at a multiple of 4 of its memory. */
  set(bytes: Buffer, at: number): this {
    this.#bytes = bytes;
    this.#at = at;
    return this;
  }

  get bytes(): Buffer {
    return this.#bytes;
  }

  get length(): number {
    return this.#bytes.readUInt32LE(this.#at + 4);
  }

  /** The bytes of the record, in memory of their own. */
  copy(): Buffer {
    return Buffer.from(this.#bytes.subarray(this.#at, this.#at + this.length));
  }

  get seq(): number {
    return this.#bytes.readDoubleLE(this.#at + 16);
  }

  /** Epoch ms. */
  get time(): number {
    return this.#bytes.readDoubleLE(this.#at + 24);
  }

  /** Bytes of the raw frame. */
  get size(): number {
    return this.#length(6);
  }

  /** Position in `EVENT_KINDS`, `TRANSPORTS` and `LEVELS` (255: none), one byte each. */
  get kindCode(): number {
    return this.#bytes[this.#at + 12]!;
  }

  get transportCode(): number {
    return this.#bytes[this.#at + 13]!;
  }

  get levelCode(): number {
    return this.#bytes[this.#at + 14]!;
  }

  get kind(): EventKind {
    return EVENT_KINDS[this.kindCode] ?? 'event';
  }

  get transport(): StreamEvent['transport'] {
    return TRANSPORTS[this.transportCode] ?? 'sse';
  }

  get level(): StreamEvent['level'] {
    return LEVELS[this.levelCode] ?? null;
  }

  /** Whether type, channel, id and data are ASCII. */
  get ascii(): boolean {
    return (this.#flags & FLAG_ASCII) !== 0;
  }

  get problems(): ProblemBits {
    return this.#flags >> PROBLEMS_SHIFT;
  }

  get source(): string {
    return this.#text(this.#at + HEADER, this.#length(0));
  }

  get type(): string {
    return this.#text(this.typeStart, this.#length(1));
  }

  get channel(): string {
    return this.#text(this.channelStart, this.#length(2));
  }

  get hasId(): boolean {
    return (this.#flags & FLAG_HAS_ID) !== 0;
  }

  get id(): string | null {
    return this.hasId ? this.#text(this.idStart, this.#length(3)) : null;
  }

  get data(): string {
    return this.#text(this.dataStart, this.dataLength);
  }

  get typeStart(): number {
    return this.#at + HEADER + this.#length(0);
  }

  get channelStart(): number {
    return this.typeStart + this.#length(1);
  }

  get idStart(): number {
    return this.channelStart + this.#length(2);
  }

  get idEnd(): number {
    return this.idStart + this.#length(3);
  }

  get dataStart(): number {
    return this.#at + this.#bytes.readUInt32LE(this.#at + 64);
  }

  get dataLength(): number {
    return this.#length(7);
  }

  /** The text of some bytes of type, channel, id or data. */
  textAt(from: number, to: number): string {
    return this.#text(from, to - from);
  }

  /** The event as it was appended. `raw` is a copy. */
  toEvent(): StreamEvent {
    const { id } = this;
    const lastStart = this.idEnd;
    const gapStart = lastStart + this.#length(4);
    const rawStart = gapStart + this.#length(5);
    return {
      seq: this.seq,
      kind: this.kind,
      sourceId: this.source,
      transport: this.transport,
      receivedAt: this.time,
      type: this.type,
      id,
      lastEventId: this.#flags & FLAG_ID_IS_LAST ? (id ?? '') : this.#text(lastStart, this.#length(4)),
      channel: this.channel,
      data: this.data,
      raw: new Uint8Array(this.#bytes.subarray(rawStart, rawStart + this.#length(6))),
      level: this.level,
      gap: rawStart > gapStart ? (JSON.parse(this.#bytes.toString('utf8', gapStart, rawStart)) as Gap) : null,
    };
  }

  get #flags(): number {
    return this.#bytes[this.#at + 15]!;
  }

  #length(field: number): number {
    return this.#bytes.readUInt32LE(this.#at + LENGTHS + 4 * field);
  }

  #text(start: number, length: number): string {
    if (length === 0) return '';
    return this.ascii
      ? this.#bytes.toString('latin1', start, start + length)
      : this.#bytes.toString('utf8', start, start + length);
  }
}
