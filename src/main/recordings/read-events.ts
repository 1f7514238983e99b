import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { assertChannelName } from '@shared/channel';
import { StreamgaugeError } from '@shared/errors';
import { LineSplitter, type Line } from '@shared/line-splitter';
import { fileFault } from '@shared/file-fault';
import {
  EventStreamFormat,
  jsonObject,
  PlainFormat,
  RecordingFormat,
  TailFormat,
  type LineFormat,
} from './line-formats';
import { headerOf, type RecordedEvent, type RecordingHeader } from './recorded-event';

export type RecordingFormatName = 'recording' | 'tail' | 'event-stream' | 'text';

/** What was found while reading; filled in as the reading goes on. */
export interface ReadReport {
  format: RecordingFormatName | null;
  header: RecordingHeader | null;
  events: number;
  /** Lines (or events of an event stream) that could not be used. */
  badLines: number;
}

export function emptyReport(): ReadReport {
  return { format: null, header: null, events: 0, badLines: 0 };
}

/** Longest line, bytes: an event of 4 MiB, escaped. */
const MAX_LINE_BYTES = 8 * 1_048_576;
const MAX_DATA_LENGTH = 4 * 1_048_576;
const CHUNK_BYTES = 256 * 1_024;

/**
 * Reads events from a file: a recording of Streamgauge, the output of `streamgauge tail`, a `text/event-stream` that
 * `curl -N` captured (`-i` too), or a text of one event a line. Which one, the first lines say. Streams: one line and a
 * chunk are in memory. Lines that cannot be used are counted in `report` and passed over.
 * @param channel for events that name none, or one that the hub would refuse
 * @throws StreamgaugeError `recording-unreadable`, `recording-newer`, `not-a-recording` (binary)
 */
export async function* readEvents(
  path: string,
  report: ReadReport,
  channel = 'replay',
): AsyncGenerator<RecordedEvent, void, undefined> {
  const reader = new Reader(path, report, channel);
  for await (const lines of linesOf(path)) {
    for (const line of lines) {
      const event = reader.take(line);
      if (event) yield event;
    }
  }
}

class Reader {
  readonly #path: string;
  readonly #report: ReadReport;
  readonly #channel: string;
  #format: LineFormat | null = null;
  /** Within the head of an HTTP answer, which `curl -i` puts before the body. */
  #inHead = false;

  constructor(path: string, report: ReadReport, channel: string) {
    this.#path = path;
    this.#report = report;
    this.#channel = channel;
  }

  take({ text, cut }: Line): RecordedEvent | null {
    if (cut) {
      this.#report.badLines += 1;
      return null;
    }
    if (!this.#format) {
      if (this.#passOver(text)) return null;
      this.#format = this.#choose(text);
      if (this.#report.header) return null;
    }
    if (text === '' && this.#report.format !== 'event-stream') return null;
    const event = this.#format.line(text);
    if (event === 'bad') this.#report.badLines += 1;
    if (event === null || event === 'bad') return null;
    this.#report.events += 1;
    return isChannel(event.channel) ? event : { ...event, channel: this.#channel };
  }

  #passOver(text: string): boolean {
    if (/^HTTP\/[0-9.]+ [0-9]{3}/u.test(text)) this.#inHead = true;
    else if (text === '') this.#inHead = false;
    return this.#inHead || text === '';
  }

  #choose(text: string): LineFormat {
    const value = jsonObject(text);
    const header = value && headerOf(value);
    if (header?.newer) {
      throw new StreamgaugeError('recording-newer', `${this.#path} was recorded by a newer Streamgauge.`, {
        hint: 'Use that version to play it.',
      });
    }
    if (header) {
      this.#report.header = { name: header.name, recordedAt: header.recordedAt };
      this.#report.format = 'recording';
      return new RecordingFormat();
    }
    if (value && TailFormat.KINDS.has(value.kind)) {
      this.#report.format = 'tail';
      return new TailFormat(this.#channel);
    }
    if (/^(?::|(?:data|event|id|retry|channel)(?::|$))/u.test(text)) {
      this.#report.format = 'event-stream';
      return new EventStreamFormat(this.#channel, MAX_DATA_LENGTH);
    }
    this.#report.format = 'text';
    return new PlainFormat(this.#channel);
  }
}

async function* linesOf(path: string): AsyncGenerator<Line[], void, undefined> {
  // Without blocking: the path may be a FIFO that nobody writes to.
  const handle = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch(
    (cause: unknown) => {
      throw unreadable(path, cause);
    },
  );
  try {
    if (!(await handle.stat()).isFile()) throw unreadable(path, new Error('it is no regular file'));
    const splitter = new LineSplitter(MAX_LINE_BYTES);
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    for (let first = true; ; first = false) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null).catch((cause: unknown) => {
        throw unreadable(path, cause);
      });
      if (bytesRead === 0) break;
      const chunk = buffer.subarray(0, bytesRead);
      if (first && chunk.includes(0)) {
        throw new StreamgaugeError('not-a-recording', `${path} holds no text.`, {
          hint: 'Give a recording, the output of streamgauge tail, a captured event stream or a text file.',
        });
      }
      yield splitter.push(chunk);
    }
    const last = splitter.end();
    if (last) yield [last];
  } finally {
    await handle.close();
  }
}

function unreadable(path: string, cause: unknown): StreamgaugeError {
  return new StreamgaugeError('recording-unreadable', `${path} cannot be read (${fileFault(cause)}).`, {
    hint: 'Check that the file is there and can be read.',
    cause,
  });
}

function isChannel(name: string): boolean {
  try {
    assertChannelName(name);
    return true;
  } catch {
    return false;
  }
}
