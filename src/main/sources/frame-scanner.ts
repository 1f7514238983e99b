import { StreamgaugeError } from '@shared/errors';

/** An event as WHATWG HTML §9.2.6 dispatches it, with the bytes it came in. */
export interface ScannedEvent {
  /** `message` when the block named none. */
  readonly type: string;
  readonly data: string;
  /** The id this block set, null when it set none. */
  readonly id: string | null;
  /** The last event id after this block: what a reconnect would send. */
  readonly lastEventId: string;
  /** The `channel` field of our hub's frames (an unknown field for everybody else), null when there is none. */
  readonly channel: string | null;
  /** The block exactly as received, with its line ends and the blank line. */
  readonly raw: Uint8Array;
}

export interface FrameSink {
  event(event: ScannedEvent): void;
  /** A comment line, at once: it is a sign of life. */
  comment(text: string, raw: Uint8Array): void;
  /** A valid `retry` field, ms as sent. */
  retry(ms: number): void;
  /** A block without data set the last event id: nothing is dispatched, but a reconnect goes on from there. */
  position(lastEventId: string): void;
}

export interface FrameLimits {
  /** Bytes of one line. */
  readonly maxLineBytes: number;
  /** Bytes of one block, from its first line to the blank line. */
  readonly maxEventBytes: number;
}

export const DEFAULT_FRAME_LIMITS: FrameLimits = {
  maxLineBytes: 16 * 1024 * 1024,
  maxEventBytes: 16 * 1024 * 1024,
};

/** What `toString('utf8', from, to)` calls in the end, without the way there: lines are short, and many. */
interface SlicingBuffer extends Buffer {
  utf8Slice(from: number, to: number): string;
}

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;
const NO_BYTES = Buffer.alloc(0);
/** Room for an unfinished block that is made first, and kept between blocks, bytes. */
const KEPT_ROOM = 64 * 1024;
/** Bytes of a chunk that are copied in one go, for the small blocks in them. */
const COPIED_AT_ONCE = 8 * 1024;
/** `channel`: no field that means anything has a longer name. */
const LONGEST_FIELD = 7;

/**
 * Cuts the bytes of an event stream into events, comments and retry values exactly as WHATWG HTML §9.2.6 says,
 * across any chunk border, and keeps the raw bytes of every block.
 *
 * Lines are decoded one by one: a line end never falls inside a UTF-8 sequence, so that the result equals
 * decoding the stream as a whole.
 */
export class FrameScanner {
  /** U+FFFD characters that stand for invalid UTF-8. */
  invalidUtf8 = 0;
  #lastEventId: string;
  readonly #sink: FrameSink;
  readonly #limits: FrameLimits;
  #name: string;

  // The unfinished block as received, in one buffer that doubles: pieces in a list would cost a hundred times their
  // bytes when a server sends them one by one. Its last `#lineBytes` are the unfinished line.
  #held = NO_BYTES;
  #heldBytes = 0;
  #lineBytes = 0;
  // The last byte was CR, so that LF may follow.
  #afterCr = false;
  #start = true;
  #bomMatched = 0;

  // A copy of a part of the present chunk.
  #copied = NO_BYTES;
  #copiedFrom = 0;
  #copiedTo = 0;

  // Where lines of data are in the block: they are decoded when it is complete.
  #dataLines = 0;
  #dataFrom = 0;
  #dataTo = 0;
  /** Of the second line and those after it: beginning and end by turns. */
  #moreData: number[] = [];
  #type = '';
  #id: string | null = null;
  #channel: string | null = null;
  #fields = 0;

  /**
   * @param sourceName for the sentences of errors
   * @param lastEventId what the connection resumed from, `''` for nothing
   */
  constructor(
    sink: FrameSink,
    sourceName: string,
    lastEventId = '',
    limits: FrameLimits = DEFAULT_FRAME_LIMITS,
  ) {
    this.#sink = sink;
    this.#name = sourceName;
    this.#lastEventId = lastEventId;
    this.#limits = limits;
  }

  get lastEventId(): string {
    return this.#lastEventId;
  }

  /** The id that the unfinished block has set so far; null for none. */
  get unfinishedId(): string | null {
    return this.#id;
  }

  /** Whether the stream ended inside a block that will therefore never be dispatched. */
  get incomplete(): boolean {
    return this.#fields > 0 || this.#lineBytes > 0;
  }

  /** @throws StreamgaugeError `line-too-long`, `event-too-large` */
  feed(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    let chunk = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    if (this.#start) {
      chunk = this.#skipBom(chunk);
      if (chunk.length === 0) return;
    }
    this.#copiedTo = 0;
    let blockStart = 0;
    let position = 0;
    if (this.#afterCr && chunk[0] === LF) {
      position = 1;
      // The block was dispatched at its CR: this LF belongs to no other.
      if (this.#heldBytes === 0) blockStart = 1;
    }
    this.#afterCr = false;
    // -2: not looked for yet, -1: none in the rest of the chunk
    let nextLf = -2;
    let nextCr = -2;
    for (;;) {
      if (nextLf !== -1 && nextLf < position) nextLf = chunk.indexOf(LF, position);
      if (nextCr !== -1 && nextCr < position) nextCr = chunk.indexOf(CR, position);
      const end = nextCr !== -1 && (nextLf === -1 || nextCr < nextLf) ? nextCr : nextLf;
      if (end === -1) break;
      let after = end + 1;
      if (end === nextCr) {
        if (after === chunk.length) this.#afterCr = true;
        else if (chunk[after] === LF) after += 1;
      }
      const length = this.#lineBytes + end - position;
      if (length > this.#limits.maxLineBytes) throw this.#tooLong();
      if (this.#heldBytes + after - blockStart > this.#limits.maxEventBytes) throw this.#tooLarge();
      if (length === 0) {
        this.#dispatch(this.#takeBlock(chunk, blockStart, after));
        blockStart = after;
      } else if (this.#lineBytes === 0) {
        this.#line(chunk, position, end, after, this.#heldBytes + position - blockStart);
      } else {
        // The line began in an earlier chunk: what is left of it goes to its beginning.
        const from = this.#heldBytes - this.#lineBytes;
        this.#hold(chunk, blockStart, after);
        blockStart = after;
        this.#lineBytes = 0;
        this.#line(this.#held, from, from + length, this.#heldBytes, from);
      }
      position = after;
    }
    this.#lineBytes += chunk.length - position;
    if (this.#lineBytes > this.#limits.maxLineBytes) throw this.#tooLong();
    if (this.#heldBytes + chunk.length - blockStart > this.#limits.maxEventBytes) throw this.#tooLarge();
    this.#hold(chunk, blockStart, chunk.length);
  }

  /** One leading U+FEFF is dropped, however the chunks cut it. */
  #skipBom(chunk: Buffer): Buffer {
    const bom = [0xef, 0xbb, 0xbf];
    let i = 0;
    while (this.#bomMatched < 3 && i < chunk.length) {
      if (chunk[i] !== bom[this.#bomMatched]) {
        this.#start = false;
        const held = Buffer.from(bom.slice(0, this.#bomMatched));
        this.#bomMatched = 0;
        return held.length === 0 ? chunk : Buffer.concat([held, chunk.subarray(i)]);
      }
      this.#bomMatched += 1;
      i += 1;
    }
    if (this.#bomMatched === 3) this.#start = false;
    return chunk.subarray(i);
  }

  #hold(chunk: Buffer, from: number, to: number): void {
    const needed = this.#heldBytes + to - from;
    if (needed > this.#held.length) {
      const room = Buffer.allocUnsafe(Math.max(KEPT_ROOM, 2 ** Math.ceil(Math.log2(needed))));
      this.#held.copy(room, 0, 0, this.#heldBytes);
      this.#held = room;
    }
    chunk.copy(this.#held, this.#heldBytes, from, to);
    this.#heldBytes = needed;
  }

  /** The whole block, copied, so that one small event kept in memory does not keep a whole chunk with it. */
  #takeBlock(chunk: Buffer, from: number, to: number): Buffer {
    if (this.#heldBytes === 0) return this.#copyOf(chunk, from, to);
    const raw = Buffer.allocUnsafe(this.#heldBytes + to - from);
    this.#held.copy(raw, 0, 0, this.#heldBytes);
    chunk.copy(raw, this.#heldBytes, from, to);
    this.#heldBytes = 0;
    if (this.#held.length > KEPT_ROOM) this.#held = NO_BYTES;
    return raw;
  }

  /** Small blocks are copied several at a time, which then keep one another in memory: at most 8 KiB, as Node's pool does. */
  #copyOf(chunk: Buffer, from: number, to: number): Buffer {
    if (to > this.#copiedTo || from < this.#copiedFrom) {
      if (to - from > COPIED_AT_ONCE / 2) return Buffer.from(chunk.subarray(from, to));
      this.#copiedFrom = from;
      this.#copiedTo = Math.min(chunk.length, from + COPIED_AT_ONCE);
      this.#copied = Buffer.from(chunk.subarray(from, this.#copiedTo));
    }
    return this.#copied.subarray(from - this.#copiedFrom, to - this.#copiedFrom);
  }

  /** One line: `buffer` from `from` to `to`; its line end goes to `after`, and in its block it begins at `offset`. */
  #line(buffer: Buffer, from: number, to: number, after: number, offset: number): void {
    if (buffer[from] === COLON) {
      this.#sink.comment(this.#decode(buffer, from + 1, to), Buffer.from(buffer.subarray(from, after)));
      return;
    }
    this.#fields += 1;
    // Most lines by far: no search for the colon, no other name to compare with.
    if (buffer[from + 4] === COLON && from + 4 < to && isData(buffer, from)) {
      const space = buffer[from + 5] === SPACE && from + 5 < to ? 1 : 0;
      this.#addData(offset + 5 + space, offset + to - from);
      return;
    }
    const last = Math.min(to, from + LONGEST_FIELD + 1);
    let colon = from;
    while (colon < last && buffer[colon] !== COLON) colon += 1;
    const start = colon === to ? to : buffer[colon + 1] === SPACE && colon + 1 < to ? colon + 2 : colon + 1;
    switch (fieldNamed(buffer, from, colon)) {
      case 'data':
        this.#addData(offset + start - from, offset + to - from);
        break;
      case 'event':
        this.#type = this.#decode(buffer, start, to);
        break;
      case 'id': {
        const id = this.#decode(buffer, start, to);
        if (!id.includes('\0')) this.#id = id;
        break;
      }
      case 'retry': {
        const digits = buffer.toString('latin1', start, to);
        if (/^[0-9]+$/u.test(digits)) this.#sink.retry(Number(digits));
        break;
      }
      case 'channel':
        this.#channel = this.#decode(buffer, start, to);
        break;
      default: // unknown fields are ignored, says the standard
    }
  }

  #addData(from: number, to: number): void {
    if (this.#dataLines++ === 0) {
      this.#dataFrom = from;
      this.#dataTo = to;
    } else this.#moreData.push(from, to);
  }

  /** The lines of data of a block. Many of them are decoded in one go where every byte is a character. */
  #takeData(raw: Buffer): string {
    const first = (): string => this.#decode(raw, this.#dataFrom, this.#dataTo);
    if (this.#dataLines === 1) return first();
    const ranges = this.#moreData;
    this.#moreData = [];
    const whole = (raw as SlicingBuffer).utf8Slice(0, raw.length);
    const plain = whole.length === raw.length && !whole.includes('\ufffd');
    const lines = [plain ? whole.slice(this.#dataFrom, this.#dataTo) : first()];
    for (let i = 0; i < ranges.length; i += 2) {
      const from = ranges[i]!;
      const to = ranges[i + 1]!;
      lines.push(plain ? whole.slice(from, to) : this.#decode(raw, from, to));
    }
    return lines.join('\n');
  }

  #dispatch(raw: Buffer): void {
    if (this.#fields > 0) {
      if (this.#id !== null) this.#lastEventId = this.#id;
      if (this.#dataLines > 0) {
        this.#sink.event({
          type: this.#type === '' ? 'message' : this.#type,
          data: this.#takeData(raw),
          id: this.#id,
          lastEventId: this.#lastEventId,
          channel: this.#channel,
          raw,
        });
      } else if (this.#id !== null) {
        this.#sink.position(this.#lastEventId);
      }
    }
    this.#dataLines = 0;
    this.#type = '';
    this.#id = null;
    this.#channel = null;
    this.#fields = 0;
  }

  #decode(buffer: Buffer, from: number, to: number): string {
    const text = (buffer as SlicingBuffer).utf8Slice(from, to);
    let at = text.indexOf('\ufffd');
    if (at === -1) return text;
    let replaced = 0;
    for (; at !== -1; at = text.indexOf('\ufffd', at + 1)) replaced += 1;
    // A U+FFFD that was really sent (EF BF BD) is not a replacement.
    const bytes = buffer.subarray(from, to);
    for (let i = bytes.indexOf('\ufffd'); i !== -1; i = bytes.indexOf('\ufffd', i + 3)) replaced -= 1;
    this.invalidUtf8 += replaced;
    return text;
  }

  #tooLong(): StreamgaugeError {
    const sentence = `${this.#name} sent a line of more than ${size(this.#limits.maxLineBytes)} without an end.`;
    return tooMuch('line-too-long', sentence, 'The address may not be an event stream.');
  }

  #tooLarge(): StreamgaugeError {
    const sentence = `${this.#name} sent an event of more than ${size(this.#limits.maxEventBytes)}.`;
    return tooMuch('event-too-large', sentence, 'A blank line between events may be missing.');
  }
}

function tooMuch(code: string, sentence: string, why: string): StreamgaugeError {
  const again = 'The connection was closed and will be tried again.';
  return new StreamgaugeError(code, sentence, { hint: `${why} ${again}` });
}

function isData(buffer: Buffer, from: number): boolean {
  return (
    buffer[from] === 0x64 &&
    buffer[from + 1] === 0x61 &&
    buffer[from + 2] === 0x74 &&
    buffer[from + 3] === 0x61
  );
}

const FIELDS = ['data', 'event', 'id', 'retry', 'channel'] as const;
const FIELD_BYTES = FIELDS.map((field) => Buffer.from(field));

/** The field whose name is there, compared byte by byte: a string made for every line would cost as much as its value. */
function fieldNamed(buffer: Buffer, from: number, to: number): (typeof FIELDS)[number] | null {
  for (let field = 0; field < FIELDS.length; field++) {
    const name = FIELD_BYTES[field]!;
    if (name.length !== to - from) continue;
    let same = 0;
    while (same < name.length && buffer[from + same] === name[same]) same += 1;
    if (same === name.length) return FIELDS[field]!;
  }
  return null;
}

const size = (bytes: number): string =>
  bytes >= 1_048_576 ? `${Math.round(bytes / 1_048_576)} MiB` : `${bytes} bytes`;
