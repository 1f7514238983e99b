import { diffArrays } from 'diff';
import { childrenOf, keyOf, kindOf, sourceOf, type JsonDocument } from '../json-document';

/** A value of the newer document and its counterpart in the older one, if it has one. */
export interface Pairing {
  readonly old: number | null;
  readonly new: number;
  /** It stood elsewhere among its siblings. */
  readonly moved?: boolean;
}

/** Edits beyond which elements are paired by their place: finding the shortest way takes the square of them. */
const MAX_EDITS = 1_000;
/** ms that finding it may take at once. */
const MAX_MS = 100;
/** Keys that say which one an object is, the surest first. */
const IDENTITY = ['id', '_id', 'uuid', 'key', 'name'];

/** Pairs the elements of two arrays: equal ones first, then those with the same id, then by place. */
export function* aligned(
  before: JsonDocument,
  oldArray: number,
  after: JsonDocument,
  newArray: number,
): Generator<void, { pairs: readonly Pairing[]; removed: readonly number[] }> {
  const names = new Map<string, number>();
  const nameOf = (text: string): number => {
    const known = names.get(text);
    if (known !== undefined) return known;
    names.set(text, names.size);
    return names.size - 1;
  };
  const olds = [...childrenOf(before, oldArray)];
  const news = [...childrenOf(after, newArray)];
  yield;
  const oldNames = olds.map((node) => nameOf(sourceOf(before, node)));
  const newNames = news.map((node) => nameOf(sourceOf(after, node)));
  yield;
  const runs = diffArrays(oldNames, newNames, { maxEditLength: MAX_EDITS, timeout: MAX_MS });
  yield;
  const pairs: { old: number | null; new: number; moved?: boolean }[] = news.map((node) => ({
    old: null,
    new: node,
  }));
  const removed = new Set<number>(olds);
  const pair = (oldAt: number, newAt: number, moved = false): void => {
    pairs[newAt] = { old: olds[oldAt]!, new: news[newAt]!, ...(moved && { moved }) };
    removed.delete(olds[oldAt]!);
  };
  const gaps: { oldFrom: number; oldTo: number; newFrom: number; newTo: number }[] = [];
  if (!runs) {
    gaps.push({ oldFrom: 0, oldTo: olds.length, newFrom: 0, newTo: news.length });
  } else {
    let oldAt = 0;
    let newAt = 0;
    let gap = { oldFrom: 0, oldTo: 0, newFrom: 0, newTo: 0 };
    const close = (): void => {
      gap = { ...gap, oldTo: oldAt, newTo: newAt };
      if (gap.oldTo > gap.oldFrom || gap.newTo > gap.newFrom) gaps.push(gap);
    };
    for (const run of runs) {
      if (run.removed) oldAt += run.count;
      else if (run.added) newAt += run.count;
      else {
        close();
        for (let i = 0; i < run.count; i++) pair(oldAt++, newAt++);
        gap = { oldFrom: oldAt, oldTo: oldAt, newFrom: newAt, newTo: newAt };
      }
    }
    close();
  }
  yield;
  pairMoved(olds, oldNames, news, newNames, removed, pairs, pair);
  for (const gap of gaps) {
    pairByIdentity(before, olds, after, news, gap, removed, pairs, pair);
    pairByPlace(before, olds, after, news, gap, removed, pairs, pair);
    yield;
  }
  return { pairs, removed: [...removed] };
}

type Pair = (oldAt: number, newAt: number, moved?: boolean) => void;
type Gap = {
  readonly oldFrom: number;
  readonly oldTo: number;
  readonly newFrom: number;
  readonly newTo: number;
};
type Pairs = readonly { readonly old: number | null }[];

/** What was taken out in one place and is the same in another. */
function pairMoved(
  olds: readonly number[],
  oldNames: readonly number[],
  news: readonly number[],
  newNames: readonly number[],
  removed: ReadonlySet<number>,
  pairs: Pairs,
  pair: Pair,
): void {
  const left = new Map<number, number[]>();
  olds.forEach((node, at) => {
    if (!removed.has(node)) return;
    const same = left.get(oldNames[at]!);
    if (same) same.push(at);
    else left.set(oldNames[at]!, [at]);
  });
  if (left.size === 0) return;
  news.forEach((_, at) => {
    const oldAt = pairs[at]!.old === null ? left.get(newNames[at]!)?.shift() : undefined;
    if (oldAt !== undefined) pair(oldAt, at, true);
  });
}

function pairByIdentity(
  before: JsonDocument,
  olds: readonly number[],
  after: JsonDocument,
  news: readonly number[],
  gap: Gap,
  removed: ReadonlySet<number>,
  pairs: Pairs,
  pair: Pair,
): void {
  const byIdentity = new Map<string, number>();
  for (let at = gap.oldFrom; at < gap.oldTo; at++) {
    const identity = removed.has(olds[at]!) ? identityOf(before, olds[at]!) : null;
    if (identity !== null) byIdentity.set(identity, at);
  }
  if (byIdentity.size === 0) return;
  for (let at = gap.newFrom; at < gap.newTo; at++) {
    const identity = pairs[at]!.old === null ? identityOf(after, news[at]!) : null;
    const oldAt = identity === null ? undefined : byIdentity.get(identity);
    if (oldAt === undefined || !removed.has(olds[oldAt]!)) continue;
    pair(oldAt, at);
  }
}

/** What is left in a gap on both sides: the first with the first, when they are of one kind and nothing says which they are. */
function pairByPlace(
  before: JsonDocument,
  olds: readonly number[],
  after: JsonDocument,
  news: readonly number[],
  gap: Gap,
  removed: ReadonlySet<number>,
  pairs: Pairs,
  pair: Pair,
): void {
  let oldAt = gap.oldFrom;
  for (let at = gap.newFrom; at < gap.newTo; at++) {
    if (pairs[at]!.old !== null) continue;
    while (oldAt < gap.oldTo && !removed.has(olds[oldAt]!)) oldAt += 1;
    if (oldAt >= gap.oldTo) return;
    const sameKind = kindOf(before, olds[oldAt]!) === kindOf(after, news[at]!);
    const named = identityOf(before, olds[oldAt]!) !== null && identityOf(after, news[at]!) !== null;
    if (sameKind && !named) pair(oldAt, at);
    oldAt += 1;
  }
}

/** The field and value that tell which one an object is; null when it has none. */
function identityOf(doc: JsonDocument, node: number): string | null {
  if (kindOf(doc, node) !== 'object') return null;
  let best = IDENTITY.length;
  let found: string | null = null;
  for (const child of childrenOf(doc, node)) {
    if (doc.position[child]! > 20) break;
    const rank = IDENTITY.indexOf(String(keyOf(doc, child)));
    if (rank < 0 || rank >= best || doc.kind[child]! <= 1) continue;
    best = rank;
    found = `${IDENTITY[rank]} ${sourceOf(doc, child)}`;
  }
  return found;
}
