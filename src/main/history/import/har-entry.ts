import { phrase } from '@shared/sentences/phrase';
import type { NewStreamEvent } from '@shared/stream-event';
import { canonicalFrame } from '../export/canonical-frame';
import type { ReadContext } from './piece-reader';

type Fields = Readonly<Record<string, unknown>>;

/** Events that wait until the address of their entry is known, and their bytes: Chrome writes the messages first. */
const MAX_WAITING = 2_000;
const MAX_WAITING_BYTES = 8 * 1_048_576;
/** Times beyond this are in ms, seconds would be the year 5138. */
const SECONDS_END = 1e11;

/** One connection in a HAR file: makes events of its messages as they are found. */
export class HarEntry {
  readonly #context: ReadContext;
  /** 1-based. */
  readonly #number: number;
  readonly #sourceId: string;
  #waiting: NewStreamEvent[] = [];
  #waitingBytes = 0;
  /** Of the address; null until it is known or cannot be waited for any more. */
  #channel: string | null = null;
  #lastEventId = '';
  #lastAt: number;
  /** Epoch ms; null until it is known. */
  startedAt: number | null = null;
  mimeType = '';
  /** Messages that were found, also those that could not be used. */
  messages = 0;

  constructor(context: ReadContext, number: number) {
    this.#context = context;
    this.#number = number;
    this.#sourceId = context.sourceIdOf(null);
    this.#lastAt = context.baseTime;
  }

  get channel(): string {
    return this.#channel ?? this.#context.channel;
  }

  /** `entry 3`, for sentences. */
  get where(): string {
    return phrase(`entry ${this.#number}`);
  }

  address(url: string): void {
    try {
      this.#channel = this.#context.tools.channelOfUrl(url);
    } catch {
      this.#channel = this.#context.channel;
    }
  }

  /** A message as Chrome writes it; other members are passed over. */
  message(kind: 'eventSource' | 'webSocket', value: unknown): void {
    this.messages += 1;
    const event = isFields(value) ? (kind === 'webSocket' ? this.#frame(value) : this.#event(value)) : 'bad';
    if (event === 'bad') {
      const message = `Message ${this.messages} of ${this.where} is no event and was passed over.`;
      this.#context.report.problem('not-an-event', null, message);
    } else if (event) {
      this.#waiting.push(event);
      this.#waitingBytes += event.raw.byteLength + 2 * event.data.length;
    }
  }

  tooLong(): void {
    this.messages += 1;
    const message = `Message ${this.messages} of ${this.where} is longer than Streamgauge takes and was passed over.`;
    this.#context.report.problem('too-long', null, message);
  }

  /** The events that need to wait no longer. @param ended whether the entry has: its address will not come any more */
  take(ended: boolean): NewStreamEvent[] {
    if (this.#waiting.length === 0) return [];
    if (this.#channel === null) {
      if (!ended && this.#waiting.length < MAX_WAITING && this.#waitingBytes < MAX_WAITING_BYTES) return [];
      this.#channel = this.#context.channel;
      if (!ended) {
        const message = `The address of ${this.where} stands behind too many messages: they have no channel of their own.`;
        this.#context.report.problem('no-address', null, message);
      }
    }
    const channel = this.#channel;
    const events = this.#waiting.map((event) => (event.channel === '' ? { ...event, channel } : event));
    this.#waiting = [];
    this.#waitingBytes = 0;
    return events;
  }

  #event({ time, eventName, eventId, data, _channel }: Fields): NewStreamEvent | 'bad' {
    if (typeof data !== 'string') return 'bad';
    const id = typeof eventId === 'string' && eventId !== '' ? eventId : null;
    if (id !== null) this.#lastEventId = id;
    const type = typeof eventName === 'string' && eventName !== '' ? eventName : 'message';
    const own = typeof _channel === 'string' ? _channel : '';
    const parts = { ...this.#parts(time, type, id, own, data), transport: 'sse' as const };
    // Nobody sent the channel that the address or the payload names.
    return { ...parts, raw: canonicalFrame({ ...parts, channel: own }) };
  }

  #frame({ type, time, opcode, data, _channel, _type, _id }: Fields): NewStreamEvent | 'bad' | null {
    // Pings and the like, and errors as Chrome tells them.
    if ((opcode !== undefined && opcode !== 1 && opcode !== 2) || type === 'error') return null;
    if (typeof data !== 'string') return 'bad';
    const own = typeof _channel === 'string' ? _channel : '';
    const raw = Buffer.from(data, opcode === 2 ? 'base64' : 'utf8');
    if (type === 'send') {
      const sent = { ...this.#parts(time, '', null, own, data), kind: 'sent' as const };
      return { ...sent, transport: 'websocket', raw };
    }
    const id = typeof _id === 'string' ? _id : null;
    if (id !== null) this.#lastEventId = id;
    const named = typeof _type === 'string' ? _type : opcode === 2 ? 'binary' : 'message';
    return { ...this.#parts(time, named, id, own, data), transport: 'websocket', raw };
  }

  #parts(
    time: unknown,
    type: string,
    id: string | null,
    channel: string,
    data: string,
  ): Omit<NewStreamEvent, 'transport' | 'raw'> {
    const said = this.#context.tools.envelope(data);
    this.#lastAt = timeOf(time) ?? this.#lastAt;
    return {
      kind: 'event',
      sourceId: this.#sourceId,
      receivedAt: this.#lastAt,
      type,
      id,
      lastEventId: this.#lastEventId,
      channel: channel || said.channel || '',
      data,
      level: said.level,
      gap: null,
    };
  }
}

/** Epoch ms of a time in seconds, in ms, or as ISO 8601; null for anything else. */
export function timeOf(value: unknown): number | null {
  const ms =
    typeof value === 'number'
      ? value < SECONDS_END
        ? value * 1_000
        : value
      : typeof value === 'string'
        ? Date.parse(value)
        : NaN;
  return Math.abs(ms) <= 8.64e15 ? Math.round(ms) : null;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null;
}
