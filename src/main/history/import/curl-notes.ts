import { readHttpHeads, type HttpHeads } from './http-heads';

/**
 * What `curl -v` writes to the terminal: its notes (`*`), what it sends (`>`, of a body `}`) and gets (`<`, of a body `{`), and
 * the table of its progress.
 */
const NOTE = /^(?:[*<>] ?|[{}] \[[0-9]+ bytes data\]|Note: | {2}% Total| +Dload)/u;
const METER = /^ *[0-9]+ .*--:--/u;

export interface CurlNotes {
  /** Where they end, bytes. */
  readonly bodyAt: number;
  /** Of the answers that they tell; null when they tell none. */
  readonly heads: HttpHeads | null;
  /** Whether the table of progress is among them: it then goes on in the midst of the body, within lines. */
  readonly meter: boolean;
}

/** Whether a file begins with the notes of curl. */
export function beginsWithCurlNotes(text: string): boolean {
  return /^(?:\* {1,3}[A-Z]|> [A-Z]+ \S+ HTTP\/|< HTTP\/| {2}% Total|Note: Unnecessary use of -X)/u.test(
    text,
  );
}

/** Reads the notes that stand before the body of a capture of `curl -v … 2>&1`. Null when the bytes end within them. */
export function readCurlNotes(start: Buffer): CurlNotes | null {
  let answers = '';
  let meter = false;
  for (let at = 0; at < start.length;) {
    const end = lineEnd(start, at);
    const line = start.toString('latin1', at, end);
    const isMeter = METER.test(line) || line.startsWith('  % Total');
    if (line !== '' && !isMeter && !NOTE.test(line)) {
      return {
        bodyAt: at,
        heads: answers === '' ? null : readHttpHeads(Buffer.from(answers, 'latin1')),
        meter,
      };
    }
    meter ||= isMeter;
    if (line.startsWith('<')) answers += `${line.slice(2)}\r\n`;
    at = end + (start[end] === 0x0d && start[end + 1] === 0x0a ? 2 : 1);
  }
  return null;
}

/** Whether nothing but notes stands behind the last blank line: what curl says at the end of a transfer. */
export function endsWithCurlNotes(end: Buffer): boolean {
  const text = end.toString('latin1');
  const last = text.slice(Math.max(text.lastIndexOf('\n\n'), text.lastIndexOf('\n\r\n')));
  const lines = last.split(/[\r\n]+/u).filter((line) => line !== '');
  return lines.length > 0 && lines.every((line) => NOTE.test(line) || METER.test(line));
}

/** Of CR, LF or both; the meter begins its lines with a CR. */
function lineEnd(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) if (bytes[at] === 0x0a || bytes[at] === 0x0d) return at;
  return bytes.length;
}
