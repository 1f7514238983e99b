import { GapScale } from './gap-scale';
import type { PartName, TextStep, Usage } from './reading';
import type { TextEvent } from './text-event';
import { TextPart, type TextPiece } from './text-part';
import type { TextShape } from './text-shape';

/** Most text of one response, in UTF-16 code units, and most pieces of it. */
export const MAX_RESPONSE_TEXT = 4 * 1_048_576;
export const MAX_RESPONSE_PIECES = 200_000;
/** Most parts of one response; what belongs to more is counted as cut. */
export const MAX_PARTS = 500;
/** Events without text that are known to belong to a response. */
const MAX_SILENT = 2_000;

/** `broken`: the connection ended before the response did. */
export type ResponseState = 'streaming' | 'done' | 'failed' | 'broken';

/** A wait between two events with text. */
export interface LongestGap {
  readonly ms: number;
  /** The event that ended it. */
  readonly seq: number;
}

/** One response as it came in: its parts, and when its pieces came. Only grows. */
export class TextResponse {
  readonly number: number;
  readonly shape: TextShape;
  readonly channel: string;
  readonly id: string | null;
  readonly parts: TextPart[] = [];
  readonly gaps = new GapScale();
  /** Of the first and the last event, epoch ms, and their numbers. */
  readonly firstAt: number;
  readonly firstSeq: number;
  lastAt: number;
  lastSeq: number;
  model: string | null = null;
  state: ResponseState = 'streaming';
  usage: Usage = {};
  /** Why each answer ended, in the service's words. */
  readonly finishes = new Map<number, string>();
  error: string | null = null;
  /** When the first and the last piece of text came, epoch ms; null before any. */
  firstTextAt: number | null = null;
  lastTextAt: number | null = null;
  longestGap: LongestGap | null = null;
  /** Events that added text. */
  deltas = 0;
  /** Text that was left out to stay within the limits, in UTF-16 code units. */
  cut = 0;
  /** Events that the service counted and that never came; that were no JSON; that came after a break in the connection. */
  missing = 0;
  malformed = 0;
  breaks = 0;
  #sequence: number | null = null;
  #length = 0;
  #pieces = 0;
  readonly #byKey = new Map<string, TextPart>();
  readonly #choices = new Set<number>();
  readonly #silent: number[] = [];
  #last: TextPart | null = null;

  constructor(number: number, shape: TextShape, event: TextEvent, id: string | null) {
    this.number = number;
    this.shape = shape;
    this.channel = event.channel;
    this.id = id;
    this.firstAt = this.lastAt = event.at;
    this.firstSeq = this.lastSeq = event.seq;
  }

  /** UTF-16 code units of all parts. */
  get length(): number {
    return this.#length;
  }

  /** Takes what an event says, with the place that the service gave the event. */
  take(event: TextEvent, steps: readonly TextStep[], sequence: number | undefined): void {
    this.lastAt = event.at;
    this.lastSeq = event.seq;
    if (sequence !== undefined) {
      if (this.#sequence !== null && sequence > this.#sequence + 1)
        this.missing += sequence - this.#sequence - 1;
      this.#sequence = Math.max(sequence, this.#sequence ?? 0);
    }
    if (this.state === 'broken') {
      this.state = 'streaming';
      this.breaks++;
    }
    const before = this.#pieces;
    for (const step of steps) this.#takeStep(event, step);
    if (this.#pieces > before) this.#noteText(event);
    else if (this.#silent.length < MAX_SILENT) this.#silent.push(event.seq);
  }

  /** The connection ended. */
  interrupt(): void {
    if (this.state === 'streaming') this.state = 'broken';
  }

  /** Whether an event is one of this response. */
  has(seq: number): boolean {
    if (seq < this.firstSeq || seq > this.lastSeq) return false;
    return this.#silent.includes(seq) || this.parts.some((part) => part.pieceOf(seq) >= 0);
  }

  /** Lets its text go, which is counted as cut, so that newer ones have room. */
  drop(): void {
    this.cut += this.#length;
    this.#length = 0;
    this.parts.length = 0;
    this.#byKey.clear();
    this.#last = null;
  }

  #takeStep(event: TextEvent, step: TextStep): void {
    switch (step.step) {
      case 'open':
        this.#part(step.part);
        break;
      case 'append':
        this.#append(event, step.part, step.text);
        break;
      case 'whole':
        if ((this.#part(step.part)?.length ?? 1) === 0) this.#append(event, step.part, step.text);
        break;
      case 'usage':
        this.usage = { ...this.usage, ...step.usage };
        break;
      case 'finish':
        this.finishes.set(step.choice ?? 0, step.reason);
        if ([...this.#choices].every((choice) => this.finishes.has(choice))) this.#end();
        break;
      case 'end':
        this.#end();
        break;
      case 'fail':
        this.error ??= step.message;
        this.state = 'failed';
    }
  }

  #end(): void {
    if (this.state !== 'failed') this.state = 'done';
  }

  #append(event: TextEvent, name: PartName, text: string): void {
    const part = this.#part(name);
    const room = Math.min(MAX_RESPONSE_TEXT - this.#length, text.length);
    if (!part || room <= 0 || this.#pieces >= MAX_RESPONSE_PIECES) {
      this.cut += text.length;
      return;
    }
    const piece: TextPiece = { seq: event.seq, at: event.at, text: text.slice(0, room) };
    part.add(piece);
    // Another answer to the same request goes on.
    if (this.state === 'done' && !this.finishes.has(part.choice)) this.state = 'streaming';
    this.cut += text.length - room;
    this.#length += room;
    this.#pieces++;
  }

  /** The part that is meant; null when there are too many. */
  #part(name: PartName): TextPart | null {
    const known = this.#byKey.get(name.key);
    const other = name.call !== undefined && known?.call != null && known.call !== name.call;
    const apart = name.fresh === true || (name.run === true && this.#last !== known);
    if (known && !other && !apart) {
      known.learn(name);
      return (this.#last = known);
    }
    if (this.parts.length >= MAX_PARTS) return null;
    const part = new TextPart(name);
    this.parts.push(part);
    this.#byKey.set(name.key, part);
    this.#choices.add(part.choice);
    return (this.#last = part);
  }

  #noteText({ at, seq }: TextEvent): void {
    this.deltas++;
    this.firstTextAt ??= at;
    if (this.lastTextAt !== null) {
      const ms = Math.max(0, at - this.lastTextAt);
      this.gaps.add(ms);
      if (ms > (this.longestGap?.ms ?? 0)) this.longestGap = { ms, seq };
    }
    this.lastTextAt = at;
  }
}
