import { LineSplitter } from '@shared/line-splitter';
import type { NewStreamEvent } from '@shared/stream-event';
import type { PieceReader, ReadContext } from './piece-reader';

/** Longest line, bytes: the longest event with its frame, escaped. */
export const MAX_LINE_BYTES = 48 * 1_048_576;

/** Turns the lines of a file of JSON lines into events. */
export interface JsonLineFormat {
  /** The event of this line; null when it is none and should be none; `bad` when it cannot be used. */
  event(value: Readonly<Record<string, unknown>>, text: string): NewStreamEvent | null | 'bad';
}

/** Reads a file of one JSON object a line, and names the lines that cannot be used. */
export class LinesReader implements PieceReader {
  readonly #context: ReadContext;
  readonly #format: JsonLineFormat;
  readonly #splitter: LineSplitter;
  /** Of the last line that was taken; null before the first. */
  #line: number | null = null;

  constructor(context: ReadContext, format: JsonLineFormat, maxLineBytes = MAX_LINE_BYTES) {
    this.#context = context;
    this.#format = format;
    this.#splitter = new LineSplitter(maxLineBytes);
  }

  take(bytes: Buffer, line: number): NewStreamEvent[] {
    this.#line ??= line - 1;
    const events: NewStreamEvent[] = [];
    for (const { text, cut } of this.#splitter.push(bytes)) this.#take(text, cut, false, events);
    return events;
  }

  end(): NewStreamEvent[] {
    const events: NewStreamEvent[] = [];
    const last = this.#splitter.end();
    if (last) this.#take(last.text, last.cut, true, events);
    return events;
  }

  #take(text: string, cut: boolean, last: boolean, events: NewStreamEvent[]): void {
    const line = (this.#line ?? 0) + 1;
    this.#line = line;
    if (cut) {
      this.#context.report.problem(
        'too-long',
        line,
        `Line ${line} is longer than Streamgauge takes and was passed over.`,
      );
      return;
    }
    if (/^\s*$/u.test(text)) return;
    const value = jsonObject(text);
    const event = value ? this.#format.event(value, text) : 'bad';
    if (event === null) return;
    if (event !== 'bad') {
      events.push(event);
    } else if (!value && last) {
      this.#context.report.problem(
        'truncated',
        line,
        `The file ends within line ${line}, which was passed over.`,
      );
    } else {
      this.#context.report.problem(
        'not-an-event',
        line,
        value
          ? `Line ${line} is no event and was passed over.`
          : `Line ${line} is no JSON object and was passed over.`,
      );
    }
  }
}

function jsonObject(text: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
