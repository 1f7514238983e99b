import { childrenOf, isContainer, keyOf, kindOf, sourceOf, type JsonDocument } from './json-document';

/** Children of one container that are shown before "show more", and how many each use of it adds. */
export const FIRST_CHILDREN = 100;
export const MORE_CHILDREN = 1_000;

/** What is open in a tree. A value, replaced on change. */
export interface TreeShape {
  readonly open: ReadonlySet<number>;
  /** Containers of which more than `FIRST_CHILDREN` are shown. */
  readonly shown: ReadonlyMap<number, number>;
}

export type JsonRow =
  | { readonly kind: 'node'; readonly node: number }
  /** Stands for the children of `node` that are not shown. */
  | { readonly kind: 'more'; readonly node: number; readonly left: number };

/** The root's own row is left out where its children speak for it. */
export const isRootHidden = (doc: JsonDocument): boolean => isContainer(doc, 0) && doc.children[0]! > 0;

/** Depth as drawn: 0 for the outermost rows. */
export const drawnDepth = (doc: JsonDocument, node: number): number =>
  Math.max(0, doc.depth[node]! - (isRootHidden(doc) ? 1 : 0));

/** A tree as it first appears: objects open two levels down, what lies in arrays closed, large containers closed. */
export function firstShape(doc: JsonDocument): TreeShape {
  const open = new Set<number>([0]);
  let budget = 60;
  for (const child of childrenOf(doc, 0)) {
    if (budget <= 0) break;
    const inArray = kindOf(doc, 0) === 'array';
    if (!isContainer(doc, child) || inArray || doc.children[child]! > 20) continue;
    open.add(child);
    budget -= doc.children[child]!;
  }
  return { open, shown: new Map() };
}

/** Most rows that opening everything, or a level, puts into the tree; what is deeper stays closed. */
export const MAX_OPENED_ROWS = 20_000;

/** Everything open, as far as `MAX_OPENED_ROWS` allows. Large containers still show `FIRST_CHILDREN`. */
export const fullShape = (doc: JsonDocument): TreeShape => levelShape(doc, Infinity);

/** Open down to a level: 1 shows the outermost values only. Level by level, so that what is left closed is what is deepest. */
export function levelShape(doc: JsonDocument, level: number): TreeShape {
  const open = new Set<number>([0]);
  let rows = Math.min(FIRST_CHILDREN, doc.children[0]!);
  let layer: readonly number[] = isContainer(doc, 0) ? [0] : [];
  for (let depth = 1; depth < level && layer.length > 0 && rows < MAX_OPENED_ROWS; depth++) {
    const next: number[] = [];
    for (const node of layer) {
      for (const child of childrenOf(doc, node)) {
        if (doc.position[child]! >= FIRST_CHILDREN || rows >= MAX_OPENED_ROWS) break;
        if (!isContainer(doc, child) || doc.children[child] === 0) continue;
        open.add(child);
        rows += Math.min(FIRST_CHILDREN, doc.children[child]!);
        next.push(child);
      }
    }
    layer = next;
  }
  return { open, shown: new Map() };
}

/** A container and everything inside it, open or closed. */
export function withBelow(doc: JsonDocument, shape: TreeShape, node: number, isOpen: boolean): TreeShape {
  const open = new Set(shape.open);
  const last = Math.min(doc.next[node]!, node + MAX_OPENED_ROWS);
  for (let at = node; at < last; at++) {
    if (!isContainer(doc, at)) continue;
    if (isOpen) open.add(at);
    else open.delete(at);
  }
  return { ...shape, open };
}

/** How many levels deep the outermost few thousand values are nested, at most `most`. */
export function levelsOf(doc: JsonDocument, most: number): number {
  let deepest = 0;
  for (let node = 0; node < Math.min(doc.count, MAX_OPENED_ROWS); node++) {
    deepest = Math.max(deepest, doc.depth[node]!);
    if (deepest >= most) return most;
  }
  return deepest;
}

export const closedShape = (): TreeShape => ({ open: new Set([0]), shown: new Map() });

export function toggled(shape: TreeShape, node: number): TreeShape {
  const open = new Set(shape.open);
  if (!open.delete(node)) open.add(node);
  return { ...shape, open };
}

export function withMore(shape: TreeShape, node: number): TreeShape {
  const shown = new Map(shape.shown);
  shown.set(node, (shown.get(node) ?? FIRST_CHILDREN) + MORE_CHILDREN);
  return { ...shape, shown };
}

/** The shape in which a node can be seen: its ancestors open and showing enough children. */
export function revealing(doc: JsonDocument, shape: TreeShape, node: number): TreeShape {
  const open = new Set(shape.open);
  const shown = new Map(shape.shown);
  for (let at = node; at > 0 && at < doc.count; at = doc.parent[at]!) {
    const parent = doc.parent[at]!;
    open.add(parent);
    const needed = doc.position[at]! + 1;
    if (needed > (shown.get(parent) ?? FIRST_CHILDREN)) shown.set(parent, needed + FIRST_CHILDREN);
  }
  return { open, shown };
}

/** The rows that a shape shows, in order. */
export function visibleRows(doc: JsonDocument, shape: TreeShape): JsonRow[] {
  const rows: JsonRow[] = [];
  const hidden = isRootHidden(doc);
  // An explicit stack: a document may be 512 levels deep.
  const stack: { iterator: Generator<number>; node: number; left: number }[] = [];
  const enter = (node: number): void => {
    const limit = shape.shown.get(node) ?? FIRST_CHILDREN;
    stack.push({ iterator: childrenOf(doc, node), node, left: limit });
  };
  if (!hidden) rows.push({ kind: 'node', node: 0 });
  else enter(0);
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const { value: node, done } = top.iterator.next();
    if (done === true) {
      stack.pop();
    } else if (top.left === 0) {
      rows.push({ kind: 'more', node: top.node, left: doc.children[top.node]! - doc.position[node]! });
      stack.pop();
    } else {
      top.left -= 1;
      rows.push({ kind: 'node', node });
      if (isContainer(doc, node) && shape.open.has(node) && doc.children[node]! > 0) enter(node);
    }
  }
  return rows;
}

/** A piece of a closed container's one-line preview: the class colours it. */
export interface PreviewPart {
  readonly text: string;
  readonly tone: 'k' | 's' | 'n' | 'l' | 'p';
}

const TONES = { string: 's', number: 'n', literal: 'l', object: 'p', array: 'p' } as const;
export const toneOf = (doc: JsonDocument, node: number): PreviewPart['tone'] => TONES[kindOf(doc, node)];

const PREVIEW_LENGTH = 90;

/** A closed container on one line: `{status: 502, ms: 611}`, cut with an ellipsis. */
export function preview(doc: JsonDocument, node: number): PreviewPart[] {
  const isObject = kindOf(doc, node) === 'object';
  const parts: PreviewPart[] = [{ text: isObject ? '{' : '[', tone: 'p' }];
  let length = 1;
  for (const child of childrenOf(doc, node)) {
    if (doc.position[child]! > 0) parts.push({ text: ', ', tone: 'p' });
    if (length > PREVIEW_LENGTH) {
      parts.push({ text: '…', tone: 'p' });
      break;
    }
    if (isObject)
      parts.push({ text: String(keyOf(doc, child)).slice(0, 40), tone: 'k' }, { text: ': ', tone: 'p' });
    const text = isContainer(doc, child)
      ? { object: doc.children[child] ? '{…}' : '{}', array: `[${doc.children[child]}]` }[
          kindOf(doc, child) as 'object' | 'array'
        ]
      : doc.source.slice(doc.start[child], Math.min(doc.end[child]!, doc.start[child]! + 60));
    const cut = !isContainer(doc, child) && doc.end[child]! - doc.start[child]! > 60;
    parts.push({ text: cut ? `${text}…` : text, tone: toneOf(doc, child) });
    length += text.length + 6;
  }
  parts.push({ text: isObject ? '}' : ']', tone: 'p' });
  return parts;
}

/** A scalar as a row shows it: exactly as sent, cut where no window is wide enough. */
export function rowText(doc: JsonDocument, node: number): string {
  const MAX = 2_000;
  return doc.end[node]! - doc.start[node]! > MAX
    ? `${doc.source.slice(doc.start[node], doc.start[node]! + MAX)}…`
    : sourceOf(doc, node);
}
