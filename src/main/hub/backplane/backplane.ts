import type { BackplaneState } from '@shared/hub';
import type { Priority } from '@shared/notification';

/** An event as it travels between hubs: everything that another hub needs to encode and deliver it. */
export interface SharedEvent {
  readonly channel: string;
  /** `message` when the publisher gave none. */
  readonly event: string;
  readonly data: string;
  /** The publisher's own id. */
  readonly id?: string;
  /** ms. */
  readonly retry?: number;
  readonly priority?: Priority;
  readonly key?: string;
  readonly to?: { readonly userIds?: readonly string[]; readonly subscriptions?: readonly string[] };
  /** Epoch ms at the hub that took it. */
  readonly at: number;
}

/** Who gave an event to the group: the n-th event (1, 2, 3…) of one life of one hub. */
export interface Origin {
  readonly node: string;
  readonly n: number;
}

/** An event with its place in the order that all hubs share. */
export interface OrderedEvent {
  readonly event: SharedEvent;
  readonly origin: Origin;
  /** 1, 2, 3… without holes, the same on every hub. */
  readonly seq: number;
}

export interface BackplaneListener {
  /**
   * Called in the order of `seq`, once for each event, also for those that this hub published. Numbers are left out when
   * the shared log holds something there that is no event.
   */
  received(event: OrderedEvent): void;
  /**
   * The shared log now has another life (its server lost its data): ids of the old one mean nothing any more. Called
   * once with the first epoch, before the first event. Called again with the same epoch when events were gone before
   * this hub could read them.
   * @param after numbers up to this one that have not been received will not come
   */
  epoch(epoch: string, after: number): void;
  stateChanged(state: BackplaneState): void;
}

/** What links several hubs to one log. */
export interface Backplane {
  /** Random name of this hub's life, `[0-9a-z]{8}`. */
  readonly node: string;
  /**
   * Connects, reads the newest events that the shared log holds (at most `history`), then follows it. Resolves after
   * the first try, whether or not it worked: a lost server is a state, not an error. Never rejects.
   */
  start(listener: BackplaneListener, history: number): Promise<void>;
  /**
   * Hands an event to the group: at once, or as soon as the link is back. Kept in order; at most a bounded number waits,
   * beyond which the oldest is given up and counted.
   */
  share(event: SharedEvent, origin: Origin): void;
  state(): BackplaneState;
  /** Hands over what waits, as far as that works within `timeoutMs`, and disconnects. */
  stop(timeoutMs: number): Promise<void>;
}
