/** An event on its way into the shared log, as it will be stored. */
export interface WaitingEvent {
  readonly n: number;
  readonly text: string;
}

/** Most that waits, whichever is reached first. */
export interface WaitingLimits {
  readonly events: number;
  /** Characters of the stored texts, about as many bytes. */
  readonly bytes: number;
}

/** Events of one batch, and the size after which no further one joins. */
const BATCH_EVENTS = 256;
const BATCH_BYTES = 1024 * 1024;

/**
 * Events that wait for the link, in their order. The oldest is given up when too many wait. What has been handed out
 * as a batch stays in front until it is known to have arrived: it may have arrived already.
 */
export class WaitingEvents {
  readonly #limits: WaitingLimits;
  #events: WaitingEvent[] = [];
  #head = 0;
  #bytes = 0;
  #batch: readonly WaitingEvent[] = [];
  #dropped = 0;

  constructor(limits: WaitingLimits) {
    this.#limits = limits;
  }

  get length(): number {
    return this.#batch.length + this.#events.length - this.#head;
  }

  /** Events given up since the start. */
  get dropped(): number {
    return this.#dropped;
  }

  push(event: WaitingEvent): void {
    this.#events.push(event);
    this.#bytes += event.text.length;
    while (
      this.#events.length > this.#head &&
      (this.length > this.#limits.events || this.#bytes > this.#limits.bytes)
    ) {
      this.#shift();
      this.#dropped++;
    }
  }

  /** The next events to hand over: the same again until `arrived`. Empty when nothing waits. */
  batch(): readonly WaitingEvent[] {
    if (this.#batch.length > 0) return this.#batch;
    const batch: WaitingEvent[] = [];
    let bytes = 0;
    while (this.#head < this.#events.length && batch.length < BATCH_EVENTS && bytes < BATCH_BYTES) {
      const event = this.#shift();
      batch.push(event);
      bytes += event.text.length;
    }
    return (this.#batch = batch);
  }

  /** The batch is in the shared log. */
  arrived(): void {
    this.#batch = [];
  }

  #shift(): WaitingEvent {
    const event = this.#events[this.#head++]!;
    this.#bytes -= event.text.length;
    // Moving all costs as much as there is; it happens only after as many have gone, so each pays once.
    if (this.#head > 1_024 + this.#events.length / 2) {
      this.#events = this.#events.slice(this.#head);
      this.#head = 0;
    }
    return event;
  }
}
