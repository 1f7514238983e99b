import type { Meeting } from './meeting';

/** What is the same in all that was met; null: nothing is. */
interface Shared {
  readonly sourceId: string | null;
  readonly channel: string | null;
  readonly type: string | null;
  readonly level: string | null;
  readonly title: string | null;
}

/** What one alert stands for: the newest of it, how many, over which time, and what they have in common. */
export class Gathering {
  #newest: Meeting;
  #firstAt: number;
  #count = 1;
  #sourceId: string | null;
  #channel: string | null;
  #type: string | null;
  #level: string | null;
  #title: string | null;

  constructor(first: Meeting) {
    this.#newest = first;
    this.#firstAt = first.at;
    this.#sourceId = first.sourceId;
    this.#channel = first.event?.channel ?? null;
    this.#type = first.event?.type ?? null;
    this.#level = first.event?.level ?? null;
    this.#title = first.words?.title ?? null;
  }

  get newest(): Meeting {
    return this.#newest;
  }

  get count(): number {
    return this.#count;
  }

  /** From the first to the last, ms. */
  get spanMs(): number {
    return Math.max(0, this.#newest.at - this.#firstAt);
  }

  get shared(): Shared {
    return {
      sourceId: this.#sourceId,
      channel: this.#channel,
      type: this.#type,
      level: this.#level,
      title: this.#title,
    };
  }

  add(meeting: Meeting): void {
    this.#count++;
    this.#newest = meeting;
    if (meeting.sourceId !== this.#sourceId) this.#sourceId = null;
    if (meeting.event?.channel !== this.#channel) this.#channel = null;
    if (meeting.event?.type !== this.#type) this.#type = null;
    if (meeting.event?.level !== this.#level) this.#level = null;
    if (meeting.words?.title !== this.#title) this.#title = null;
  }
}
