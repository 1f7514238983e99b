import type { NewStreamEvent } from '@shared/stream-event';
import { HarEntry, timeOf } from './har-entry';
import { JsonPicker, type JsonSink, type Wish } from './json-picker';
import type { PieceReader, ReadContext } from './piece-reader';
import { StreamReader } from './stream-reader';

type Path = readonly (string | number)[];

/** Longest message that is taken, bytes of JSON. */
const MAX_MESSAGE_BYTES = 48 * 1_048_576;
const ENTRY_DEPTH = 3;
const MESSAGES: ReadonlyMap<unknown, 'eventSource' | 'webSocket'> = new Map([
  ['_eventSourceMessages', 'eventSource'],
  ['_webSocketMessages', 'webSocket'],
]);

/**
 * HAR 1.2 as a stream: `_eventSourceMessages` and `_webSocketMessages` of Chrome (and of who writes them the same way), else
 * the body of an answer that is an event stream, as Firefox, Safari and proxies keep it.
 */
export class HarReader implements PieceReader, JsonSink {
  readonly #context: ReadContext;
  readonly #picker: JsonPicker;
  #events: NewStreamEvent[] = [];
  #entry: HarEntry | null = null;
  #body: BodyText | null = null;
  #skippedBody = false;
  #broken = false;

  constructor(context: ReadContext, maxMessageBytes = MAX_MESSAGE_BYTES) {
    this.#context = context;
    this.#picker = new JsonPicker(this, maxMessageBytes);
  }

  take(bytes: Buffer, line: number): NewStreamEvent[] {
    if (!this.#broken) {
      try {
        this.#picker.feed(bytes);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
        this.#broken = true;
        const message = `The file is damaged about line ${line} (${error.message}): what follows was passed over.`;
        this.#context.report.problem('truncated', line, message);
      }
    }
    this.#emit(this.#entry?.take(false));
    return this.#taken();
  }

  end(): NewStreamEvent[] {
    if (!this.#picker.complete) {
      if (!this.#broken) {
        this.#context.report.problem(
          'truncated',
          null,
          'The file ends too early: what it holds until there was taken.',
        );
      }
      this.#leaveEntry();
    }
    return this.#taken();
  }

  want(path: Path): Wish {
    const [log, entries, index, ...inEntry] = path;
    if (path.length === 0) return 'into';
    if (log !== 'log') return 'skip';
    if (path.length === 1) return 'into';
    if (entries !== 'entries') return 'skip';
    if (path.length === 2) return 'into';
    if (path.length === ENTRY_DEPTH) {
      this.#entry = new HarEntry(this.#context, Number(index) + 1);
      this.#skippedBody = false;
      return 'into';
    }
    return this.#wantInEntry(inEntry);
  }

  value(path: Path, value: unknown): void {
    const name = path.at(-1);
    const kind = MESSAGES.get(path[ENTRY_DEPTH]);
    if (kind) this.#entry?.message(kind, value);
    else if (name === 'url' && typeof value === 'string') this.#entry?.address(value);
    else if (name === 'mimeType' && typeof value === 'string' && this.#entry) this.#entry.mimeType = value;
    else if (name === 'startedDateTime' && this.#entry) this.#entry.startedAt = timeOf(value);
    if (kind) this.#emit(this.#entry?.take(false));
  }

  text(_: Path, part: string): void {
    if (!this.#entry) return;
    if (!this.#body) {
      const { channel, startedAt, where } = this.#entry;
      const baseTime = startedAt ?? this.#context.baseTime;
      this.#body = new BodyText({ ...this.#context, channel, baseTime }, where);
    }
    this.#emit(this.#body.take(part));
  }

  tooLong(path: Path): void {
    if (MESSAGES.has(path[ENTRY_DEPTH])) this.#entry?.tooLong();
  }

  left(path: Path): void {
    if (path.length === ENTRY_DEPTH && path[1] === 'entries') this.#leaveEntry();
  }

  #wantInEntry([name, inside, member]: Path): Wish {
    if (MESSAGES.has(name)) return inside === undefined ? 'into' : 'take';
    if (name === 'startedDateTime') return 'take';
    if (name === 'request') return inside === undefined ? 'into' : inside === 'url' ? 'take' : 'skip';
    if (name !== 'response') return 'skip';
    if (inside === undefined || (inside === 'content' && member === undefined)) return 'into';
    if (inside !== 'content') return 'skip';
    if (member === 'mimeType') return 'take';
    if (member !== 'text' || !this.#entry || this.#entry.messages > 0) return 'skip';
    if (isEventStream(this.#entry.mimeType)) return 'text';
    this.#skippedBody = true;
    return 'skip';
  }

  #leaveEntry(): void {
    const entry = this.#entry;
    if (!entry) return;
    this.#emit(entry.take(true));
    if (this.#body) this.#emit(this.#body.end());
    else if (this.#skippedBody && isEventStream(entry.mimeType) && entry.messages === 0) {
      const message = `The body of ${entry.where} stands before its type and was passed over.`;
      this.#context.report.problem('other-content', null, message);
    }
    this.#body = null;
    this.#entry = null;
  }

  #emit(events: readonly NewStreamEvent[] = []): void {
    for (const event of events) this.#events.push(event);
  }

  #taken(): NewStreamEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }
}

/** The body of an answer: text, or Base64, which HAR tells only behind it. */
class BodyText {
  readonly #reader: StreamReader;
  #isBase64: boolean | null = null;
  #rest = '';

  constructor(context: ReadContext, where: string) {
    this.#reader = new StreamReader(context, where);
  }

  take(part: string): NewStreamEvent[] {
    // An event stream has a colon or a line end among its first characters; Base64 has neither.
    this.#isBase64 ??= part.length >= 4 && /^[A-Za-z0-9+/]+={0,2}$/u.test(part.slice(0, 1_024));
    if (!this.#isBase64) return this.#reader.take(Buffer.from(part), 1);
    const text = this.#rest + part;
    const whole = text.length - (text.length % 4);
    this.#rest = text.slice(whole);
    return this.#reader.take(Buffer.from(text.slice(0, whole), 'base64'), 1);
  }

  end(): NewStreamEvent[] {
    return this.#reader.end();
  }
}

function isEventStream(mimeType: string): boolean {
  return /^text\/event-stream\b/iu.test(mimeType.trim());
}
