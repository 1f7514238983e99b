import { describe, expect, it } from 'vitest';
import { nextTick, shallowRef } from 'vue';
import { keyOf, readJson, sourceOf, type JsonDocument } from '@/views/stream/inspector/json-document';
import { findInJson } from '@/views/stream/inspector/json-find';
import { nodeAt, pathOf, pathText } from '@/views/stream/inspector/json-path';
import {
  FIRST_CHILDREN,
  closedShape,
  firstShape,
  fullShape,
  preview,
  revealing,
  visibleRows,
  withMore,
} from '@/views/stream/inspector/json-rows';
import { useJsonTree } from '@/views/stream/inspector/use-json-tree';

function documentOf(value: unknown): JsonDocument {
  const result = readJson(typeof value === 'string' ? value : JSON.stringify(value));
  if (!result.ok) throw new Error(result.fault.kind);
  return result.document;
}
const ORDER = { order: { ref: 'EU-1', total: 5 }, attempts: [{ status: 502 }, { status: 200 }], ok: true };
const keys = (doc: JsonDocument, rows: ReturnType<typeof visibleRows>): string[] =>
  rows.map((row) => (row.kind === 'more' ? `+${row.left}` : String(keyOf(doc, row.node))));

describe('the rows of a JSON tree', () => {
  it('first show objects open and what lies in arrays closed, without a row for the root', () => {
    const doc = documentOf(ORDER);
    expect(keys(doc, visibleRows(doc, firstShape(doc)))).toEqual([
      'order',
      'ref',
      'total',
      'attempts',
      '0',
      '1',
      'ok',
    ]);
  });

  it('show the root itself when nothing lies in it', () => {
    for (const source of ['{}', '[]', '42', '"text"']) {
      const doc = documentOf(source);
      expect(visibleRows(doc, firstShape(doc))).toEqual([{ kind: 'node', node: 0 }]);
    }
  });

  it('hold a large array back and give it out in steps', () => {
    const doc = documentOf(Array.from({ length: 5_000 }, (_, i) => i));
    const rows = visibleRows(doc, fullShape(doc));
    expect(rows).toHaveLength(FIRST_CHILDREN + 1);
    expect(rows.at(-1)).toEqual({ kind: 'more', node: 0, left: 4_900 });
    expect(visibleRows(doc, withMore(fullShape(doc), 0)).at(-1)).toEqual({
      kind: 'more',
      node: 0,
      left: 3_900,
    });
  });

  it('can be opened as far as any one node, also behind "show more"', () => {
    const doc = documentOf({ list: Array.from({ length: 900 }, (_, i) => ({ i })) });
    const node = nodeAt(doc, ['list', 700, 'i'])!;
    const rows = visibleRows(doc, revealing(doc, closedShape(), node));
    expect(rows).toContainEqual({ kind: 'node', node });
  });

  it('preview a closed container on one line, cut when it is long', () => {
    const doc = documentOf(ORDER);
    const text = (node: number): string =>
      preview(doc, node)
        .map((part) => part.text)
        .join('');
    expect(text(nodeAt(doc, ['order'])!)).toBe('{ref: "EU-1", total: 5}');
    expect(text(nodeAt(doc, ['attempts'])!)).toBe('[{…}, {…}]');
    const long = documentOf([Array.from({ length: 500 }, (_, i) => i)]);
    expect(
      preview(long, 1)
        .map((part) => part.text)
        .join(''),
    ).toMatch(/, …\]$/u);
  });
});

describe('a path', () => {
  it('is JSONPath, quoted where a key is no plain name', () => {
    expect(pathText([])).toBe('$');
    expect(pathText(['order', 'items', 3, 'größe'])).toBe('$.order.items[3].größe');
    expect(pathText(['two words', '0', 'a"b'])).toBe('$["two words"]["0"]["a\\"b"]');
  });

  it('leads to a node and back', () => {
    const doc = documentOf(ORDER);
    const node = nodeAt(doc, ['attempts', 1, 'status'])!;
    expect(sourceOf(doc, node)).toBe('200');
    expect(pathOf(doc, node)).toEqual(['attempts', 1, 'status']);
    expect(nodeAt(doc, ['attempts', 2])).toBeNull();
  });
});

describe('the tree from event to event', () => {
  it('keeps the chosen path, and opens what hides it', async () => {
    const doc = shallowRef<JsonDocument | null>(documentOf({ a: { b: [{ c: 1 }] } }));
    const tree = useJsonTree(doc);
    tree.reveal(nodeAt(doc.value!, ['a', 'b', 0, 'c'])!);
    doc.value = documentOf({ x: 0, a: { b: [{ c: 2 }] } });
    await nextTick();
    expect(sourceOf(doc.value, tree.active.value!)).toBe('2');
    expect(tree.rows.value).toContainEqual({ kind: 'node', node: tree.active.value });
  });

  it('lets go of a path that the next event does not have, and takes it up when it is back', async () => {
    const doc = shallowRef<JsonDocument | null>(documentOf({ a: 1 }));
    const tree = useJsonTree(doc);
    tree.choose(1);
    doc.value = documentOf({ b: 1 });
    await nextTick();
    expect(tree.active.value).toBeNull();
    doc.value = documentOf({ b: 1, a: 7 });
    await nextTick();
    expect(sourceOf(doc.value, tree.active.value!)).toBe('7');
  });
});

describe('find in data', () => {
  it('finds keys and values in order, whatever their case and escapes', async () => {
    const doc = documentOf('{"Status":1,"a":"the \\u0053TATUS","b":{"c":"no"},"d":[5021]}');
    const found = (await findInJson(doc, 'status'))!.map((node) => sourceOf(doc, node));
    expect(found).toEqual(['1', '"the \\u0053TATUS"']);
    expect(await findInJson(doc, '502')).toHaveLength(1);
    expect(await findInJson(doc, 'absent')).toEqual([]);
  });
});
