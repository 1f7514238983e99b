import { diffArrays } from 'diff';

export interface TextDiffLine {
  readonly sign: 'same' | 'added' | 'removed';
  readonly text: string;
  /** The line that it was or became, for marking words. */
  readonly other: string | null;
  /** Which change it belongs to, from 0; -1 for none. */
  readonly change: number;
}

export interface TextDiff {
  readonly lines: readonly TextDiffLine[];
  readonly added: number;
  readonly removed: number;
  readonly same: number;
  readonly changes: number;
  /** The texts differ too much to be lined up in time: what lies between their common start and end stands as one block. */
  readonly gaveUp: boolean;
}

const MAX_EDITS = 5_000;
const MAX_MS = 150;

/** Compares two texts line by line. Takes some 150 ms at most. */
export function textDiff(before: string, after: string): TextDiff {
  const olds = linesOf(before);
  const news = linesOf(after);
  let start = 0;
  while (start < olds.length && start < news.length && olds[start] === news[start]) start += 1;
  let oldEnd = olds.length;
  let newEnd = news.length;
  while (oldEnd > start && newEnd > start && olds[oldEnd - 1] === news[newEnd - 1]) {
    oldEnd -= 1;
    newEnd -= 1;
  }
  const oldMiddle = olds.slice(start, oldEnd);
  const newMiddle = news.slice(start, newEnd);
  const runs = diffArrays(oldMiddle, newMiddle, { maxEditLength: MAX_EDITS, timeout: MAX_MS });
  const lines: TextDiffLine[] = [];
  const counts = { added: 0, removed: 0, same: 0, changes: 0 };
  const putSame = (list: readonly string[]): void => {
    counts.same += list.length;
    for (const text of list) lines.push({ sign: 'same', text, other: null, change: -1 });
  };
  const putChange = (removed: readonly string[], added: readonly string[]): void => {
    if (removed.length + added.length === 0) return;
    const change = counts.changes++;
    counts.removed += removed.length;
    counts.added += added.length;
    removed.forEach((text, i) => lines.push({ sign: 'removed', text, other: added[i] ?? null, change }));
    added.forEach((text, i) => lines.push({ sign: 'added', text, other: removed[i] ?? null, change }));
  };
  putSame(olds.slice(0, start));
  if (!runs) putChange(oldMiddle, newMiddle);
  else {
    let removed: readonly string[] = [];
    let added: readonly string[] = [];
    for (const run of runs) {
      if (run.removed) removed = run.value;
      else if (run.added) added = run.value;
      else {
        putChange(removed, added);
        removed = added = [];
        putSame(run.value);
      }
    }
    putChange(removed, added);
  }
  putSame(olds.slice(oldEnd));
  return { lines, ...counts, gaveUp: !runs };
}

const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/u);

/** Unchanged lines that are kept around a change. */
const CONTEXT = 3;

export type TextDiffRow =
  | { readonly kind: 'line'; readonly at: number }
  /** Unchanged lines from `at`. */
  | { readonly kind: 'fold'; readonly at: number; readonly count: number };

/** The lines that show when only changes do, each with three around it. */
export function textDiffRows(
  diff: TextDiff,
  onlyChanges: boolean,
  opened: ReadonlySet<number>,
): TextDiffRow[] {
  const rows: TextDiffRow[] = [];
  const { lines } = diff;
  const put = (from: number, to: number): void => {
    for (let at = from; at < to; at++) rows.push({ kind: 'line', at });
  };
  for (let at = 0; at < lines.length;) {
    let end = at;
    while (end < lines.length && lines[end]!.change < 0) end += 1;
    if (end === at) {
      put(at, at + 1);
      at += 1;
      continue;
    }
    const from = at === 0 ? 0 : Math.min(end, at + CONTEXT);
    const to = end === lines.length ? end : Math.max(from, end - CONTEXT);
    if (onlyChanges && to - from > 1 && !opened.has(from)) {
      put(at, from);
      rows.push({ kind: 'fold', at: from, count: to - from });
      put(to, end);
    } else put(at, end);
    at = end;
  }
  return rows;
}
