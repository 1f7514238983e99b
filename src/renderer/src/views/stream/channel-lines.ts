import type { ChannelNode, ChannelOrder, ChannelTree } from './channel-tree';
import { holdsWords } from './name-match';

/** A line of the tree as it is drawn. */
export interface ChannelLine {
  /** The path, or for what stands in the group of what is pinned, another text that no path is. */
  readonly key: string;
  readonly node: ChannelNode;
  /** What it is called: in its branch the level alone, at the head of a pinned one the whole name. */
  readonly label: string;
  /** 0 for the first level. */
  readonly depth: number;
  readonly open: boolean;
  /** Place among its sisters, 1-based, and how many they are. */
  readonly place: number;
  readonly sisters: number;
  /** The line is the head of what is pinned. */
  readonly pinned: boolean;
  /** Muted, and no line above it says so already. */
  readonly headsMuted: boolean;
  /** The last line of the group of what is pinned. */
  readonly endsPinned: boolean;
}

/** What decides which lines show. */
export interface LineChoice {
  /** What was opened and closed by hand, by key. */
  readonly opened: ReadonlyMap<string, boolean>;
  /** Only names that hold all of these, in lower case, the way to them and everything below them. */
  readonly words: readonly string[];
  readonly order: ChannelOrder;
  /** Names that stand in a group of their own at the top, in this order. */
  readonly pinned: readonly string[];
  readonly onlyMuted: boolean;
}

export const ALL_LINES: LineChoice = {
  opened: new Map(),
  words: [],
  order: 'name',
  pinned: [],
  onlyMuted: false,
};

/** Branches with more children than this start closed: `user` with a thousand users would bury the rest. */
const MAX_OPEN_CHILDREN = 24;
/** No path of a channel holds a line feed. */
const PIN = '\n';

const byName = new Intl.Collator('en', { numeric: true });
const BY: Readonly<Record<ChannelOrder, (a: ChannelNode, b: ChannelNode) => number>> = {
  name: () => 0,
  events: (a, b) => b.events - a.events,
  // To the minute: what comes every second must not change places every second.
  newest: (a, b) => Math.floor(b.lastAt / 60_000) - Math.floor(a.lastAt / 60_000),
};

/** The lines that show, pinned ones first. */
export function channelLines(tree: ChannelTree, choice: LineChoice): ChannelLine[] {
  const { words, onlyMuted } = choice;
  const narrowed = words.length > 0 || onlyMuted;
  const passes = (node: ChannelNode): boolean => holdsWords(node.path, words) && (!onlyMuted || node.muted);
  const shows = (node: ChannelNode): boolean => {
    if (passes(node)) return true;
    for (const child of node.children.values()) if (shows(child)) return true;
    return false;
  };

  const lines: ChannelLine[] = [];
  function add(
    node: ChannelNode,
    at: Pick<ChannelLine, 'depth' | 'place' | 'sisters' | 'pinned'> & { readonly prefix: string },
    isInside: boolean,
    isInMuted: boolean,
  ): void {
    const { depth, place, sisters, pinned, prefix } = at;
    const key = prefix + node.path;
    const isFound = isInside || !narrowed || passes(node);
    const open =
      node.children.size > 0 &&
      // The way to what was found stays open.
      (!isFound || (choice.opened.get(key) ?? (!pinned && node.children.size <= MAX_OPEN_CHILDREN)));
    const label = pinned ? node.path : node.text;
    const headsMuted = node.muted && !isInMuted;
    lines.push({ key, node, label, depth, open, place, sisters, pinned, headsMuted, endsPinned: false });
    if (!open) return;
    const children = ordered(node, choice.order).filter((child) => isFound || shows(child));
    children.forEach((child, i) =>
      add(
        child,
        { depth: depth + 1, place: i + 1, sisters: children.length, pinned: false, prefix },
        isFound,
        node.muted,
      ),
    );
  }

  const heads = choice.pinned.flatMap((path) => tree.find(path) ?? []).filter((node) => shows(node));
  const roots = ordered(tree.root, choice.order).filter(shows);
  const sisters = heads.length + roots.length;
  heads.forEach((node, i) =>
    add(node, { depth: 0, place: i + 1, sisters, pinned: true, prefix: PIN }, false, false),
  );
  const last = lines.length - 1;
  if (last >= 0) lines[last] = { ...lines[last]!, endsPinned: true };
  roots.forEach((node, i) =>
    add(node, { depth: 0, place: heads.length + i + 1, sisters, pinned: false, prefix: '' }, false, false),
  );
  return lines;
}

/** How many channels pass the filter. */
export function countFound(tree: ChannelTree, { words, onlyMuted }: LineChoice): number {
  if (words.length === 0 && !onlyMuted) return tree.size;
  let found = 0;
  const walk = (node: ChannelNode): void => {
    if (node.isChannel && holdsWords(node.path, words) && (!onlyMuted || node.muted)) found += 1;
    for (const child of node.children.values()) walk(child);
  };
  walk(tree.root);
  return found;
}

function ordered(node: ChannelNode, order: ChannelOrder): readonly ChannelNode[] {
  const names = (node.sorted ??= [...node.children.values()].sort((a, b) => byName.compare(a.text, b.text)));
  // Stable: what is alike stays in the order of its names.
  return order === 'name' ? names : [...names].sort(BY[order]);
}
