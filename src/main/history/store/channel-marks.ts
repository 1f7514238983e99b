import type { Columns } from './columns';
import type { Segment } from './segment';

/** A few bytes for each channel of a segment: says cheaply that a segment has nothing of a channel. */
export class ChannelMarks {
  readonly #marks = new WeakMap<Segment, Uint32Array>();

  has(segment: Segment): boolean {
    return this.#marks.has(segment);
  }

  set(segment: Segment, columns: Columns): void {
    this.#marks.set(segment, Uint32Array.from(columns.newestOfChannels().keys(), hash).sort());
  }

  /** Whether the segment may have events of one of the channels. */
  mayHold(segment: Segment, channels: Iterable<string>): boolean {
    const marks = this.#marks.get(segment);
    if (!marks) return true;
    for (const channel of channels) if (includes(marks, hash(channel))) return true;
    return false;
  }
}

/** FNV-1a over UTF-16 units. */
function hash(text: string): number {
  let sum = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
  return sum >>> 0;
}

function includes(sorted: Uint32Array, value: number): boolean {
  let low = 0;
  let high = sorted.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const at = sorted[middle]!;
    if (at === value) return true;
    if (at < value) low = middle + 1;
    else high = middle - 1;
  }
  return false;
}
