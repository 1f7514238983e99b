import { payloadTime } from '@shared/payload-time';
import type { StreamEvent } from '@shared/stream-event';
import { problemsOf } from '../event-problem';
import type { ProblemBits } from '../event-problem';

/** What a query is asked about: an arriving event, or a stored record whose parts are read when they are asked for. */
export interface QuerySubject {
  /** The id of the source. */
  readonly source: string;
  readonly channel: string;
  readonly type: string;
  readonly id: string | null;
  /** Epoch ms of its arrival. */
  readonly time: number;
  /** When its payload says that it happened, epoch ms; null when it does not. */
  readonly eventTime: number | null;
  /** Bytes of the raw frame. */
  readonly size: number;
  readonly kind: string;
  readonly transport: string;
  readonly level: string | null;
  readonly data: string;
  readonly problems: ProblemBits;
}

/** Says whether something is asked for. */
export type SubjectTest<S extends QuerySubject = QuerySubject> = (subject: S) => boolean;

/** An event as a subject; set `event` to ask about the next. */
export class EventSubject implements QuerySubject {
  event: StreamEvent;

  constructor(event: StreamEvent) {
    this.event = event;
  }

  get source(): string {
    return this.event.sourceId;
  }
  get channel(): string {
    return this.event.channel;
  }
  get type(): string {
    return this.event.type;
  }
  get id(): string | null {
    return this.event.id;
  }
  get time(): number {
    return this.event.receivedAt;
  }
  get eventTime(): number | null {
    return payloadTime(this.event.data);
  }
  get size(): number {
    return this.event.raw.byteLength;
  }
  get kind(): string {
    return this.event.kind;
  }
  get transport(): string {
    return this.event.transport;
  }
  get level(): string | null {
    return this.event.level;
  }
  get data(): string {
    return this.event.data;
  }
  get problems(): ProblemBits {
    return problemsOf(this.event);
  }
}
