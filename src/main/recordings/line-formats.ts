import { isRetry, MAX_TIME_MS, recordedEventOf, type RecordedEvent } from './recorded-event';

/** Turns the lines of a file into events. */
export interface LineFormat {
  /** The event that this line completes; null when it completes none; `bad` when it cannot be used. */
  line(text: string): RecordedEvent | null | 'bad';
}

/** Pause between events of files that hold no times, ms. */
export const UNTIMED_PAUSE_MS = 100;

/** Streamgauge's own recording: times never go back, whatever the file says. */
export class RecordingFormat implements LineFormat {
  #t = 0;

  line(text: string): RecordedEvent | null | 'bad' {
    const value = jsonObject(text);
    const event = value && recordedEventOf(value);
    if (!event) return 'bad';
    this.#t = Math.max(this.#t, event.t);
    return event.t === this.#t ? event : { ...event, t: this.#t };
  }
}

/** What `streamgauge tail` prints: events among lines about the connection. */
export class TailFormat implements LineFormat {
  static readonly KINDS: ReadonlySet<unknown> = new Set([
    'event',
    'comment',
    'gap',
    'state',
    'open',
    'retry',
    'closed',
  ]);
  readonly #channel: string;
  #first: number | null = null;
  #t = 0;
  #retry: number | undefined;

  constructor(channel: string) {
    this.#channel = channel;
  }

  line(text: string): RecordedEvent | null | 'bad' {
    const value = jsonObject(text);
    if (!value || !TailFormat.KINDS.has(value.kind)) return 'bad';
    if (value.kind === 'retry' && isRetry(value.ms)) this.#retry = value.ms;
    if (value.kind !== 'event') return null;
    const { receivedAt, type, id, channel, data } = value;
    if (typeof receivedAt !== 'number' || !Number.isFinite(receivedAt) || typeof data !== 'string')
      return 'bad';
    this.#first ??= receivedAt;
    this.#t = Math.min(MAX_TIME_MS, Math.max(this.#t, receivedAt - this.#first));
    const retry = this.#retry;
    this.#retry = undefined;
    return {
      t: this.#t,
      channel: typeof channel === 'string' && channel !== '' ? channel : this.#channel,
      event: typeof type === 'string' && type !== '' ? type : 'message',
      id: typeof id === 'string' ? id : null,
      data,
      ...(retry !== undefined && { retry }),
    };
  }
}

/**
 * Bytes of a `text/event-stream` as `curl -N` writes them to a file (WHATWG HTML §9.2.6); they hold no times. An event that
 * no blank line ends is let go, as the standard has it.
 */
export class EventStreamFormat implements LineFormat {
  readonly #channel: string;
  readonly #maxDataLength: number;
  #count = 0;
  #data: string[] = [];
  #dataLength = 0;
  #tooLong = false;
  #event = '';
  #id: string | null = null;
  #sentOn: string | null = null;
  #retry: number | undefined;

  constructor(channel: string, maxDataLength: number) {
    this.#channel = channel;
    this.#maxDataLength = maxDataLength;
  }

  line(text: string): RecordedEvent | null | 'bad' {
    if (text === '') return this.#dispatch();
    const colon = text.indexOf(':');
    if (colon === 0) return null;
    const name = colon === -1 ? text : text.slice(0, colon);
    const value = colon === -1 ? '' : text.slice(colon + (text[colon + 1] === ' ' ? 2 : 1));
    switch (name) {
      case 'data':
        this.#dataLength += value.length + 1;
        if (this.#dataLength > this.#maxDataLength) this.#tooLong = true;
        else this.#data.push(value);
        return null;
      case 'event':
        this.#event = value;
        return null;
      case 'id':
        if (!value.includes('\0')) this.#id = value;
        return null;
      case 'retry':
        if (/^[0-9]{1,10}$/u.test(value) && isRetry(Number(value))) this.#retry = Number(value);
        return null;
      case 'channel':
        this.#sentOn = value;
        return null;
      default:
        // Unknown fields are ignored, says the standard; one with a blank in its name is a sentence.
        return /\s/u.test(name) ? 'bad' : null;
    }
  }

  #dispatch(): RecordedEvent | null | 'bad' {
    const event = {
      data: this.#data,
      type: this.#event,
      id: this.#id,
      channel: this.#sentOn,
      bad: this.#tooLong,
    };
    this.#data = [];
    this.#dataLength = 0;
    this.#tooLong = false;
    this.#event = '';
    this.#id = null;
    this.#sentOn = null;
    if (event.bad) return 'bad';
    if (event.data.length === 0) return null;
    const retry = this.#retry;
    this.#retry = undefined;
    return {
      t: untimed(this.#count++),
      channel: event.channel || this.#channel,
      event: event.type || 'message',
      id: event.id || null,
      data: event.data.join('\n'),
      ...(retry !== undefined && { retry }),
    };
  }
}

/** Any text: each line that is not empty is the data of an event. */
export class PlainFormat implements LineFormat {
  readonly #channel: string;
  #count = 0;

  constructor(channel: string) {
    this.#channel = channel;
  }

  line(text: string): RecordedEvent | null {
    if (text === '') return null;
    return { t: untimed(this.#count++), channel: this.#channel, event: 'message', id: null, data: text };
  }
}

function untimed(count: number): number {
  return Math.min(MAX_TIME_MS, count * UNTIMED_PAUSE_MS);
}

export function jsonObject(text: string): Readonly<Record<string, unknown>> | null {
  if (!text.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
