import { errorText, isObject, type JsonObject } from './json-access';
import type { Reading } from './reading';
import type { TextEvent } from './text-event';
import { TextResponse } from './text-response';
import {
  KNOWN_SHAPES,
  readAs,
  recognise,
  type KnownShape,
  type ShapeChoice,
  type TextShape,
} from './text-shape';
import { ThinkTags } from './think-tags';

/** Most responses that are kept; the oldest are let go. */
export const MAX_RESPONSES = 200;
/** Most text of all responses together, in UTF-16 code units; the oldest lose theirs. */
export const MAX_JOINED_TEXT = 32 * 1_048_576;
/** Channels on which a response is under way. */
const MAX_CHANNELS = 1_000;

export interface JoinOptions {
  readonly shape: ShapeChoice;
  /** For the shape `path`: the texts that the person's path finds in a payload. */
  readonly select?: (payload: unknown) => readonly string[];
}

/** How events have been read so far. */
export interface JoinCounts {
  /** Events that were looked at. */
  readonly events: number;
  /** Of these, those that are part of a response. */
  readonly read: number;
  /** Cut off for their length, or no JSON in the midst of a response. */
  readonly malformed: number;
  /** Responses that were let go. */
  readonly dropped: number;
}

/** What goes on on one channel. */
interface Lane {
  shape: KnownShape | null;
  /** The newest response of the channel. */
  current: TextResponse | null;
  readonly tags: ThinkTags;
}

/**
 * Joins the pieces that events carry into responses, one event after the other, oldest first. Never throws for what a
 * stream sends: what cannot be read is counted.
 */
export class TextJoiner {
  readonly #options: JoinOptions;
  /** Oldest first. */
  readonly #responses: TextResponse[] = [];
  readonly #byId = new Map<string, TextResponse>();
  readonly #lanes = new Map<string, Lane>();
  readonly #votes = new Map<TextShape, number>();
  #counts = { events: 0, read: 0, malformed: 0, dropped: 0 };
  #made = 0;
  #length = 0;

  constructor(options: JoinOptions) {
    this.#options = options;
  }

  /** Oldest first. */
  get responses(): readonly TextResponse[] {
    return this.#responses;
  }

  get counts(): JoinCounts {
    return this.#counts;
  }

  /** Events by the shape they were read as, most first. */
  get votes(): readonly { readonly shape: TextShape; readonly events: number }[] {
    return [...this.#votes].map(([shape, events]) => ({ shape, events })).sort((a, b) => b.events - a.events);
  }

  /** Takes the next event; answers the response that it belongs to, null for none. */
  take(event: TextEvent): TextResponse | null {
    if (event.kind === 'break') {
      for (const response of this.#responses) response.interrupt();
      // What comes over the next connection is another response, unless an id says that it is the same.
      for (const lane of this.#lanes.values()) if (lane.current?.id == null) lane.current = null;
      return null;
    }
    this.#counts.events++;
    const lane = this.#lane(event.channel);
    const response =
      this.#options.shape === 'plain' ? this.#takePlain(event, lane) : this.#takeText(event, lane);
    if (!response) return null;
    this.#counts.read++;
    this.#votes.set(response.shape, (this.#votes.get(response.shape) ?? 0) + 1);
    return response;
  }

  /** The response that an event belongs to; null when it is of none that is kept. */
  find(seq: number): TextResponse | null {
    for (let i = this.#responses.length - 1; i >= 0; i--)
      if (this.#responses[i]!.has(seq)) return this.#responses[i]!;
    return null;
  }

  #lane(channel: string): Lane {
    const known = this.#lanes.get(channel);
    if (known) return known;
    const lane: Lane = { shape: null, current: null, tags: new ThinkTags() };
    this.#lanes.set(channel, lane);
    const [oldest] = this.#lanes.keys();
    if (this.#lanes.size > MAX_CHANNELS && oldest !== undefined) this.#lanes.delete(oldest);
    return lane;
  }

  #takePlain(event: TextEvent, lane: Lane): TextResponse {
    const part = { key: 'text', kind: 'text' } as const;
    return this.#apply(event, lane, 'plain', { steps: [{ step: 'append', part, text: event.data }] })!;
  }

  #takeText(event: TextEvent, lane: Lane): TextResponse | null {
    const text = event.data.trim();
    if (text === '[DONE]') return this.#takeDone(event, lane);
    if (!text.startsWith('{') && this.#options.shape !== 'path') return null;
    try {
      return this.#takePayload(event, lane, JSON.parse(text) as unknown);
    } catch {
      return this.#takeLines(event, lane, text);
    }
  }

  /** Some services send several lines of JSON in one event. What is no JSON at all is counted. */
  #takeLines(event: TextEvent, lane: Lane, text: string): TextResponse | null {
    let response: TextResponse | null = null;
    for (const line of text.split('\n').length > 1 ? text.split('\n') : []) {
      try {
        response = this.#takePayload(event, lane, JSON.parse(line) as unknown) ?? response;
      } catch {
        response ??= null;
      }
    }
    if (response || !lane.current) return response;
    this.#counts.malformed++;
    lane.current.malformed++;
    return null;
  }

  #takeDone(event: TextEvent, { current }: Lane): TextResponse | null {
    current?.take(event, [{ step: 'end' }], undefined);
    return current;
  }

  #takePayload(event: TextEvent, lane: Lane, payload: unknown): TextResponse | null {
    const { shape, select } = this.#options;
    if (shape === 'path') {
      const text = select?.(payload).join('') ?? '';
      const part = { key: 'text', kind: 'text' } as const;
      return text === ''
        ? null
        : this.#apply(event, lane, 'path', { steps: [{ step: 'append', part, text }] });
    }
    if (!isObject(payload)) return null;
    const found = this.#read(payload, lane);
    if (found) {
      const response = this.#apply(event, lane, found.shape, found.reading);
      if (response) lane.shape = found.shape;
      return response;
    }
    const error = lane.current?.state === 'streaming' ? errorText(payload.error) : undefined;
    if (error === undefined) return null;
    lane.current!.take(event, [{ step: 'fail', message: error }], undefined);
    return lane.current;
  }

  #read(payload: JsonObject, lane: Lane): { shape: KnownShape; reading: Reading } | null {
    const wanted = KNOWN_SHAPES.find((shape) => shape === this.#options.shape);
    if (!wanted) return recognise(payload, lane.shape);
    const reading = readAs(wanted, payload);
    return reading && { shape: wanted, reading };
  }

  #apply(event: TextEvent, lane: Lane, shape: TextShape, reading: Reading): TextResponse | null {
    const response = this.#responseOf(event, lane, shape, reading);
    if (!response) return null;
    lane.current = response;
    const before = response.length;
    response.model ??= reading.model ?? null;
    response.take(event, lane.tags.apply(response, reading.steps), reading.sequence);
    this.#length += response.length - before;
    this.#makeRoom(response);
    return response;
  }

  #responseOf(event: TextEvent, lane: Lane, shape: TextShape, reading: Reading): TextResponse | null {
    const { id, starts, goesOn, steps } = reading;
    const key = id === undefined ? null : `${shape}\n${event.channel}\n${id}`;
    const known = key === null ? undefined : this.#byId.get(key);
    if (known) return known;
    const { current } = lane;
    if (goesOn === true && current?.shape === shape && current.state === 'streaming') return current;
    const carries = steps.some(({ step }) => step === 'append' || step === 'open' || step === 'whole');
    if (current?.shape === shape && id === undefined && starts !== true) {
      const over = current.state === 'done' || current.state === 'failed';
      if (!over || current.id !== null || !carries) return current;
    }
    if (key === null && starts !== true && !carries) return null;
    // Its events say no more whose they are: they belong to the new one from now on.
    if (starts === true && current?.shape === shape) current.interrupt();
    const made = new TextResponse(++this.#made, shape, event, id ?? null);
    this.#responses.push(made);
    if (key !== null) this.#byId.set(key, made);
    return made;
  }

  #makeRoom(newest: TextResponse): void {
    while (this.#responses.length > MAX_RESPONSES) {
      const gone = this.#responses.shift()!;
      this.#forget(gone);
      this.#counts.dropped++;
      this.#length -= gone.length;
    }
    for (const response of this.#responses) {
      if (this.#length <= MAX_JOINED_TEXT || response === newest) break;
      this.#length -= response.length;
      response.drop();
    }
  }

  #forget(gone: TextResponse): void {
    for (const [key, response] of this.#byId) if (response === gone) this.#byId.delete(key);
    for (const lane of this.#lanes.values()) if (lane.current === gone) lane.current = null;
  }
}
