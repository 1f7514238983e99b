/** Most events before one that are looked at to tell what is usual. */
export const MOST_EARLIER_EVENTS = 500;

/** An event that came before another one, as far as timing and comparing need it. */
export interface EarlierEvent {
  readonly seq: number;
  /** Epoch ms. */
  readonly receivedAt: number;
  /** When its payload says that it happened, epoch ms; null when it does not. */
  readonly eventTime: number | null;
  readonly id: string | null;
  /** Bytes of the raw frame. */
  readonly size: number;
}

/** What came before an event of the history. */
export interface EarlierEvents {
  /** Of the same source, channel, type and kind; newest first. */
  readonly alike: readonly EarlierEvent[];
  /** The last one of the same source and channel, whatever its type; null for none. */
  readonly ofChannel: EarlierEvent | null;
  /** The last one of the same source; null for none. */
  readonly ofSource: EarlierEvent | null;
  /** False when the search took too long: there may be more. */
  readonly complete: boolean;
}
