import { channelParts } from '@shared/channel';
import type { ChannelRate, LastValue } from '@shared/feed';
import type { ChannelAt } from '@shared/history';

/** A channel as it was at a moment, in the shape of one that is counted now. */
export const asItWas = (at: ChannelAt): ChannelRate => ({
  ...at,
  rate: 0,
  byteRate: 0,
  firstAt: at.firstAt ?? null,
});

/** A level of a channel name with everything below it counted in. Kept from second to second. */
export interface ChannelNode {
  /** The name up to here: what the filter takes. */
  readonly path: string;
  readonly text: string;
  /** 0 for the first level. */
  readonly depth: number;
  events: number;
  rate: number;
  /** Epoch ms. */
  lastAt: number;
  unread: boolean;
  /** Epoch ms from when nothing of it has come for unusually long; Infinity while one of its channels may stay silent. */
  lateAt: number;
  /** Everything of it is muted. */
  muted: boolean;
  /** Of the newest event that names this very level; null when none does. */
  last: LastValue | null;
  /** Channels at and below it. */
  channels: number;
  readonly children: Map<string, ChannelNode>;
  /** Children in order; null when one has come, or the order may have changed. */
  sorted: readonly ChannelNode[] | null;
  /** Whether events name this very level, and not only levels below it. */
  isChannel: boolean;
}

/** A channel of one source as it is counted in. */
export interface CountedChannel {
  readonly rate: ChannelRate;
  readonly unread: boolean;
  readonly muted?: boolean;
  /** As `ChannelNode.lateAt`; left out when it is never late. */
  readonly lateAt?: number;
}

/** What sisters are ordered by; of what is alike the name decides. */
export type ChannelOrder = 'name' | 'events' | 'newest';

/** Channels of any number of sources as one tree, with sums for the branches. */
export class ChannelTree {
  readonly #root = made('', '', -1);
  /** By channel, so that a name is taken apart once and not every second. */
  readonly #ways = new Map<string, readonly ChannelNode[]>();
  #size = 0;

  /** Levels of the first kind, in no order. */
  get root(): ChannelNode {
    return this.#root;
  }

  /** Channels that events name. */
  get size(): number {
    return this.#size;
  }

  /** Counts everything anew. Levels that were there stay the same objects. */
  update(channels: Iterable<CountedChannel>): void {
    reset(this.#root);
    this.#size = 0;
    for (const { rate, unread, muted = false, lateAt = Infinity } of channels) {
      if (rate.channel === '') continue;
      const way = this.#wayTo(rate.channel);
      for (const node of way) {
        node.events += rate.events;
        node.rate += rate.rate;
        if (rate.lastAt > node.lastAt) node.lastAt = rate.lastAt;
        node.unread ||= unread;
        node.muted &&= muted;
        if (lateAt > node.lateAt) node.lateAt = lateAt;
      }
      const node = way.at(-1)!;
      if (!node.last || rate.last.seq > node.last.seq) node.last = rate.last;
      if (node.isChannel) continue;
      node.isChannel = true;
      this.#size += 1;
      for (const step of way) step.channels += 1;
    }
    // Names lead to levels that are gone now.
    if (prune(this.#root)) this.#ways.clear();
  }

  /** The levels of a name from the first to its own; made when they are not there. */
  #wayTo(channel: string): readonly ChannelNode[] {
    const known = this.#ways.get(channel);
    if (known) return known;
    const way: ChannelNode[] = [];
    let node = this.#root;
    for (const part of channelParts(channel)) {
      let child = node.children.get(part.path);
      if (!child) {
        child = made(part.path, part.text === '' ? part.separator || '(empty)' : part.text, node.depth + 1);
        node.children.set(part.path, child);
        node.sorted = null;
      }
      way.push(child);
      node = child;
    }
    this.#ways.set(channel, way);
    return way;
  }

  /** The level of a name; null when no channel leads there. */
  find(path: string): ChannelNode | null {
    let node = this.#root;
    for (const part of channelParts(path)) {
      const child = node.children.get(part.path);
      if (!child) return null;
      node = child;
    }
    return node;
  }

  /** Paths of all branches, for closing them at once. */
  branches(): string[] {
    const paths: string[] = [];
    const walk = (node: ChannelNode): void => {
      for (const child of node.children.values()) {
        if (child.children.size === 0) continue;
        paths.push(child.path);
        walk(child);
      }
    };
    walk(this.#root);
    return paths;
  }
}

function made(path: string, text: string, depth: number): ChannelNode {
  return {
    path,
    text,
    depth,
    events: 0,
    rate: 0,
    lastAt: 0,
    unread: false,
    lateAt: -Infinity,
    muted: true,
    last: null,
    channels: 0,
    children: new Map(),
    sorted: null,
    isChannel: false,
  };
}

function reset(node: ChannelNode): void {
  node.events = 0;
  node.rate = 0;
  node.lastAt = 0;
  node.unread = false;
  node.lateAt = -Infinity;
  node.muted = true;
  node.last = null;
  node.channels = 0;
  node.isChannel = false;
  for (const child of node.children.values()) reset(child);
}

/** Takes out what no channel has any more; true when there was something. */
function prune(node: ChannelNode): boolean {
  let pruned = false;
  for (const [path, child] of node.children) {
    if (child.channels > 0) {
      pruned = prune(child) || pruned;
      continue;
    }
    node.children.delete(path);
    node.sorted = null;
    pruned = true;
  }
  return pruned;
}
