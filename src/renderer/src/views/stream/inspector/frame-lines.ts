/** The lines of a received frame, as WHATWG HTML §9.2.6 splits them, pointing into its bytes. */

const LF = 0x0a;
const CR = 0x0d;
const COLON = 0x3a;
const SPACE = 0x20;

export type LineEnd = 'LF' | 'CR' | 'CRLF' | '';

export interface FrameLine {
  /** Offset of the line's first byte. */
  readonly offset: number;
  /** Bytes of the line with its end. */
  readonly length: number;
  readonly end: LineEnd;
  /** `field`: has a name. `comment`: starts with a colon. `blank`: dispatches the event. */
  readonly kind: 'field' | 'comment' | 'blank';
  /** Bytes of the name; 0 for comments and blank lines. */
  readonly nameLength: number;
  /** Where the value starts (after the colon and one space), as an offset in the frame. */
  readonly valueStart: number;
  readonly valueEnd: number;
  /** False for a field that the standard tells clients to ignore. */
  readonly known: boolean;
}

const KNOWN = new Set(['event', 'data', 'id', 'retry']);
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export const decodeBytes = (bytes: Uint8Array): string => decoder.decode(bytes);

/** Splits a frame into its lines. */
export function frameLines(frame: Uint8Array): FrameLine[] {
  const lines: FrameLine[] = [];
  let offset = 0;
  // `indexOf` goes through a megabyte in a fraction of what a loop takes; each end is looked for once.
  let lf = indexFrom(frame, LF, 0);
  let cr = indexFrom(frame, CR, 0);
  while (offset < frame.length) {
    if (lf < offset) lf = indexFrom(frame, LF, offset);
    if (cr < offset) cr = indexFrom(frame, CR, offset);
    const stop = Math.min(lf, cr);
    const end: LineEnd =
      stop === frame.length ? '' : frame[stop] === LF ? 'LF' : frame[stop + 1] === LF ? 'CRLF' : 'CR';
    lines.push(lineOf(frame, offset, stop, end));
    // `LF` and `CR` are one byte, `CRLF` two: half of their names.
    offset = stop + end.length / 2;
  }
  return lines;
}

/** Where a byte stands next; the length of the frame when it does not. */
function indexFrom(frame: Uint8Array, byte: number, from: number): number {
  const at = frame.indexOf(byte, from);
  return at < 0 ? frame.length : at;
}

function lineOf(frame: Uint8Array, offset: number, stop: number, end: LineEnd): FrameLine {
  const length = stop - offset + end.length / 2;
  const common = { offset, length, end };
  if (stop === offset) {
    return { ...common, kind: 'blank', nameLength: 0, valueStart: stop, valueEnd: stop, known: true };
  }
  if (frame[offset] === COLON) {
    return { ...common, kind: 'comment', nameLength: 0, valueStart: offset + 1, valueEnd: stop, known: true };
  }
  let colon = offset;
  while (colon < stop && frame[colon] !== COLON) colon += 1;
  const valueStart = Math.min(stop, colon + (frame[colon + 1] === SPACE && colon + 1 < stop ? 2 : 1));
  return {
    ...common,
    kind: 'field',
    nameLength: colon - offset,
    valueStart,
    valueEnd: stop,
    known: colon - offset <= 5 && KNOWN.has(decodeBytes(frame.subarray(offset, colon))),
  };
}

/** The line ends of a frame: `LF`, `CRLF`, `LF + CR`; null when it has none. */
export function lineEndsOf(lines: readonly FrameLine[]): string | null {
  const ends = [...new Set(lines.map((line) => line.end).filter((end) => end !== ''))];
  return ends.length === 0 ? null : ends.join(' + ');
}
