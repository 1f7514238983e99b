import { t } from '../../../../i18n/i18n';
import { whole } from '../../../../ui/format';
import { isContainer, keyOf, kindOf, sourceOf, textOf, type JsonDocument } from '../json-document';
import { preview, rowText, toneOf, type PreviewPart } from '../json-rows';
import type { Comparison } from './compare';
import { diffRows, MAX_DIFF_ROWS, type DiffRow } from './diff-rows';
import { textDiffRows, type TextDiffLine } from './text-diff';
import { wordParts, type WordPart } from './word-parts';

/** One drawn line of a comparison. */
export interface DiffLine {
  readonly id: string;
  readonly sign: 'same' | 'added' | 'removed' | 'moved' | 'fold';
  readonly depth: number;
  /** Which change it belongs to, from 0; -1 for none. */
  readonly change: number;
  /** Whether it can be opened, and is. */
  readonly opens: 'no' | 'closed' | 'open';
  /** What it says; made when the line is drawn. */
  content(): DiffContent;
}

export interface DiffContent {
  /** Key in its object or index in its array. */
  readonly key: string | null;
  /** Pieces of the value: coloured where it is whole, marked where it differs. */
  readonly parts: readonly (PreviewPart | WordPart)[];
  /** Stands at the end of the line: how much a number changed. */
  readonly note: string | null;
}

export interface DiffLines {
  readonly lines: readonly DiffLine[];
  readonly changes: number;
  readonly note: string | null;
}

export interface CountWord {
  readonly kind: string;
  readonly n: number;
  readonly word: string;
}

/** How much of a comparison changed, was added, removed, moved and stayed, in words; zeros are left out. */
export function countsOf(comparison: Comparison): CountWord[] {
  if (comparison.kind !== 'json' && comparison.kind !== 'text') return [];
  const { added, removed, same } = comparison.diff;
  const { changed = 0, moved = 0 } = comparison.kind === 'json' ? comparison.diff : {};
  return [
    { kind: 'changed', n: changed, word: t('inspector.diff.changed') },
    { kind: 'added', n: added, word: t('inspector.diff.added') },
    { kind: 'removed', n: removed, word: t('inspector.diff.removed') },
    { kind: 'moved', n: moved, word: t('inspector.diff.moved') },
    { kind: 'same', n: same, word: t('inspector.diff.same') },
  ].filter(({ n }) => n > 0);
}

/** How many changes there are; null where that cannot be told. */
export function changesOf(comparison: Comparison): number | null {
  if (comparison.kind === 'equal') return 0;
  if (comparison.kind === 'gave-up') return null;
  if (comparison.kind === 'text') return comparison.diff.changes;
  const { added, removed, changed, moved } = comparison.diff;
  return added + removed + changed + moved;
}

/** A comparison as lines; null where it has none. */
export function comparisonLines(
  comparison: Comparison,
  shape: { readonly onlyChanges: boolean; readonly opened: ReadonlySet<string> },
): DiffLines | null {
  if (comparison.kind === 'json') {
    const { before, after, diff } = comparison;
    const { rows, changes } = diffRows(diff, before, after, shape);
    return { lines: rows.map((row) => jsonLine(row, before, after)), changes, note: null };
  }
  if (comparison.kind !== 'text') return null;
  const { diff } = comparison;
  const opened = new Set([...shape.opened].map(Number));
  const rows = textDiffRows(diff, shape.onlyChanges, opened);
  const lines = rows
    .slice(0, MAX_DIFF_ROWS)
    .map((row) =>
      row.kind === 'line'
        ? textLine(diff.lines[row.at]!, row.at)
        : foldLine(String(row.at), t('inspector.diff.sameLines', { n: whole(row.count) }, row.count), 0),
    );
  if (rows.length > MAX_DIFF_ROWS) lines.push(cutLine(0));
  return { lines, changes: diff.changes, note: diff.gaveUp ? t('inspector.diff.asBlock') : null };
}

function jsonLine(row: DiffRow, before: JsonDocument, after: JsonDocument): DiffLine {
  if (row.kind === 'cut') return cutLine(row.depth);
  if (row.kind === 'fold') {
    const key = row.inside === 0 ? null : keyOf(after, row.inside);
    const n = whole(row.count);
    const words =
      key === null
        ? t('inspector.diff.sameKeys', { n }, row.count)
        : t('inspector.diff.sameKeysIn', { n, name: String(key) }, row.count);
    return foldLine(row.id, words, row.depth);
  }
  const doc = row.side === 'old' ? before : after;
  const other = row.side === 'old' ? after : before;
  return {
    id: row.id,
    sign: row.sign,
    depth: row.depth,
    change: row.change,
    opens: row.foldable ? (row.open ? 'open' : 'closed') : 'no',
    content: () => {
      const key = keyOf(doc, row.node);
      return {
        key: key === null ? null : String(key),
        parts: row.open
          ? [{ text: kindOf(doc, row.node) === 'object' ? '{' : `[${doc.children[row.node]}]`, tone: 'p' }]
          : valueParts(doc, row.node, row.other === null ? null : { doc: other, node: row.other }, row.side),
        note:
          row.sign === 'moved'
            ? t('inspector.diff.movedHere')
            : row.side === 'new' && row.other !== null
              ? numberNote(textOf(other, row.other), textOf(doc, row.node), doc, row.node)
              : null,
      };
    },
  };
}

function valueParts(
  doc: JsonDocument,
  node: number,
  other: { readonly doc: JsonDocument; readonly node: number } | null,
  side: 'old' | 'new',
): readonly (PreviewPart | WordPart)[] {
  if (isContainer(doc, node)) return preview(doc, node);
  if (!other || isContainer(other.doc, other.node))
    return [{ text: rowText(doc, node), tone: toneOf(doc, node) }];
  const both = kindOf(doc, node) === 'string' && kindOf(other.doc, other.node) === 'string';
  const text = sourceOf(doc, node);
  // Words of texts, whole numbers and literals.
  return both
    ? wordParts(text, sourceOf(other.doc, other.node), side === 'new')
    : [{ text: text.slice(0, 400), em: true }];
}

/** `+68.90`: exactly, with as many places as the numbers have. */
function numberNote(from: string, to: string, doc: JsonDocument, node: number): string | null {
  if (kindOf(doc, node) !== 'number' || !/^-?\d{1,15}(?:\.\d{1,12})?$/u.test(from) || from.length > 20)
    return null;
  const places = Math.max(...[from, to].map((text) => text.split('.')[1]?.length ?? 0));
  const by = Number(to) - Number(from);
  if (!Number.isFinite(by) || places > 12) return null;
  return `${by > 0 ? '+' : '−'}${Math.abs(by).toFixed(places)}`;
}

const textLine = (line: TextDiffLine, at: number): DiffLine => ({
  id: `line${at}`,
  sign: line.sign,
  depth: 0,
  change: line.change,
  opens: 'no',
  content: () => ({
    key: null,
    parts:
      line.other === null
        ? [{ text: line.text.slice(0, 2_000), em: false }]
        : wordParts(line.text, line.other, line.sign === 'added'),
    note: null,
  }),
});

const foldLine = (id: string, words: string, depth: number): DiffLine => ({
  id,
  sign: 'fold',
  depth,
  change: -1,
  opens: 'closed',
  content: () => ({ key: null, parts: [{ text: words, em: false }], note: null }),
});
const cutLine = (depth: number): DiffLine => ({
  ...foldLine('cut', t('inspector.diff.tooMany', { n: whole(MAX_DIFF_ROWS) }), depth),
  opens: 'no',
});
