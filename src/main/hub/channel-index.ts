import type { Subscription } from './subscription';

/** Channels that are counted and indexed at once; the one that was quiet for longest is forgotten first. */
const MAX_CHANNELS = 5_000;
/** Channels in one snapshot: those published to last. */
const MAX_LISTED = 1_000;

export interface Subscriber {
  readonly subscription: Subscription;
}

interface Channel<S> {
  readonly name: string;
  readonly subscribers: Set<S>;
  published: number;
}

/**
 * Who listens to which channel. Patterns are matched when a channel or a client appears, not at every event:
 * publishing costs only what it reaches.
 */
export class ChannelIndex<S extends Subscriber> {
  /** In the order of last use. */
  readonly #channels = new Map<string, Channel<S>>();
  /** The last of them: used again, it stays where it is. */
  #newest: Channel<S> | undefined;
  readonly #memberships = new Map<S, Set<Channel<S>>>();

  add(subscriber: S): void {
    this.#memberships.set(subscriber, new Set());
    for (const name of subscriber.subscription.names) this.#use(name);
    for (const channel of this.#channels.values()) {
      if (subscriber.subscription.matches(channel.name)) this.#join(channel, subscriber);
    }
  }

  remove(subscriber: S): void {
    const joined = this.#memberships.get(subscriber) ?? [];
    this.#memberships.delete(subscriber);
    for (const channel of joined) {
      channel.subscribers.delete(subscriber);
      if (channel.subscribers.size === 0 && channel.published === 0) this.#forget(channel);
    }
  }

  /** Counts a publication and returns who is to get it. */
  publishedTo(name: string): ReadonlySet<S> {
    const channel = this.#use(name);
    channel.published++;
    return channel.subscribers;
  }

  /** How many listen to a channel. */
  listeners(name: string): number {
    const channel = this.#channels.get(name);
    if (channel) return channel.subscribers.size;
    let count = 0;
    for (const { subscription } of this.#memberships.keys()) if (subscription.matches(name)) count++;
    return count;
  }

  /** By name. */
  list(): { readonly name: string; readonly clients: number; readonly published: number }[] {
    return [...this.#channels.values()]
      .slice(-MAX_LISTED)
      .map(({ name, subscribers, published }) => ({ name, clients: subscribers.size, published }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #use(name: string): Channel<S> {
    const known = this.#channels.get(name);
    if (known === this.#newest && known) return known;
    if (known) {
      this.#channels.delete(name);
      this.#channels.set(name, known);
      this.#newest = known;
      return known;
    }
    const channel: Channel<S> = { name, subscribers: new Set(), published: 0 };
    this.#channels.set(name, channel);
    this.#newest = channel;
    for (const subscriber of this.#memberships.keys()) {
      if (subscriber.subscription.matches(name)) this.#join(channel, subscriber);
    }
    if (this.#channels.size > MAX_CHANNELS) this.#forgetOldest();
    return channel;
  }

  #join(channel: Channel<S>, subscriber: S): void {
    channel.subscribers.add(subscriber);
    this.#memberships.get(subscriber)!.add(channel);
  }

  #forgetOldest(): void {
    for (const channel of this.#channels.values()) {
      for (const subscriber of channel.subscribers) this.#memberships.get(subscriber)?.delete(channel);
      this.#forget(channel);
      return;
    }
  }

  #forget(channel: Channel<S>): void {
    this.#channels.delete(channel.name);
    if (this.#newest === channel) this.#newest = undefined;
  }
}
