/** One event as the standard dispatches it, and the extra field of our hub. */
export interface ParsedEvent {
  readonly type: string;
  readonly data: string;
  /** The last event id after this event. */
  readonly lastEventId: string;
  /** The id that this very block set, null when it set none. */
  readonly id: string | null;
  readonly channel: string | null;
}

/**
 * WHATWG HTML §9.2.6, written from the text of the standard and not from the encoder under test. Takes bytes in
 * any pieces.
 */
export class EventStreamParser {
  readonly events: ParsedEvent[] = [];
  readonly comments: string[] = [];
  readonly retries: number[] = [];
  readonly #decoder = new TextDecoder('utf-8');
  #rest = '';
  #data = '';
  #type = '';
  #lastEventId = '';
  #id: string | null = null;
  #channel: string | null = null;

  feed(bytes: Uint8Array): void {
    this.#rest += this.#decoder.decode(bytes, { stream: true });
    for (;;) {
      const end = /\r\n|\n|\r(?!$)/u.exec(this.#rest);
      if (!end) return;
      const line = this.#rest.slice(0, end.index);
      this.#rest = this.#rest.slice(end.index + end[0].length);
      this.#line(line);
    }
  }

  #line(line: string): void {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    if (colon === 0) {
      this.comments.push(line.slice(1).replace(/^ /u, ''));
      return;
    }
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /u, '');
    if (field === 'event') this.#type = value;
    else if (field === 'data') this.#data += `${value}\n`;
    else if (field === 'id' && !value.includes('\0')) this.#id = this.#lastEventId = value;
    else if (field === 'retry' && /^[0-9]+$/u.test(value)) this.retries.push(Number(value));
    else if (field === 'channel') this.#channel = value;
  }

  #dispatch(): void {
    if (this.#data !== '') {
      this.events.push({
        type: this.#type === '' ? 'message' : this.#type,
        data: this.#data.slice(0, -1),
        lastEventId: this.#lastEventId,
        id: this.#id,
        channel: this.#channel,
      });
    }
    this.#data = this.#type = '';
    this.#id = this.#channel = null;
  }
}
