import type { NewStreamEvent } from '@shared/stream-event';
import type { StreamFrame, StreamScanner } from './import-tools';
import { endsWithCurlNotes } from './curl-notes';
import { PayloadClock } from './payload-clock';
import type { PieceReader, ReadContext } from './piece-reader';

const LF = 0x0a;
const CR = 0x0d;
/** Bytes at the end of a capture of curl in which its last notes are looked for. */
const NOTES_BYTES = 4 * 1_024;

/**
 * The bytes of an event stream as they came over the wire. One that is longer than the scanner allows is passed over to its
 * blank line, and the reading goes on behind it; for that, pieces must be smaller than what the scanner allows.
 */
export class StreamReader implements PieceReader {
  readonly #context: ReadContext;
  readonly #sourceId: string;
  readonly #clock: PayloadClock;
  #scanner: StreamScanner;
  #events: NewStreamEvent[] = [];
  #lastByte = LF;
  #last = Buffer.alloc(0);
  /** Passing over the rest of an event that is too long. */
  #skipping = false;
  #lineIsEmpty = false;
  #afterCr = false;
  #line: number | null = 1;
  /** Where the stream is when it is no file of its own, for sentences. */
  readonly #where: string | null;

  constructor(context: ReadContext, where: string | null = null) {
    this.#context = context;
    this.#where = where;
    this.#sourceId = context.sourceIdOf(null);
    this.#clock = new PayloadClock(context.report, context.baseTime);
    this.#scanner = this.#newScanner('');
  }

  take(bytes: Buffer, line: number): NewStreamEvent[] {
    this.#line = this.#where === null ? line : null;
    this.#feed(bytes);
    if (bytes.length > 0) this.#lastByte = bytes[bytes.length - 1]!;
    if (this.#context.curlNotes) {
      this.#last = Buffer.concat([this.#last, bytes.subarray(-NOTES_BYTES)]).subarray(-NOTES_BYTES);
    }
    const events = this.#events;
    this.#events = [];
    return events;
  }

  end(): NewStreamEvent[] {
    const isNote = this.#context.curlNotes && endsWithCurlNotes(this.#last);
    if (this.#scanner.incomplete && !this.#skipping && !isNote) {
      const message =
        this.#where === null
          ? 'The last event of the file has no end and was passed over, as by every client.'
          : `The last event of ${this.#where} has no end and was passed over, as by every client.`;
      this.#context.report.problem('incomplete-event', null, message);
    }
    return [];
  }

  #feed(bytes: Buffer): void {
    let rest = bytes;
    if (this.#skipping) {
      const end = this.#skip(rest);
      if (end === -1) return;
      rest = rest.subarray(end);
    }
    try {
      this.#scanner.feed(rest);
    } catch {
      // Only what began in an earlier piece can be so long: nothing of this piece was taken yet.
      const message =
        this.#line === null
          ? `An event of ${this.#where!} is longer than Streamgauge takes and was passed over.`
          : `An event at line ${this.#line} is longer than Streamgauge takes and was passed over.`;
      this.#context.report.problem('too-long', this.#line, message);
      this.#scanner = this.#newScanner(this.#scanner.lastEventId);
      this.#skipping = true;
      this.#afterCr = this.#lastByte === CR;
      this.#lineIsEmpty = this.#afterCr || this.#lastByte === LF;
      this.#feed(rest);
    }
  }

  /** Where the block ends that is passed over, -1 when it goes on. */
  #skip(bytes: Buffer): number {
    for (let i = 0; i < bytes.length; i++) {
      const byte = bytes[i]!;
      const ends = byte === CR || (byte === LF && !this.#afterCr);
      if (ends && this.#lineIsEmpty) {
        this.#skipping = false;
        return i + 1;
      }
      if (ends) this.#lineIsEmpty = true;
      else if (byte !== LF) this.#lineIsEmpty = false;
      this.#afterCr = byte === CR;
    }
    return -1;
  }

  #newScanner(lastEventId: string): StreamScanner {
    const sink = {
      event: (frame: StreamFrame) => this.#event(frame),
      comment: (text: string, raw: Uint8Array) => this.#emit('comment', '', null, '', text, raw, null),
      retry: () => undefined,
      position: () => undefined,
    };
    return this.#context.tools.scanner(sink, this.#where ?? 'The file', lastEventId);
  }

  #event({ type, id, channel, data, raw }: StreamFrame): void {
    const said = this.#context.tools.envelope(data);
    this.#emit('event', type, id, channel ?? said.channel ?? this.#context.channel, data, raw, said.level);
  }

  #emit(
    kind: NewStreamEvent['kind'],
    type: string,
    id: string | null,
    channel: string,
    data: string,
    raw: Uint8Array,
    level: NewStreamEvent['level'],
  ): void {
    this.#events.push({
      kind,
      sourceId: this.#sourceId,
      transport: 'sse',
      receivedAt: this.#clock.of(data),
      type,
      id,
      lastEventId: this.#scanner.lastEventId,
      channel,
      data,
      raw,
      level,
      gap: null,
    });
  }
}
