import { channelParts } from '@shared/channel';
import type { ChannelRate } from '@shared/feed';

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
  readonly children: Map<string, ChannelNode>;
  /** Children by name; null when one has come. */
  sorted: readonly ChannelNode[] | null;
  /** Whether events name this very level, and not only levels below it. */
  isChannel: boolean;
}

/** A line of the tree as it is drawn. */
export interface ChannelLine {
  readonly node: ChannelNode;
  readonly open: boolean;
  /** Place among its sisters, 1-based, and how many they are. */
  readonly place: number;
  readonly sisters: number;
}

/** Branches with more children than this start closed: `user` with a thousand users would bury the rest. */
const MAX_OPEN_CHILDREN = 24;

const byName = new Intl.Collator('en', { numeric: true });

/** Channels of any number of sources as one tree, with sums for the branches. */
export class ChannelTree {
  readonly #root = made('', '', -1);
  #size = 0;

  /** Channels that events name. */
  get size(): number {
    return this.#size;
  }

  /** Counts everything anew. Levels that were there stay the same objects. */
  update(channels: Iterable<{ rate: ChannelRate; unread: boolean }>): void {
    reset(this.#root);
    this.#size = 0;
    for (const { rate, unread } of channels) {
      if (rate.channel === '') continue;
      let node = this.#root;
      for (const part of channelParts(rate.channel)) {
        let child = node.children.get(part.path);
        if (!child) {
          child = made(part.path, part.text === '' ? part.separator || '(empty)' : part.text, node.depth + 1);
          node.children.set(part.path, child);
          node.sorted = null;
        }
        node = child;
        node.events += rate.events;
        node.rate += rate.rate;
        node.lastAt = Math.max(node.lastAt, rate.lastAt);
        node.unread ||= unread;
      }
      if (!node.isChannel) this.#size += 1;
      node.isChannel = true;
    }
    prune(this.#root);
  }

  /** The lines that show, given what was opened and closed by hand. With a filter: every match and the way to it. */
  lines(opened: ReadonlyMap<string, boolean>, filter = ''): ChannelLine[] {
    const lines: ChannelLine[] = [];
    const needle = filter.trim().toLowerCase();
    const walk = (parent: ChannelNode, insideMatch: boolean): void => {
      const sisters = sortedChildren(parent).filter(
        (node) => needle === '' || insideMatch || holds(node, needle),
      );
      sisters.forEach((node, i) => {
        const matches = insideMatch || (needle !== '' && node.path.toLowerCase().includes(needle));
        const open =
          node.children.size > 0 &&
          (needle !== '' && !matches
            ? true
            : (opened.get(node.path) ?? node.children.size <= MAX_OPEN_CHILDREN));
        lines.push({ node, open, place: i + 1, sisters: sisters.length });
        if (open) walk(node, matches);
      });
    };
    walk(this.#root, false);
    return lines;
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
  node.isChannel = false;
  for (const child of node.children.values()) reset(child);
}

/** Takes out what no channel has any more. */
function prune(node: ChannelNode): void {
  for (const [path, child] of node.children) {
    prune(child);
    if (child.isChannel || child.children.size > 0) continue;
    node.children.delete(path);
    node.sorted = null;
  }
}

function sortedChildren(node: ChannelNode): readonly ChannelNode[] {
  return (node.sorted ??= [...node.children.values()].sort((a, b) => byName.compare(a.text, b.text)));
}

function holds(node: ChannelNode, needle: string): boolean {
  if (node.path.toLowerCase().includes(needle)) return true;
  for (const child of node.children.values()) if (holds(child, needle)) return true;
  return false;
}
