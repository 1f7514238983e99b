import type { StreamEvent } from '@shared/stream-event';
import { canonicalFrame } from './canonical-frame';

/** Comments of one source that may yet turn out to stand within the frame of its next event. */
const MAX_HELD = 64;
const BOM = Buffer.from('\ufeff');
const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;

/**
 * The bytes of an event stream, put together again from what came: frames as received over SSE, the canonical frame for
 * everything else, gaps as comments. A comment line within a frame is an event of its own and in the frame too: it is
 * written once.
 */
export class RawFrames {
  readonly #held = new Map<string, Uint8Array[]>();
  #start = true;

  /** What is to be written for this event, in order. */
  add(event: StreamEvent): Uint8Array[] {
    if (event.kind === 'comment' && event.transport === 'sse' && event.raw.byteLength > 0) {
      const held = this.#held.get(event.sourceId) ?? [];
      this.#held.set(event.sourceId, held);
      held.push(event.raw);
      return held.length > MAX_HELD ? this.#begin([asBlock(held.shift()!)]) : [];
    }
    const received = event.transport === 'sse' && event.kind === 'event' && isFrame(event.raw);
    const own = received ? event.raw : canonicalFrame(event);
    const frame = event.kind === 'comment' ? asBlock(own) : own;
    const held = this.#held.get(event.sourceId) ?? [];
    this.#held.delete(event.sourceId);
    const inFrame = event.kind === 'event' && held.length > 0 ? commentLines(frame) : 0;
    const before = held.slice(0, Math.max(0, held.length - inFrame)).map(asBlock);
    return this.#begin([...before, frame]);
  }

  /** The comments that no event followed. */
  end(): Uint8Array[] {
    const rest = [...this.#held.values()].flat().map(asBlock);
    this.#held.clear();
    return this.#begin(rest);
  }

  #begin(pieces: Uint8Array[]): Uint8Array[] {
    const [first] = pieces;
    if (!this.#start || !first) return pieces;
    this.#start = false;
    // One byte order mark at the very beginning is no part of the stream: a frame that begins with one needs another.
    return BOM.equals(first.subarray(0, BOM.length)) ? [BOM, ...pieces] : pieces;
  }
}

/** A comment with a blank line, so that it stays apart from the frame that follows. */
function asBlock(comment: Uint8Array): Uint8Array {
  return Buffer.concat([comment, Buffer.from('\n')]);
}

/** Whether it ends in a blank line. An event that was mapped out of another has the bytes of its part. */
function isFrame(raw: Uint8Array): boolean {
  const end = Buffer.from(raw.subarray(-4)).toString('latin1');
  return /(?:\n\n|\n\r\n?|\r\r\n?)$/u.test(end);
}

function commentLines(frame: Uint8Array): number {
  let count = 0;
  let lineStart = true;
  for (const byte of frame) {
    if (lineStart && byte === COLON) count += 1;
    lineStart = byte === LF || byte === CR;
  }
  return count;
}
