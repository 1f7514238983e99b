import { describe, expect, it } from 'vitest';
import { computed, effectScope, nextTick, shallowRef, type Ref } from 'vue';
import { keyOf, readJson, type JsonDocument } from '@/views/stream/inspector/json-document';
import { nodeAt, pathOf } from '@/views/stream/inspector/json-path';
import { useJson } from '@/views/stream/inspector/use-json';
import { useJsonTree, type JsonTreeModel } from '@/views/stream/inspector/use-json-tree';
import { useUnfolding, type Unfolding } from '@/views/stream/inspector/use-unfolding';

interface Opened {
  readonly data: Ref<string>;
  readonly unfolding: Unfolding;
  readonly tree: JsonTreeModel;
  /** Keys of the rows that show. */
  rows(): string[];
  node(...path: (string | number)[]): number;
}
function open(value: unknown): Opened {
  const data = shallowRef(JSON.stringify(value));
  const parts = effectScope().run(() => {
    const unfolding = useUnfolding(data, (node) => tree.splice(node));
    const json = useJson(unfolding.text);
    const doc = computed<JsonDocument | null>(() =>
      json.value.phase === 'read' && json.value.result.ok ? json.value.result.document : null,
    );
    const tree: JsonTreeModel = useJsonTree(doc);
    unfolding.follow(doc);
    return { unfolding, tree, doc };
  })!;
  return {
    data,
    ...parts,
    rows: () =>
      parts.tree.rows.value.map((row) =>
        row.kind === 'node' ? String(keyOf(parts.doc.value!, row.node)) : 'more',
      ),
    node: (...path) => nodeAt(parts.doc.value!, path)!,
  };
}

const INNER = { ref: 'EU-1', note: JSON.stringify({ gift: true }) };
const EVENT = { before: { x: 1 }, body: JSON.stringify(INNER), after: { y: 2 }, text: 'plain {' };

describe('JSON inside a string', () => {
  it('unfolds in place, keeps what is open around it, and folds again', async () => {
    const { unfolding, rows, node, tree } = open(EVENT);
    tree.toggle(node('before'));
    expect(rows()).toEqual(['before', 'body', 'after', 'y', 'text']);
    unfolding.toggle(node('body'));
    await nextTick();
    expect(rows()).toEqual(['before', 'body', 'ref', 'note', 'after', 'y', 'text']);
    unfolding.toggle(node('body'));
    await nextTick();
    expect(rows()).toEqual(['before', 'body', 'after', 'y', 'text']);
  });

  it('unfolds within what was unfolded', async () => {
    const { unfolding, rows, node } = open(EVENT);
    unfolding.toggle(node('body'));
    await nextTick();
    unfolding.toggle(node('body', 'note'));
    await nextTick();
    expect(rows()).toContain('gift');
    expect(unfolding.isWithin(node('body', 'note', 'gift'))).toBe(true);
    expect(unfolding.isWithin(node('after', 'y'))).toBe(false);
  });

  it('is copied with what surrounds it as it was sent', async () => {
    const { unfolding, node, data } = open(EVENT);
    unfolding.toggle(node('body'));
    await nextTick();
    unfolding.toggle(node('body', 'note'));
    await nextTick();
    expect(unfolding.sourceOf(0)).toBe(data.value);
    expect(JSON.parse(unfolding.sourceOf(node('body')))).toEqual(INNER);
    expect(unfolding.sourceOf(node('body', 'note'))).toBe('{"gift":true}');
    expect(unfolding.sourceOf(node('after'))).toBe('{"y":2}');
  });

  it('stays unfolded in the next event that has it, and leaves one alone that does not', async () => {
    const { unfolding, rows, node, data } = open(EVENT);
    unfolding.toggle(node('body'));
    await nextTick();
    data.value = JSON.stringify({ body: JSON.stringify({ next: 1 }) });
    await nextTick();
    await nextTick();
    expect(rows()).toEqual(['body', 'next']);
    data.value = JSON.stringify({ body: 'no JSON' });
    await nextTick();
    await nextTick();
    expect(rows()).toEqual(['body']);
  });

  it('is offered for objects and arrays only', () => {
    const { unfolding, node } = open({ a: '{"b":1}', c: '[1]', d: '"e"', f: '1', g: '{oops}', h: { i: 1 } });
    const offered = ['a', 'c', 'd', 'f', 'g', 'h'].filter((key) => unfolding.canUnfold(node(key)));
    expect(offered).toEqual(['a', 'c']);
  });

  it('is the same characters that the string stands for', async () => {
    const { unfolding, node } = open({ a: '{"n": 1.0, "s": "\\u00e9"}' });
    unfolding.toggle(node('a'));
    await nextTick();
    expect(unfolding.text.value).toContain('{"n": 1.0, "s": "\\u00e9"}');
  });

  it('is looked for in the event that is shown as soon as it is, and nowhere in one that has no such value', () => {
    const read = (value: unknown): JsonDocument => {
      const result = readJson(JSON.stringify(value));
      if (!result.ok) throw new Error('This is JSON.');
      return result.document;
    };
    effectScope().run(() => {
      const doc = shallowRef<JsonDocument | null>(read({ a: 'plain', b: 'plain', c: '{"d":1}' }));
      const unfolding = useUnfolding(
        computed(() => doc.value?.source ?? ''),
        () => undefined,
      );
      unfolding.follow(doc);
      expect([1, 3].map(unfolding.canUnfold)).toEqual([false, true]);
      // Nothing has been drawn between the two.
      doc.value = read({ a: '{"b":1}' });
      expect([1, 3].map(unfolding.canUnfold)).toEqual([true, false]);
      expect(unfolding.sourceOf(3)).toBe('');
      unfolding.toggle(3);
      expect(unfolding.text.value).toBe(doc.value.source);
      expect(pathOf(doc.value, 3)).toEqual([]);
      doc.value = null;
      expect([1, 3].map(unfolding.canUnfold)).toEqual([false, false]);
    });
  });
});
