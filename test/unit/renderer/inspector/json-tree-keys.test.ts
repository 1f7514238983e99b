import { enableAutoUnmount, mount } from '@vue/test-utils';
import { createPinia, setActivePinia } from 'pinia';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defineComponent, h, shallowRef } from 'vue';
import { DEFAULT_SETTINGS } from '@shared/settings';
import type { ChartValue } from '@/views/stream/inspector/chart-value';
import { isContainer, readJson, type JsonDocument } from '@/views/stream/inspector/json-document';
import { useSettings } from '@/stores/settings';
import { pathOf, pathText } from '@/views/stream/inspector/json-path';
import JsonTree from '@/views/stream/inspector/JsonTree.vue';
import { treeMenu } from '@/views/stream/inspector/tree-menu';
import { useJsonTree, type JsonTreeModel } from '@/views/stream/inspector/use-json-tree';

enableAutoUnmount(afterEach);
beforeEach(() => {
  setActivePinia(createPinia());
});

/** The tree with its model, as the Data tab puts them together. */
function treeOf(
  value: unknown,
  charts = false,
): {
  press: (key: string, more?: KeyboardEventInit) => Promise<void>;
  path: () => string;
  model: JsonTreeModel;
  copied: string[];
} {
  const result = readJson(JSON.stringify(value));
  if (!result.ok) throw new Error(result.fault.kind);
  const doc = shallowRef<JsonDocument | null>(result.document);
  const copied: string[] = [];
  let model!: JsonTreeModel;
  const Host = defineComponent(() => {
    model = useJsonTree(doc);
    return () =>
      h(
        JsonTree,
        {
          doc: result.document,
          rows: model.rows.value,
          shape: model.shape.value,
          active: model.active.value,
          hits: new Set<number>(),
          currentHit: null,
          queryable: (node: number) => !isContainer(result.document, node),
          unfolded: new Set<number>(),
          canUnfold: () => false,
          meaningOf: () => undefined,
          onChoose: model.choose,
          onToggle: model.toggle,
          onCopyPath: (node: number) => copied.push(`path ${pathText(pathOf(result.document, node))}`),
          onCopyValue: (node: number) => copied.push(`value ${pathText(pathOf(result.document, node))}`),
          onFilter: (node: number) => copied.push(`filter ${pathText(pathOf(result.document, node))}`),
          onRelate: (node: number) => copied.push(`relate ${pathText(pathOf(result.document, node))}`),
          onChart: ({ keys }: ChartValue) => copied.push(`chart ${keys.join('.')}`),
          onChartAdd: ({ keys }: ChartValue) => copied.push(`add ${keys.join('.')}`),
        },
        charts ? { chart: () => h('i') } : {},
      );
  });
  const wrapper = mount(Host, { attachTo: document.body });
  return {
    press: (key, more = {}) =>
      wrapper.get('[role="tree"]').trigger('keydown', { key, code: `Key${key}`, ...more }),
    path: () =>
      model.active.value === null ? 'none' : pathText(pathOf(result.document, model.active.value)),
    model,
    copied,
  };
}

describe('the JSON tree under the keyboard', () => {
  it('goes up and down the rows, to both ends, and no further', async () => {
    const tree = treeOf({ a: 1, b: { c: 2 }, d: 3 });
    const seen: string[] = [];
    for (const key of [
      'ArrowDown',
      'ArrowDown',
      'ArrowDown',
      'End',
      'ArrowDown',
      'ArrowUp',
      'Home',
      'ArrowUp',
    ]) {
      await tree.press(key);
      seen.push(tree.path());
    }
    expect(seen).toEqual(['$.a', '$.b', '$.b.c', '$.d', '$.d', '$.b.c', '$.a', '$.a']);
  });

  it('closes with Left, then goes to the parent; opens with Right, then goes inside', async () => {
    const tree = treeOf({ a: { b: { c: 1 } } });
    await tree.press('ArrowDown');
    await tree.press('ArrowRight');
    expect(tree.path()).toBe('$.a.b');
    await tree.press('ArrowRight');
    await tree.press('ArrowRight');
    expect(tree.path()).toBe('$.a.b.c');
    await tree.press('ArrowLeft');
    await tree.press('ArrowLeft');
    await tree.press('ArrowLeft');
    await tree.press('ArrowLeft');
    expect(tree.path()).toBe('$.a');
    expect(tree.model.rows.value).toHaveLength(1);
  });

  it('copies the value with Ctrl C and the path with Ctrl Shift C', async () => {
    const tree = treeOf({ a: { b: 1 } });
    await tree.press('End');
    await tree.press('c', { ctrlKey: true, code: 'KeyC' });
    await tree.press('C', { ctrlKey: true, shiftKey: true, code: 'KeyC' });
    expect(tree.copied).toEqual(['value $.a.b', 'path $.a.b']);
  });

  it('filters by a value with F and highlights its like with Shift F, where a query can ask for it', async () => {
    const tree = treeOf({ a: { b: 1 } });
    await tree.press('End');
    await tree.press('f', { code: 'KeyF' });
    await tree.press('F', { code: 'KeyF', shiftKey: true });
    await tree.press('Home');
    await tree.press('f', { code: 'KeyF' });
    expect(tree.copied).toEqual(['filter $.a.b', 'relate $.a.b']);
  });

  it('pins a number with P and adds it to the newest chart with Shift P, and nothing that is no number', async () => {
    const tree = treeOf({ name: 'eu', load: { one: 0.4 } }, true);
    await tree.press('Home');
    await tree.press('P', { code: 'KeyP', shiftKey: true });
    await tree.press('End');
    await tree.press('p', { code: 'KeyP' });
    await tree.press('P', { code: 'KeyP', shiftKey: true });
    expect(tree.copied).toEqual(['chart load.one', 'add load.one']);
  });

  it('shows the keys that were given to what its menu offers', () => {
    const keyboard = {
      ...DEFAULT_SETTINGS.keyboard,
      bindings: { 'value.chart-add': ['Ctrl G'], 'value.filter': [] },
    };
    useSettings().take({ ...DEFAULT_SETTINGS, keyboard });
    const offered = treeMenu({
      chosen: true,
      queryable: true,
      isString: false,
      foldable: false,
      inner: 'none',
      charted: true,
    });
    const lineOf = (id: string): unknown =>
      offered.find((entry) => typeof entry === 'object' && 'id' in entry && entry.id === id);
    expect(lineOf('chartAdd')).toMatchObject({ keys: 'Ctrl G' });
    expect(lineOf('chart')).toMatchObject({ keys: 'P' });
    expect(lineOf('filter')).toMatchObject({ keys: '' });
  });
});
